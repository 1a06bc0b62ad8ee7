"""How the printer was when it was last used: for the console, and for `hanamizuki doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from hanamizuki.core.clock import now
from hanamizuki.desk.models import SlipPrinter
from hanamizuki.desk.words import PRINTER, Words


@dataclass(frozen=True)
class PrinterState:
    """`address` is "" where none is set up; `trouble` a code, "" when all is well or not known."""

    address: str
    trouble: str = ""
    since: datetime | None = None
    seen: datetime | None = None

    @property
    def words(self) -> Words | None:
        """What is wrong, in words; None where nothing is."""
        return PRINTER.get(self.trouble)


def status() -> PrinterState:
    """The state of the printer that is set up."""
    address: str = settings.SLIP_PRINTER
    row = SlipPrinter.objects.filter(address=address).first() if address else None
    if row is None:
        return PrinterState(address)
    return PrinterState(address, row.trouble, row.since, row.seen)


def note(trouble: str) -> None:
    """Keep how the last slip went: a code, "" for well."""
    address, moment = settings.SLIP_PRINTER, now()
    row, fresh = SlipPrinter.objects.get_or_create(
        address=address, defaults={"trouble": trouble, "since": moment, "seen": moment}
    )
    if not fresh:
        row.since = row.since if row.trouble == trouble else moment
        row.trouble, row.seen = trouble, moment
        row.save(update_fields=["trouble", "since", "seen"])
