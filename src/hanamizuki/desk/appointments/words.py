"""Words of appointments that pages and the API share, as maps {ja, en, easy}."""

from __future__ import annotations

from collections.abc import Mapping

from hanamizuki.desk.logic.slots import Standing

Words = Mapping[str, str]

SLOT: Mapping[Standing, Words] = {
    "free": {"ja": "空いています。", "en": "Free.", "easy": "あいて います。"},
    "full": {
        "ja": "この時間は、いま埋まりました。ほかの時間を選んでください。",
        "en": "This time has just been taken. Please choose another.",
        "easy": "この 時間は もう いっぱいです。ほかの 時間を えらんでください。",
    },
    "blocked": {
        "ja": "この時間は、役所の都合で受け付けていません。ほかの時間を選んでください。",
        "en": "The office does not take this time. Please choose another.",
        "easy": "この 時間は できません。ほかの 時間を えらんでください。",
    },
    "too_late": {
        "ja": "この時間の予約は、しめきりました。もっと先の日を選んでください。",
        "en": "Booking for this time is closed. Please choose a later day.",
        "easy": "この 時間の よやくは おわりました。もっと 先の 日を えらんでください。",
    },
    "too_early": {
        "ja": "この日の予約は、まだ始まっていません。",
        "en": "Booking for this day has not begun.",
        "easy": "この 日の よやくは、まだです。",
    },
}
"""Why a slot is given or not."""

REFUSED: Mapping[str, Words] = {
    "no_slot": {
        "ja": "この時間の枠はありません。一覧から選んでください。",
        "en": "There is no slot at this time. Please choose one of the list.",
        "easy": "この 時間は ありません。一覧から えらんでください。",
    },
    "not_here": {
        "ja": "これは、このサイトでは予約できません。予約先を見てください。",
        "en": "This is not booked on this site. See where it is.",
        "easy": "この サイトでは よやく できません。",
    },
    "enough_contact": {
        "ja": "この連絡先では、%(n)s件まで予約できます。"
        "変えるときは、予約のページで時間を変えてください。",
        "en": "With one phone or address you can hold %(n)s. "
        "To change it, use the page of your appointment.",
        "easy": "1つの 電話や メールで、%(n)sつまで よやく できます。"
        "変える ときは、よやくの ページで 変えてください。",
    },
    "enough_device": {
        "ja": "この端末からは、%(n)s件まで予約できます。もっと要るときは、役所に聞いてください。",
        "en": "From one device you can hold %(n)s. If you need more, please ask the office.",
        "easy": "1つの スマホから、%(n)sつまで よやく できます。",
    },
    "change_over": {
        "ja": "時間を変えられるしめきりを過ぎました。来られないときは、やめることはできます。",
        "en": "The time for changes is over. If you cannot come you can still cancel.",
        "easy": "もう 時間を 変えられません。来られない ときは、やめる ことが できます。",
    },
    "over": {
        "ja": "この予約は、もう変えられません（始まったか、終わっています）。",
        "en": "This appointment can no longer be changed: it has begun or is over.",
        "easy": "この よやくは、もう 変えられません。",
    },
    "not_today": {
        "ja": "予約は今日ではありません。予約の日に来てください。",
        "en": "The appointment is not today. Please come on its day.",
        "easy": "よやくは 今日では ありません。よやくの 日に 来てください。",
    },
    "cancelled": {
        "ja": "この予約は、やめています。",
        "en": "This appointment was cancelled.",
        "easy": "この よやくは ありません。やめました。",
    },
    "not_yet": {
        "ja": "まだ予約の時間になっていません。",
        "en": "The time of the appointment has not come yet.",
        "easy": "まだ よやくの 時間では ありません。",
    },
    "came": {
        "ja": "来たことが記録されています。",
        "en": "It is on record that they came.",
        "easy": "来た ことが 記録に あります。",
    },
    "no_way": {
        "ja": "この方法では、受けていません。",
        "en": "It is not held in this way.",
        "easy": "この ほうほうでは できません。",
    },
    "not_at_counter": {
        "ja": "これは窓口に来ない予約です。時間に、電話かビデオ通話でお話しします。",
        "en": "This one is not at the counter: we speak by phone or video at its time.",
        "easy": "これは 窓口に 来ない よやくです。電話か ビデオで 話します。",
    },
    "closed_already": {
        "ja": "この日、またはこの時間は、もう止めてあります。",
        "en": "This day or time is closed already.",
        "easy": "この 日か 時間は、もう 止めて あります。",
    },
}
"""Why nothing was done; with %(n)s where a number belongs."""

WHY_NOT: Mapping[str, Words] = {**{str(code): SLOT[code] for code in SLOT}, **REFUSED}

STATE: Mapping[str, Words] = {
    "booked": {"ja": "予約中", "en": "Booked", "easy": "よやく"},
    "arrived": {"ja": "来ました", "en": "Came", "easy": "来ました"},
    "no_show": {"ja": "来ませんでした", "en": "Did not come", "easy": "来ませんでした"},
    "cancelled": {"ja": "やめました", "en": "Cancelled", "easy": "やめました"},
}

WAY: Mapping[str, Words] = {
    "counter": {"ja": "窓口に来る", "en": "At the counter", "easy": "窓口に 来る"},
    "phone": {
        "ja": "電話で（時間に、こちらからかけます）",
        "en": "By phone (we call you at that time)",
        "easy": "電話で（時間に かけます）",
    },
    "video": {
        "ja": "ビデオ通話で（入り方をメールで送ります）",
        "en": "By video (we mail you how to join)",
        "easy": "ビデオで（メールを 送ります）",
    },
}
"""How an appointment is held."""

CHANNEL: Mapping[str, Words] = {
    "web": {"ja": "Web", "en": "Web", "easy": "ネット"},
    "api": {"ja": "API", "en": "API", "easy": "API"},
    "phone": {"ja": "電話", "en": "Phone", "easy": "電話"},
    "counter": {"ja": "窓口", "en": "Counter", "easy": "窓口"},
}

WEEKDAY: tuple[Words, ...] = (
    {"ja": "月", "en": "Mon", "easy": "月曜日"},
    {"ja": "火", "en": "Tue", "easy": "火曜日"},
    {"ja": "水", "en": "Wed", "easy": "水曜日"},
    {"ja": "木", "en": "Thu", "easy": "木曜日"},
    {"ja": "金", "en": "Fri", "easy": "金曜日"},
    {"ja": "土", "en": "Sat", "easy": "土曜日"},
    {"ja": "日", "en": "Sun", "easy": "日曜日"},
)
