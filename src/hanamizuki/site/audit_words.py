"""Words for what is done on the house's own pages."""

from hanamizuki.core.audit.words import words

words.register(
    {
        "notices.retried": {
            "ja": "通知をもう一度送ることにした",
            "en": "Let a notice be sent again",
            "easy": "お知らせを もういちど 送る ことに した",
        }
    }
)
