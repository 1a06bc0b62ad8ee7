"""Prints the slip of a number; never raises, since the number stands whatever the printer does."""

from __future__ import annotations

import logging
import threading
from typing import Any

from django.conf import settings

from hanamizuki.core.paper import PaperError
from hanamizuki.desk.printing import escpos, raster, slip, status
from hanamizuki.desk.printing.printer import PrinterTrouble, send

_log = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()


def print_slip(made: dict[str, Any]) -> str:
    """Print a slip (`slip.of`): "" where it came out, "none" without a printer, else a trouble."""
    if not settings.SLIP_PRINTER:
        return "none"
    trouble = ""
    try:
        job = escpos.job(raster.dots(slip.picture_of(made)))
        with _one_at_a_time:
            send(settings.SLIP_PRINTER, job)
    except PrinterTrouble as error:
        trouble = error.code
    except (PaperError, ValueError) as error:
        _log.error("a slip could not be set: %s", error)
        trouble = "slip"
    if trouble:
        _log.warning("the printer of slips: %s", trouble)
    status.note(trouble)
    return trouble
