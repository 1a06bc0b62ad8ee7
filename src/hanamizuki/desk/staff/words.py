"""Reasons that clerks choose from, by code: no free text, since the record is kept for good."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, str]

REASONS: Mapping[str, Words] = {
    "paper": {
        "ja": "書類を書き終えた",
        "en": "Has finished the form",
        "easy": "書類を 書き終わった",
    },
    "unwell": {
        "ja": "体の具合が悪い・立って待てない",
        "en": "Unwell, or cannot stand and wait",
        "easy": "体の ぐあいが わるい",
    },
    "child": {
        "ja": "小さい子ども・妊娠中",
        "en": "Small child, or pregnant",
        "easy": "小さい 子ども・妊娠",
    },
    "language": {
        "ja": "通訳がいる間に",
        "en": "While an interpreter is there",
        "easy": "通訳が いる 間に",
    },
    "appointment": {"ja": "予約の時刻", "en": "Appointment", "easy": "よやくの 時間"},
    "mistake": {
        "ja": "役所のまちがいを直す",
        "en": "To mend a mistake of the office",
        "easy": "役所の まちがいを 直す",
    },
    "quick": {"ja": "受け取りだけ", "en": "Only to pick up", "easy": "受けとる だけ"},
}
"""Why somebody is called out of turn or moved forward."""

CHANNELS: Mapping[str, Words] = {
    "web": {"ja": "スマホ・Web", "en": "Web", "easy": "スマホ"},
    "kiosk": {"ja": "発券機", "en": "Kiosk", "easy": "番号の 機械"},
    "staff": {"ja": "職員", "en": "Staff", "easy": "職員"},
    "phone": {"ja": "電話", "en": "Phone", "easy": "電話"},
    "appointment": {"ja": "予約", "en": "Appointment", "easy": "よやく"},
    "journey": {"ja": "前の窓口から", "en": "From a counter", "easy": "前の 窓口から"},
}
LANGUAGES: Mapping[str, Words] = {
    "ja": {"ja": "", "en": "", "easy": ""},
    "easy": {"ja": "やさしい日本語", "en": "Easy Japanese", "easy": "やさしい日本語"},
    "ja-easy": {"ja": "やさしい日本語", "en": "Easy Japanese", "easy": "やさしい日本語"},
    "en": {"ja": "英語", "en": "English", "easy": "英語"},
}
STATES: Mapping[str, Words] = {
    "open": {"ja": "あいています", "en": "Open", "easy": "あいて います"},
    "paused": {"ja": "休み", "en": "Paused", "easy": "休み"},
    "closed": {"ja": "しまっています", "en": "Closed", "easy": "しまって います"},
}
