"""Pack section `desk_services`: the lines that people stand in, their times and limits."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from hanamizuki.core.packs import PackData, Problem, Record, Section, Text, registry, sync
from hanamizuki.desk.models import Service
from hanamizuki.desk.pack.facts import Code, Fact, ids, missing, problem
from hanamizuki.desk.pack.rules import rules_of


class Web(Fact):
    """Numbers over the web: in the hours of a place in hours.yaml, so many an hour."""

    hours: str
    limit_per_hour: Annotated[int, Field(ge=0, le=10_000)] | None = None


class Saturday(Fact):
    """Served on the Saturdays on which the office opens; `note` says what is not."""

    note: Text | None = None


class ServiceRecord(Fact):
    """One line. `letter` stands before its numbers; `minutes` for one person, where known.

    Without `web` no number is given over the web; "unknown" gives none either and says that it was
    not found whether the office does.
    """

    id: Code
    letter: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,2}$")]
    name: Text
    section: str
    handles: Text
    rules: Code
    web: Web | Literal["unknown"] | None = None
    saturday: Saturday | None = None
    appointment: Literal["none", "also", "only"] = "none"
    quick: bool = False
    limit_per_day: Annotated[int, Field(ge=1, le=10_000)] | None = None
    channels: tuple[Literal["counter", "phone", "video"], ...] = ("counter",)
    minutes: Annotated[Decimal, Field(gt=0, le=480, max_digits=5, decimal_places=1)] | None = None


def check(data: PackData) -> Iterator[Problem]:
    """Letters are unique; sections, rules and web hours exist; somebody calls each service."""
    sections, sets = ids(data, "sections"), ids(data, "desk_rules")
    called = {code for one in data.records("desk_counters") for code in one.value.services}
    letters: dict[str, str] = {}
    for record in data.records("desk_services"):
        one: ServiceRecord = record.value
        yield from missing(record.at("section"), "課", [one.section], sections, "sections.yaml")
        yield from missing(record.at("rules"), "rules", [one.rules], sets, "desk/rules.yaml")
        if one.letter in letters:
            yield problem(
                record.at("letter"),
                f"letter {one.letter} は {letters[one.letter]} と {one.id} の両方にあります",
                f"letter {one.letter} is of both {letters[one.letter]} and {one.id}",
                "ほかの service にない文字にする",
                "choose a letter that no other service has",
            )
        letters[one.letter] = one.id
        if one.id not in called:
            yield problem(
                record.origin,
                f"{one.id} を呼ぶ窓口が desk/counters.yaml にありません",
                f"no counter of desk/counters.yaml calls {one.id}",
                "窓口の services に書く（番号がわからない窓口は label を書かない）",
                "name it in a counter's services (leave out a label that is not known)",
            )
        if isinstance(one.web, Web):
            yield from _check_web(data, record, one.web)


def _check_web(data: PackData, record: Record[Any], web: Web) -> Iterator[Problem]:
    found = [one.value for one in data.records("hours") if one.value.place == web.hours]
    if len(found) != 1 or found[0].nth:
        yield problem(
            record.at("web", "hours"),
            f"hours.yaml に place {web.hours!r} は {len(found)} 件あります",
            f"hours.yaml has place {web.hours!r} {len(found)} times",
            "毎週同じ時間の1件だけがある place を書く",
            "name a place with one record, the same every week",
        )


def load(data: PackData) -> None:
    """Write the services; one gone from the pack keeps its tickets and takes no new ones."""
    sync(
        Service,
        "code",
        [
            {
                "code": one.id,
                "order": order,
                "letter": one.letter,
                "name": one.name.as_dict(),
                "handles": one.handles.as_dict(),
                "section": one.section,
                "minutes": one.minutes,
                "rules": _rules(data, one),
                "source": _sources(one),
                "as_of": one.as_of,
            }
            for order, one in enumerate(record.value for record in data.records("desk_services"))
        ],
        withdrawn="withdrawn",
    )


def _sources(one: ServiceRecord) -> str:
    """Where the service, its web hours and its Saturdays are from, each once."""
    web = one.web if isinstance(one.web, Web) else None
    facts = [fact.source for fact in (one, web, one.saturday) if fact]
    return " | ".join(dict.fromkeys(part for fact in facts for part in fact.split(" | ")))


def _rules(data: PackData, one: ServiceRecord) -> dict[str, Any]:
    stored = rules_of(data, one.rules) | {
        "saturday": one.saturday is not None,
        "appointment": one.appointment,
        "quick": one.quick,
        "limit_per_day": one.limit_per_day,
        "channels": list(one.channels),
    }
    if one.saturday and one.saturday.note:
        stored["saturday_note"] = one.saturday.note.as_dict()
    if one.web == "unknown":
        stored["web_unknown"] = True
    elif one.web:
        (hours,) = [it.value for it in data.records("hours") if it.value.place == one.web.hours]
        stored |= {
            "web_from": f"{hours.open:%H:%M}",
            "web_until": f"{hours.close:%H:%M}",
            "web_days": list(hours.weekdays),
            "limit_web_per_hour": one.web.limit_per_hour,
        }
    return stored


registry.register(
    Section(
        name="desk_services",
        files=("desk/services.yaml",),
        record=ServiceRecord,
        check=check,
        load=load,
        after=("hours", "sections", "desk_rules"),
        help="窓口の列。番号の前につく文字、課、Webで番号を取れる時間、土曜日、決まり。",
        example={
            "desk/services.yaml": (
                "- id: registration\n"
                "  letter: A\n"
                "  name: {ja: 引っ越しの届, en: Moving, easy: 引っこしの 届け}\n"
                "  section: koseki\n"
                "  handles: {ja: 転入・転居・転出, en: Moving in or out, easy: 引っこしの 届け}\n"
                "  rules: ordinary\n"
                "  appointment: also\n"
                "  source: 役所のホームページ\n"
            )
        },
    )
)
