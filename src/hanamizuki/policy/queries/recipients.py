"""Whom a reminder or a comment reaches: the owner, the section, the planners, administrators."""

from __future__ import annotations

from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import registry, roles_of
from hanamizuki.core.people.queries import at_work
from hanamizuki.core.people.roles import Role
from hanamizuki.policy.logic.recipients import Rule, choose

RULES: dict[Rule, dict[str, str]] = {
    "owner": {
        "ja": "この行の担当になっているためです。",
        "en": "You look after this line.",
        "easy": "あなたが この 行の 担当だからです。",
    },
    "section": {
        "ja": "担当の課に入っているためです。",
        "en": "You belong to the section that answers for it.",
        "easy": "あなたが 担当の 課に いるからです。",
    },
    "planners": {
        "ja": "担当の課に受け取る人がいないので、企画調整の役割の人に送っています。",
        "en": "Nobody in the section can receive it, so it goes to the planners.",
        "easy": "担当の 課に 受け取る 人が いないので、計画を つくる人に 送っています。",
    },
    "administrators": {
        "ja": "課にも企画調整にも受け取る人がいないので、管理者に送っています。",
        "en": "Neither the section nor the planners can receive it, so it goes to administrators.",
        "easy": "ほかに 受け取る 人が いないので、管理する人に 送っています。",
    },
    "nobody": {"ja": "", "en": "", "easy": ""},
}


class Staff:
    """Everybody at work, read once; asked as often as there are lines."""

    def __init__(self) -> None:
        self._people = [one for one in at_work() if one.is_active]
        for one in self._people:
            # From the prefetched rows; policy.roles_of would ask for each person.
            held = [(Role(m.role), m.section, m.district) for m in one.memberships.all()]
            one._roles = held  # type: ignore[attr-defined]

    def choose(
        self, action: str, section: str, owner: Account | None = None
    ) -> tuple[list[Account], Rule]:
        """Who is told, and by which rule; ("", owner None) begins at the planners."""
        known = registry.get(action)
        roles = known.roles if known else frozenset()
        own = [
            one
            for one in self._people
            if section and any(role in roles and at == section for role, at, _ in roles_of(one))
        ]
        return choose(owner, own, self._whole(Role.PLANNER), self._whole(Role.ADMINISTRATOR))

    def _whole(self, role: Role) -> list[Account]:
        """Who holds a role for the whole ward."""
        return [
            one
            for one in self._people
            if any(held is role and not section for held, section, _ in roles_of(one))
        ]


def language_of(account: Account) -> str:
    """The account's language as notices name it: ja, en or easy."""
    return {"ja-easy": "easy", "easy": "easy", "en": "en"}.get(account.language, "ja")
