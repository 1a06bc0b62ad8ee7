"""The second menu of the policy room: shown on its pages for staff, to those who may open each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """One entry: the name of its address (and of `here` on its pages), its action, its label."""

    name: str
    action: str
    label: dict[str, str]


NAV = [
    Item("desk", "policy.read", {"ja": "行の一覧", "en": "Lines", "easy": "行の 一覧"}),
    Item("values", "policy.enter", {"ja": "値", "en": "Values", "easy": "数字"}),
    Item("indicators", "policy.read", {"ja": "指標", "en": "Indicators", "easy": "数字の 種類"}),
    Item("comments", "policy.answer", {"ja": "声", "en": "Comments", "easy": "声"}),
    Item("proposals", "policy.read", {"ja": "案", "en": "Proposals", "easy": "案"}),
    Item("reports", "policy.publish", {"ja": "報告", "en": "Reports", "easy": "ほうこく"}),
    Item("money", "policy.read", {"ja": "予算", "en": "Budget", "easy": "お金"}),
    Item("drafts", "policy.publish", {"ja": "来年度", "en": "Next year", "easy": "つぎの 年度"}),
]
