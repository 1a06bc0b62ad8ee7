"""Pack section `sections`: sections of the ward and city office with their desks, and partners."""

from __future__ import annotations

from typing import Literal

from hanamizuki.core.packs import PackData, Section, Text, registry
from hanamizuki.core.places import services
from hanamizuki.core.places.pack.facts import Email, Fact, Line, Slug

Topic = Literal[
    "moving",
    "baby",
    "marriage",
    "bereavement",
    "care",
    "disability",
    "road",
    "disaster",
    "event",
    "tax",
    "insurance",
    "pension",
    "waste",
    "pet",
    "child",
    "child-care",
    "community",
    "consultation",
    "health",
]


class DeskRecord(Fact):
    """One desk; a window, floor or phone that is not known is left out or null."""

    name: Text | None = None
    window: Line | None = None
    floor: Line | None = None
    phone: Line | None = None
    fax: Line | None = None
    handles: Text


class SectionRecord(Fact):
    """A section (課), a city office or a partner body."""

    id: Slug
    kind: Literal["ward", "city", "partner"]
    name: Text
    kana: Line = ""
    floor: Line | None = None
    desks: tuple[DeskRecord, ...] = ()
    phone: Line | None = None
    fax: Line | None = None
    email: Email | None = None
    address: Line = ""
    handles: Text
    topics: tuple[Topic, ...] = ()


def _desk(desk: DeskRecord) -> dict[str, object]:
    return {
        "name": desk.name.as_dict() if desk.name else None,
        "window": desk.window or "",
        "floor": desk.floor or "",
        "phone": desk.phone or "",
        "fax": desk.fax or "",
        "handles": desk.handles.as_dict(),
        **desk.fact(),
    }


def load(data: PackData) -> None:
    """Write the merged sections and their desks; the nearest pack comes first."""
    records = [record.value for record in data.records("sections")]
    services.store_sections(
        [
            {
                "code": section.id,
                "kind": section.kind,
                "name": section.name.as_dict(),
                "kana": section.kana,
                "floor": section.floor or "",
                "phone": section.phone or "",
                "fax": section.fax or "",
                "email": section.email or "",
                "address": section.address,
                "handles": section.handles.as_dict(),
                "topics": list(section.topics),
                "position": position,
                **section.fact(),
            }
            for position, section in enumerate(records)
        ],
        {section.id: [_desk(desk) for desk in section.desks] for section in records},
    )


EXAMPLE = """\
- id: koseki
  kind: ward
  name: {ja: 戸籍課, en: Family Register Division}
  kana: こせきか
  handles: {ja: 住民登録、戸籍の届, en: Resident registration, easy: 住所の とどけを します。}
  topics: [moving, baby, marriage, bereavement]
  source: 役所のホームページ
  desks:
    - name: 登録担当
      window: "21"
      handles: 転入・転居・転出
      source: 役所のホームページ
"""

registry.register(
    Section(
        name="sections",
        files=("sections.yaml",),
        record=SectionRecord,
        load=load,
        help="課と窓口、関係機関。窓口番号・電話は、わかるものだけを書く。",
        example={"sections.yaml": EXAMPLE},
    )
)
