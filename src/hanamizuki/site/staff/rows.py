"""Words for the rows of staff pages: roles with their section, the device of a session."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext

from hanamizuki.core.people.models import Membership
from hanamizuki.core.people.roles import LABELS
from hanamizuki.core.places.models import District, Section
from hanamizuki.core.text.localised import localise

SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
BROWSERS = (
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


def _found(table: tuple[tuple[str, str], ...], text: str) -> str:
    return next((word for sign, word in table if sign in text), "")


def device(user_agent: str) -> str:
    """Windows, Chrome; enough to know one's own machine again."""
    parts = [_found(SYSTEMS, user_agent), _found(BROWSERS, user_agent)]
    return "・".join(filter(None, parts)) or gettext("わからない機器")


def place_names() -> dict[str, str]:
    """section:code and district:code → name, in the reader's language."""
    names = {f"section:{s.code}": localise(s.name) for s in Section.objects.all()}
    return names | {f"district:{d.code}": localise(d.name) for d in District.objects.all()}


def role_texts(rows: Iterable[Membership], names: dict[str, str] | None = None) -> list[str]:
    """課の職員（総務課）, 管理者, …"""
    known = place_names() if names is None else names
    texts = []
    for row in rows:
        where = [
            known.get(f"{kind}:{code}", code)
            for kind, code in (("section", row.section), ("district", row.district))
            if code
        ]
        inside = "（" + "、".join(where) + "）" if where else ""
        texts.append(localise(LABELS[row.role]) + inside)
    return texts
