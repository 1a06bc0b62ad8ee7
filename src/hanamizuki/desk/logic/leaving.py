"""When somebody must leave to be there in time: from the early end of the forecast. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from hanamizuki.desk.logic.alerts import MOST, Choice

MARGIN = 5
"""So many minutes before they must leave an alert tells them: to put on the shoes."""
LONGEST = MOST["minutes"] - MARGIN
"""Minutes of a way at most."""


def leave_by(low: datetime, way: int) -> datetime:
    """Until when they must leave, whole minutes: whoever goes by then is there before the call."""
    return (low - timedelta(minutes=way)).replace(second=0, microsecond=0)


def before_leaving(way: int) -> Choice:
    """The alert that tells somebody with so long a way to get ready. Raises ValueError above
    LONGEST."""
    return Choice("minutes", way + MARGIN)
