"""Words of the desk that pages and the API share, as maps {ja, en, easy}."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hanamizuki.desk.logic.opening import Reason

Words = Mapping[str, str]

WHY: Mapping[Reason, Words] = {
    "open": {
        "ja": "いま番号を取れます。",
        "en": "You can take a number now.",
        "easy": "いま 番号を とれます。",
    },
    "before_opening": {
        "ja": "まだ窓口が開いていません。",
        "en": "The counter is not open yet.",
        "easy": "窓口は まだ 開いて いません。",
    },
    "after_closing": {
        "ja": "今日の受付は終わりました。すでに番号をお持ちの方は、最後まで受け付けます。",
        "en": "Numbers have ended for today. If you hold one already, you will still be served.",
        "easy": "今日は もう 番号を とれません。番号を 持って いる 人は、だいじょうぶです。",
    },
    "closed_today": {
        "ja": "今日は窓口が休みです。",
        "en": "The counters are closed today.",
        "easy": "今日は 窓口が 休みです。",
    },
    "not_saturday": {
        "ja": "今日は開いていますが、この用件は扱っていません。",
        "en": "The office is open today, but does not handle this.",
        "easy": "今日は 開いて いますが、この 手続きは できません。",
    },
    "web_not_yet": {
        "ja": "スマホやパソコンで番号を取れる時間は、まだです。",
        "en": "Numbers by phone or computer have not started yet.",
        "easy": "スマホで 番号を とる 時間は、まだです。",
    },
    "web_over": {
        "ja": "スマホやパソコンで番号を取れる時間は終わりました。"
        "窓口が開いている間は、役所で取れます。",
        "en": "Numbers by phone or computer have ended for today. "
        "While the counter is open you can take one at the office.",
        "easy": "スマホで 番号を とる 時間は おわりました。役所に 来れば、とれます。",
    },
    "web_not_today": {
        "ja": "今日はスマホやパソコンで番号を取れません。役所で取れます。",
        "en": "No numbers by phone or computer today. You can take one at the office.",
        "easy": "今日は スマホで 番号を とれません。役所で とれます。",
    },
    "web_full": {
        "ja": "この時間帯にスマホやパソコンで取れる番号は、なくなりました。",
        "en": "All numbers by phone or computer for this hour are taken.",
        "easy": "この 時間の スマホの 番号は、もう ありません。",
    },
    "day_full": {
        "ja": "今日の分は終わりました。",
        "en": "All numbers of today have been given.",
        "easy": "今日の 番号は、もう 終わりました。",
    },
    "no_web": {
        "ja": "この用件の番号は、スマホやパソコンでは取れません。役所で取れます。",
        "en": "Numbers for this are not given by phone or computer, only at the office.",
        "easy": "この 番号は スマホでは とれません。役所で とれます。",
    },
    "web_unknown": {
        "ja": "この用件の番号をスマホやパソコンで取れるかは、公開資料に見つかっていません。"
        "役所では取れます。",
        "en": "Whether numbers for this are given by phone or computer was not found in public "
        "documents. You can take one at the office.",
        "easy": "この 番号を スマホで とれるか わかりません。役所では とれます。",
    },
    "by_appointment": {
        "ja": "この用件は予約制です。",
        "en": "This is by appointment only.",
        "easy": "よやくが いります。",
    },
    "withdrawn": {
        "ja": "この用件は、いま受け付けていません。",
        "en": "This is not offered at present.",
        "easy": "この 手続きは、いま して いません。",
    },
}


@dataclass(frozen=True)
class Theme:
    """A group of errands for who does not know what theirs is called."""

    name: Words
    topics: tuple[str, ...]
    icon: str


THEMES: Mapping[str, Theme] = {
    "moving": Theme(
        {
            "ja": "引っ越し・証明書・カード",
            "en": "Moving, certificates, cards",
            "easy": "引っこし・証明書・カード",
        },
        ("moving",),
        "house",
    ),
    "children": Theme(
        {"ja": "妊娠・子ども", "en": "Pregnancy and children", "easy": "赤ちゃん・子ども"},
        ("baby", "child", "child-care"),
        "baby",
    ),
    "marriage": Theme(
        {"ja": "結婚・離婚", "en": "Marriage and divorce", "easy": "結婚・離婚"},
        ("marriage",),
        "heart",
    ),
    "bereavement": Theme(
        {"ja": "亡くなったとき", "en": "After a death", "easy": "人が 亡くなった とき"},
        ("bereavement",),
        "flower-2",
    ),
    "insurance": Theme(
        {"ja": "健康保険・年金", "en": "Health insurance and pension", "easy": "健康保険・年金"},
        ("insurance", "pension"),
        "heart-pulse",
    ),
    "care": Theme(
        {
            "ja": "介護・障害・相談",
            "en": "Care, disability, advice",
            "easy": "介護・障害・そうだん",
        },
        ("care", "disability", "consultation"),
        "hand-helping",
    ),
    "other": Theme(
        {"ja": "税・そのほか", "en": "Tax and other matters", "easy": "税金・ほかの こと"},
        ("tax",),
        "file-text",
    ),
}

SCORES: Mapping[int, Words] = {
    4: {"ja": "とてもよかった", "en": "Very good", "easy": "とても よかった"},
    3: {"ja": "よかった", "en": "Good", "easy": "よかった"},
    2: {"ja": "あまりよくなかった", "en": "Not so good", "easy": "あまり よくなかった"},
    1: {"ja": "よくなかった", "en": "Bad", "easy": "よくなかった"},
}
"""What a face of the feedback says; 4 is the best."""

PRINTER: Mapping[str, Words] = {
    "paper": {
        "ja": "紙がありません",
        "en": "Out of paper",
        "easy": "紙が ありません",
    },
    "cover": {
        "ja": "ふたが開いています",
        "en": "The cover is open",
        "easy": "ふたが あいて います",
    },
    "offline": {
        "ja": "プリンターが止まっています",
        "en": "The printer is off line",
        "easy": "プリンターが 止まって います",
    },
    "unreachable": {
        "ja": "プリンターにつながりません",
        "en": "The printer does not answer",
        "easy": "プリンターに つながりません",
    },
    "stopped": {
        "ja": "印刷の途中で止まりました",
        "en": "The printer stopped half-way",
        "easy": "とちゅうで 止まりました",
    },
    "slip": {
        "ja": "紙の版を作れませんでした",
        "en": "The slip could not be set",
        "easy": "紙を 作れませんでした",
    },
}
"""What is wrong with the printer of slips, by code."""

LEVELS: tuple[Words, ...] = (
    {"ja": "ふつう", "en": "Usual", "easy": "ふつう"},
    {"ja": "やや混雑", "en": "Somewhat busy", "easy": "少し 混む"},
    {"ja": "混雑", "en": "Busy", "easy": "混む"},
    {"ja": "大変混雑", "en": "Very busy", "easy": "とても 混む"},
)
"""How crowded it is, by level (`logic.congestion`)."""
