"""Pack section `desk_errands`: what people come for, in their words; the way through a visit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator, StringConstraints, model_validator

from hanamizuki.core.packs import PackData, PackModel, Problem, Section, Text, registry, sync
from hanamizuki.core.places.pack.sections import Topic
from hanamizuki.desk.models import Errand
from hanamizuki.desk.pack.facts import Code, Fact, ids, missing

Word = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Address = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=500)]


class Stop(PackModel):
    """A service on the way; `when` says who needs it, where not everybody does."""

    service: Code
    when: Text | None = None


def _as_stop(value: Any) -> Any:
    return {"service": value} if isinstance(value, str) else value


class Bring(Fact):
    """Something to bring; `who` says for whom, where not everybody."""

    text: Text
    who: Text | None = None


class Elsewhere(Fact):
    """Where it is done without coming, or at other hours: `place` of hours.yaml, a section's id."""

    text: Text
    url: Address | None = None
    place: str = ""
    section: str = ""


class ErrandRecord(Fact):
    """What somebody comes for. `services` are in the order of one visit."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    title: Text
    words: tuple[Word, ...] = ()
    services: tuple[Annotated[Stop, BeforeValidator(_as_stop)], ...] = ()
    bring: tuple[Bring, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    topics: tuple[Topic, ...] = ()
    quick: bool = False

    @model_validator(mode="after")
    def leads_somewhere(self) -> ErrandRecord:
        """It has a service or says where else it is done; no service comes twice; quick is one."""
        if not self.services and not self.elsewhere:
            raise ValueError("services か elsewhere が要ります")
        stops = [stop.service for stop in self.services]
        if len(set(stops)) < len(stops):
            raise ValueError("services に同じものが二度あります")
        if self.quick and len(stops) != 1:
            raise ValueError("quick は services が一つの用件だけに書けます")
        return self


def check(data: PackData) -> Iterator[Problem]:
    """The services, sections and places named exist."""
    services, sections = ids(data, "desk_services"), ids(data, "sections")
    places = {one.value.place for one in data.records("hours")}
    for record in data.records("desk_errands"):
        one: ErrandRecord = record.value
        for number, stop in enumerate(one.services):
            yield from missing(
                record.at("services", number),
                "service",
                [stop.service],
                services,
                "desk/services.yaml",
            )
        for number, way in enumerate(one.elsewhere):
            at = record.at("elsewhere", number)
            if way.section:
                yield from missing(at, "課", [way.section], sections, "sections.yaml")
            if way.place:
                yield from missing(at, "place", [way.place], places, "hours.yaml")


def load(data: PackData) -> None:
    """Write the errands; one gone from the pack is marked, so that old links say what it was."""
    sync(
        Errand,
        "code",
        [
            {
                "code": one.id,
                "order": order,
                "title": one.title.as_dict(),
                "words": list(one.words),
                "services": [stop.service for stop in one.services],
                "when": {stop.service: stop.when.as_dict() for stop in one.services if stop.when},
                "bring": [_bring(thing) for thing in one.bring],
                "elsewhere": [_elsewhere(way) for way in one.elsewhere],
                "topics": list(one.topics),
                "quick": one.quick,
                "source": one.source,
                "as_of": one.as_of,
            }
            for order, one in enumerate(record.value for record in data.records("desk_errands"))
        ],
        withdrawn="withdrawn",
    )


def _bring(one: Bring) -> dict[str, Any]:
    return {
        "text": one.text.as_dict(),
        "who": one.who.as_dict() if one.who else None,
        "source": one.source,
        "as_of": one.as_of,
    }


def _elsewhere(one: Elsewhere) -> dict[str, Any]:
    return {
        "text": one.text.as_dict(),
        "url": one.url or "",
        "place": one.place,
        "section": one.section,
        "source": one.source,
        "as_of": one.as_of,
    }


registry.register(
    Section(
        name="desk_errands",
        files=("desk/errands.yaml",),
        record=ErrandRecord,
        check=check,
        load=load,
        after=("desk_services",),
        help="来庁の用件を、来る人の言葉で。まわる順の services、持ち物、来なくてもできる方法。",
        example={
            "desk/errands.yaml": (
                "- id: moved-in\n"
                "  title: {ja: 引っ越してきた, en: I moved here, easy: 引っこして きた}\n"
                "  words: [引っ越し, 転入, moving]\n"
                "  services: [registration]\n"
                "  topics: [moving]\n"
                "  source: 役所のホームページ\n"
            )
        },
    )
)
