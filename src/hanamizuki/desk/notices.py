"""The desk's notices: appointments (their own module), and that one's turn comes."""

from __future__ import annotations

from collections.abc import Mapping

from hanamizuki.core.notices import Template, registry
from hanamizuki.desk.appointments import mails  # noqa: F401 -- declares its own

NEAR, CALLED = "desk.alert_near", "desk.alert_called"
PUSH = "_push"
KINDS = tuple(kind + end for kind in (NEAR, CALLED) for end in ("", PUSH))
Texts = Mapping[str, str]

_WHY = {
    "ja": "番号のページで、近づいたら知らせるように選ばれたためです。"
    "宛先は、今日の受付が終わったら消します。",
    "en": "You asked on the page of your number to be told. "
    "Your address is deleted when the day is over.",
    "easy": "番号の ページで 知らせる ように えらんだからです。"
    "あなたの アドレスは、今日が おわったら 消します。",
}
_LINK = {
    "ja": "\n\nいまのようすを見る・知らせをやめる: {link}\n"
    "このリンクは、ほかの人に見せないでください。",
    "en": "\n\nSee how it stands, or stop these alerts: {link}\n"
    "Please show this link to nobody else.",
    "easy": "\n\n今の ようすを 見る・やめる: {link}\n"
    "この リンクは、ほかの 人に 見せないで ください。",
}
_NEAR = {
    "ja": "{ahead}。{place}\n{todo}",
    "en": "{ahead}. It will be {place}.\n{todo}",
    "easy": "{ahead}。{place}\n{todo}",
}
_CALLED = {
    "ja": "{place}へ、いま来てください。",
    "en": "Please come now to {place}.",
    "easy": "{place}へ 今 来て ください。",
}


def _both(kind: str, names: tuple[str, ...], subject: Texts, body: Texts) -> None:
    """The same words by mail, with the link, and by push, where a press opens it."""
    registry.register(
        Template(
            kind=kind,
            names=(*names, "link"),
            subject=subject,
            body={one: body[one] + _LINK[one] for one in body},
            why=_WHY,
        ),
        Template(kind=kind + PUSH, names=names, subject=subject, body=body, why=_WHY),
    )


_both(
    NEAR,
    ("label", "ahead", "place", "todo"),
    {
        "ja": "もうすぐです（{label}）",
        "en": "Your turn is near ({label})",
        "easy": "もうすぐです（{label}）",
    },
    _NEAR,
)
_both(
    CALLED,
    ("label", "place"),
    {
        "ja": "{label} をお呼びしました",
        "en": "{label}: it is your turn",
        "easy": "{label} の 人を 呼びました",
    },
    _CALLED,
)


def ahead(people: int) -> Texts:
    """How many are left, as a sentence without its end."""
    if not people:
        return {"ja": "次に呼ばれます", "en": "You are next", "easy": "次に 呼ばれます"}
    counted = "1 person is" if people == 1 else f"{people} people are"
    return {
        "ja": f"あと{people}人です",
        "en": f"{counted} before you",
        "easy": f"あと {people}人です",
    }


TODO: Mapping[bool, Texts] = {
    True: {
        "ja": "番号の画面が見えるところで待ってください。",
        "en": "Please wait where you can see the board.",
        "easy": "番号の 画面が 見える ところで 待って ください。",
    },
    False: {
        "ja": "着いたら、入口の画面のQRを読むか、番号のページの「着きました」を押してください。",
        "en": "When you arrive, scan the code at the entrance "
        "or press “I have arrived” on your page.",
        "easy": "着いたら、入口の QRを 読んで ください。",
    },
}
"""What to do until then, by whether they are known to be there."""


def window(label: str, floor: str, service: Texts) -> Texts:
    """A counter in words; by what it does where its number is not known."""
    at = f" ({floor})" if floor else ""
    if label:
        return {
            "ja": f"{label}番の窓口{at}",
            "en": f"window {label}{at}",
            "easy": f"{label}番の 窓口{at}",
        }
    ja = service["ja"]
    return {
        "ja": f"「{ja}」の窓口{at}",
        "en": f"the counter for “{service.get('en') or ja}”{at}",
        "easy": f"「{service.get('easy') or ja}」の 窓口{at}",
    }
