"""Numbers, sparklines and sources in templates."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import segno
from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from hanamizuki.core.clock.periods import english_period
from hanamizuki.core.clock.templatetags.clock import day
from hanamizuki.core.evidence.queries import Evidence, Point
from hanamizuki.core.places.models import Facility, Town
from hanamizuki.core.text.localised import active_language, localise
from hanamizuki.site.kinds import KINDS

register = template.Library()
_SEPARATOR = re.compile(r"\s+[|;]\s+|\n")
WIDTH, HEIGHT, PAD = 120, 36, 4


@register.filter
def number(value: Decimal | float | None, decimals: int = 0) -> str:
    """12,345 or 83.2; a dash where there is no value."""
    return "—" if value is None else f"{value:,.{decimals}f}"


@dataclass(frozen=True)
class Link:
    """One source: `url` is empty where only a title is known."""

    text: str
    url: str


@register.filter
def sources(value: str | Sequence[str] | dict[str, str] | None) -> list[Link]:
    """The single sources of a source field, as links where they are addresses."""
    if isinstance(value, dict):
        return [Link(value.get("ja", ""), "")]
    parts = [value] if isinstance(value, str) else list(value or ())
    pieces = [piece.strip() for part in parts for piece in _SEPARATOR.split(part)]
    return [_link(piece) for piece in pieces if piece]


def _link(piece: str) -> Link:
    """An address may be followed by words on what was read there: 「https://… (2024-01)」."""
    if not piece.startswith(("http://", "https://")):
        return Link(piece, "")
    url, _, words = piece.partition(" ")
    try:
        host = urlsplit(url).hostname
    except ValueError:  # as somebody typed it: http://[x
        return Link(piece, "")
    return Link(f"{host or url} {words}".strip(), url)


def _recent(series: Sequence[Point]) -> Sequence[Point]:
    """The last ten years of a series: a value of long ago would flatten all that came since."""
    return [point for point in series if point.at.year > series[-1].at.year - 10][-24:]


@register.inclusion_tag("site/spark.html")
def spark(evidence: Evidence) -> dict[str, Any]:
    """A small line of the series with its target; drawn only where there are two values or more.

    The horizontal axis is time, so that uneven gaps between values show as they are.
    """
    # A period that lasts has counted less than a whole one: beside those it would look like a fall.
    points = _recent([point for point in evidence.series if not point.interim])
    if len(points) < 2:
        return {"evidence": evidence, "path": ""}
    target = Decimal(evidence.target["value"]) if evidence.target else None
    values = [point.value for point in points] + ([target] if target is not None else [])
    low, high = min(values), max(values)
    first, last = points[0].at.toordinal(), points[-1].at.toordinal()

    def x(ordinal: int) -> float:
        share = (ordinal - first) / (last - first) if last > first else 1
        return round(PAD + share * (WIDTH - 2 * PAD), 1)

    def y(value: Decimal) -> float:
        share = float((value - low) / (high - low)) if high > low else 0.5
        return round(HEIGHT - PAD - share * (HEIGHT - 2 * PAD), 1)

    places = [(x(point.at.toordinal()), y(point.value)) for point in points]
    return {
        "evidence": evidence,
        "points": points,
        "path": "M" + "L".join(f"{a} {b}" for a, b in places),
        "end": places[-1],
        "target_y": y(target) if target is not None else None,
        "width": WIDTH,
        "height": HEIGHT,
    }


@register.filter
def t_plain(value: Any) -> str:
    """The text in the reader's language without markup, for titles and attributes."""
    return localise(value)


@register.filter
def measure_number(code: str) -> str:
    """「1　」 before a numbered measure; nothing before 協働 and the like."""
    return f"{code}　" if code.isdecimal() else ""


@register.filter
def circled(code: str) -> str:
    """① for 1-1, as the paper numbers its initiatives; nothing where the code has no number."""
    last = code.rpartition("-")[2]
    numbered = code[0].isdecimal() and last.isdecimal() and 1 <= int(last) <= 20
    return chr(0x2460 + int(last) - 1) if numbered else ""


@register.filter
def kind_name(kind: str) -> str:
    """The word for a kind of place, hit or hazard, in the reader's language."""
    return localise(KINDS.get(kind, {"ja": kind}))


@register.filter
def town_name(town: Town) -> str:
    """日吉二丁目; for readers of English also how it is said: Hiyoshi 2-chome (日吉二丁目)."""
    if active_language() != "en" or not town.oaza_cho_roma:
        return town.full_name
    chome = f" {town.chome_number}-chome" if town.chome_number else ""
    said = f"{town.oaza_cho_roma}{chome}"
    return format_html('{} (<span lang="ja">{}</span>)', said, town.full_name)


@register.filter
def facility_name(facility: Facility) -> str:
    """Its name; for readers of English the English one first, where it has one."""
    if active_language() != "en":
        return facility.name
    if not facility.name_en:
        return format_html('<span lang="ja">{}</span>', facility.name)
    return format_html('{} (<span lang="ja">{}</span>)', facility.name_en, facility.name)


@register.filter
def postal(code: str) -> str:
    """222-0032."""
    digits = code.replace("-", "")
    return f"{digits[:3]}-{digits[3:]}" if len(digits) == 7 else code


@register.filter
def tel(phone: str) -> str:
    """What a phone dials: the digits of the first number in the text."""
    found = re.search(r"0[\d\-()]{8,}", phone)
    return re.sub(r"\D", "", found.group()) if found else ""


@register.filter
def iso_date(value: str | None) -> date | None:
    """A date out of stored JSON, or None."""
    return date.fromisoformat(value) if value else None


@register.filter
def when(point: Point) -> str:
    """The time a value speaks of, in the source's words where it has any.

    In English a plain time is told in English; words that say more stay as they are.
    """
    return period(point.period) if point.period else day(point.at)


@register.filter
def period(value: object) -> str:
    """A period as it is written in Japanese; a plain one in English for readers of English."""
    text = str(value)
    return english_period(text) or text if active_language() == "en" else text


@register.filter
def bracket(text: str) -> str:
    """（text）, or (text) for readers of English; markup that is safe stays so."""
    return format_html("({})" if active_language() == "en" else "（{}）", text)


@register.filter
def clock_time(value: datetime) -> str:
    """14:05, in Japan."""
    return localtime(value).strftime("%H:%M")


@register.filter
def as_json(value: Any) -> str:
    """For a data attribute; the template escapes it."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def as_words(value: Any) -> str:
    """A stored value for people: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@register.simple_tag
def totp_qr(url: str) -> SafeString:
    """The picture an authenticator app reads, as SVG without inline style."""
    made = segno.make(url, error="m").svg_inline(scale=4, border=2, omitsize=True)
    return mark_safe(made)  # noqa: S308 (drawn here; the address is not in it as text)
