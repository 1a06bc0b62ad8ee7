"""An appointment as a calendar file (RFC 5545).

The private link is not in it: calendars are shared. Of a confidential kind it says nothing but that
something is at that hour.
"""

from __future__ import annotations

from datetime import UTC, datetime

NEUTRAL = {"ja": "予定", "en": "Busy", "easy": "予定"}
_LINE = 73  # bytes; the standard's 75 less the space that a folded line begins with, and one more


def calendar_file(
    *,
    uid: str,
    revision: int,
    start: datetime,
    end: datetime,
    made: datetime,
    summary: str,
    location: str = "",
    description: str = "",
    cancelled: bool = False,
) -> str:
    """One event as text with CRLF lines. A higher `revision` of one `uid` replaces the older."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Hanamizuki//Appointments//JA",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"SEQUENCE:{revision}",
        f"DTSTAMP:{_utc(made)}",
        f"DTSTART:{_utc(start)}",
        f"DTEND:{_utc(end)}",
        f"SUMMARY:{_text(summary)}",
    ]
    if location:
        lines.append(f"LOCATION:{_text(location)}")
    if description:
        lines.append(f"DESCRIPTION:{_text(description)}")
    lines += [
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(one)}\r\n" for one in lines)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(plain.splitlines())


def _folded(line: str) -> str:
    """Lines of at most 75 bytes, never cut within a character."""
    pieces, piece, size = [], "", 0
    for one in line:
        many = len(one.encode())
        if size + many > _LINE:
            pieces.append(piece)
            piece, size = "", 0
        piece, size = piece + one, size + many
    return "\r\n ".join([*pieces, piece])
