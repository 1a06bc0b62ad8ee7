"""Words for what is done to accounts."""

from hanamizuki.core.audit.words import words

words.register(
    {
        "people.invited": {
            "ja": "アカウントを作って招いた",
            "en": "Made an account and invited its owner",
            "easy": "アカウントを 作って 人を よんだ",
        },
        "people.invited_again": {
            "ja": "招待のリンクを作りなおした",
            "en": "Made a new invitation link",
            "easy": "はいる ための リンクを もういちど 作った",
        },
        "people.first_administrator": {
            "ja": "最初の管理者のアカウントを作った",
            "en": "Made the first administrator's account",
            "easy": "さいしょの 管理者の アカウントを 作った",
        },
        "people.joined": {
            "ja": "招待を受けて入った",
            "en": "Accepted the invitation",
            "easy": "よばれて はいった",
        },
        "people.renamed": {
            "ja": "名前か言葉の設定を変えた",
            "en": "Changed name or language",
            "easy": "名前か 言葉を 変えた",
        },
        "people.roles_changed": {
            "ja": "役割を変えた",
            "en": "Changed roles",
            "easy": "役割を 変えた",
        },
        "people.removed": {
            "ja": "やめる手続をした",
            "en": "Removed somebody who left",
            "easy": "やめる 手続きを した",
        },
        "people.reactivated": {
            "ja": "やめた人をもどした",
            "en": "Let somebody come back",
            "easy": "やめた 人を もどした",
        },
    }
)
