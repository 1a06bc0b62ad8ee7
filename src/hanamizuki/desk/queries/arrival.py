"""Whose number somebody names at the entrance or the kiosk."""

from __future__ import annotations

import re
import unicodedata

from hanamizuki.core.clock import now
from hanamizuki.core.receipts import digest
from hanamizuki.desk.logic.line import LIVE
from hanamizuki.desk.models import Ticket
from hanamizuki.desk.queries.line import present_stop

_LABEL = re.compile(r"([A-Z]{1,2})0*(\d{1,6})")
_LINK = re.compile(r"/desk/t/([A-Za-z0-9_-]{20,64})/?")


def named(text: str) -> Ticket | None:
    """The live number of today that was meant: A023, a23, Ａ２３, or the link out of its QR.

    On a journey it is the stop that counts now. None where there is none.
    """
    some = Ticket.objects.filter(day=now().date()).select_related("service", "counter", "journey")
    link = _LINK.search(text)
    if link:
        first = some.filter(digest=digest(link[1])).first()
        found = present_stop(first) if first else None
    else:
        plain = unicodedata.normalize("NFKC", text).upper()
        label = _LABEL.fullmatch("".join(plain.split()).replace("-", ""))
        if label is None:
            return None
        found = some.filter(roll__letter=label[1], number=int(label[2])).first()
    return found if found is not None and found.state in LIVE else None
