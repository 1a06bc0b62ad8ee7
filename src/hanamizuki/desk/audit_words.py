"""Words for what staff do at the desk beside calling, which is in the desk's own record."""

from hanamizuki.core.audit.words import words
from hanamizuki.desk.appointments import audit_words as _appointments  # noqa: F401

_WORDS = {
    "counter_opened": ("窓口を開けた", "Opened a counter", "窓口を あけた"),
    "counter_paused": ("窓口を休みにした", "Paused a counter", "窓口を 休みに した"),
    "counter_closed": ("窓口を閉めた", "Closed a counter", "窓口を しめた"),
    "noted": ("番号にメモを書いた", "Wrote a note on a number", "番号に メモを 書いた"),
    "prioritised": ("順番を早めた", "Moved somebody forward", "じゅんばんを 早く した"),
    "issued_priority": (
        "優先で番号を出した",
        "Gave a number with priority",
        "先に よぶ 番号を 出した",
    ),
    "entered": ("あとから来庁を記録した", "Entered a past visit", "あとから 書いた"),
    "emergency_called": ("窓口の緊急を知らせた", "Called an emergency", "きんきゅうを 知らせた"),
    "emergency_answered": (
        "緊急の窓口に向かった",
        "Went to an emergency",
        "きんきゅうの 窓口に 行った",
    ),
    "emergency_over": ("緊急を終わりにした", "Ended an emergency", "きんきゅうを 終わりに した"),
    "kiosk_set": (
        "発券機を止めた・動かした",
        "Stopped or started the kiosk",
        "番号の 機械を 止めた・動かした",
    ),
    "planned": ("開ける窓口の予定を変えた", "Changed the planned counters", "窓口の 予定を 変えた"),
}

words.register(
    {
        f"desk.{name}": dict(zip(("ja", "en", "easy"), texts, strict=True))
        for name, texts in _WORDS.items()
    }
)
