"""Words for what staff do with appointments."""

from hanamizuki.core.audit.words import words

_WORDS = {
    "appointment_booked": ("予約を取った", "Made an appointment", "よやくを とった"),
    "appointment_moved": ("予約の時間を変えた", "Changed an appointment", "よやくを 変えた"),
    "appointment_cancelled": ("予約をやめた", "Called off an appointment", "よやくを やめた"),
    "appointment_no_show": (
        "予約の人が来なかったと記録した",
        "Recorded that somebody did not come",
        "来なかったと 書いた",
    ),
    "appointment_came": (
        "予約の人が来たと記録した",
        "Recorded that somebody came",
        "来たと 書いた",
    ),
    "appointment_told": (
        "予約を受けられないと電話で知らせた",
        "Told by phone that it is called off",
        "電話で 知らせた",
    ),
    "appointments_closed": (
        "予約の日や枠を止めた",
        "Closed a day or a slot",
        "よやくの 日を 止めた",
    ),
    "appointments_reopened": (
        "止めた予約の日や枠をもどした",
        "Opened a closed day or slot",
        "止めた 日を もどした",
    ),
}

words.register(
    {
        f"desk.{name}": dict(zip(("ja", "en", "easy"), texts, strict=True))
        for name, texts in _WORDS.items()
    }
)
