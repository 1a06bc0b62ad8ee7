"""Words for what the trail itself records."""

from hanamizuki.core.audit.words import words

words.register(
    {
        "read": {
            "ja": "秘密のものを見た",
            "en": "Looked at something confidential",
            "easy": "ひみつの ものを 見た",
        }
    }
)
