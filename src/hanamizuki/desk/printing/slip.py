"""What stands on a slip, and its picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import segno
from django.utils.translation import gettext as _

from hanamizuki.core.clock.templatetags.clock import moment as moment_words
from hanamizuki.core.packs.queries import current_identity
from hanamizuki.core.paper import picture
from hanamizuki.core.text import localise
from hanamizuki.desk.live.expect import Expected
from hanamizuki.desk.queries.visit import Visit
from hanamizuki.desk.services.issuing import moment_of

DOTS_PER_INCH = 203
_SHEET = Path(__file__).parent / "slip.typ"


def _expected(expected: Expected | None) -> str:
    """When the call is; only what past days taught holds eight times of ten."""
    if expected is None:
        return _("待ち時間の見こみは、まだ出せません")
    times = {"low": f"{expected.low:%H:%M}", "high": f"{expected.high:%H:%M}"}
    if expected.basis == "history":
        return _("%(low)s〜%(high)sごろ（10回に8回はこの間）") % times
    return _("%(low)s〜%(high)sごろ（めやす）") % times


def of(visit: Visit, url: str) -> dict[str, Any]:
    """The slip of a visit in the language of the page: texts, and the QR as SVG."""
    ticket = visit.ticket
    identity = current_identity()
    return {
        "ward": localise(identity.ward_name) if identity else "",
        "number": ticket.label,
        "service": localise(ticket.service.name),
        "where": where(visit),
        "before": _("あと%(n)s人") % {"n": visit.before},
        "expected": _expected(visit.expected),
        "path": [localise(one.name) for one in visit.stops] if len(visit.stops) > 1 else [],
        "path_title": _("今日の順路"),
        "qr": segno.make(url, error="m", micro=False).svg_inline(border=1, omitsize=True),
        "qr_words": _("QRを読むと、いまの順番がわかります"),
        "keep": _("呼ばれるまで、この紙を持っていてください"),
        "at": moment_words(moment_of(ticket.issued_at)),
    }


def where(visit: Visit) -> str:
    """「2F 21番窓口」 where it is known, else the section's name."""
    for one in visit.windows:
        if one.label:
            words = _("%(floor)s %(label)s番窓口") if one.floor else _("%(label)s番窓口")
            return words % {"floor": one.floor, "label": one.label}
    return localise(visit.section) if visit.section else ""


def picture_of(slip: dict[str, Any]) -> bytes:
    """The slip as a PNG, 72 mm wide at 203 dots an inch. Raises PaperError."""
    return picture(_SHEET, slip, DOTS_PER_INCH)
