"""Pack section `desk_rules`: who is late, who is called again, who goes first. Services name one.

They reach the services' own `rules` with their source, so that a page can say whose rule it is.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from hanamizuki.core.packs import PackData, Section, Text, registry
from hanamizuki.desk.pack.facts import Code, Fact

Minutes = Annotated[int, Field(ge=0, le=240)]


class RuleSet(Fact):
    """How a line is kept. A call stands for `call_minutes`; whoever does not come goes back
    `return_after` people, once. A latecomer keeps the place for `grace_minutes` after the turn."""

    id: Code
    note: Text | None = None
    grace_minutes: Minutes
    call_minutes: Annotated[int, Field(ge=1, le=60)]
    return_after: Annotated[int, Field(ge=0, le=50)]
    priority_minutes: Minutes = 0
    limit_per_device: Annotated[int, Field(ge=1, le=50)] | None = None


def rules_of(data: PackData, code: str) -> dict[str, Any]:
    """A rule set as services store it."""
    record = data.get("desk_rules", code)
    if record is None:
        raise LookupError(code)
    one: RuleSet = record.value
    return {
        "grace_minutes": one.grace_minutes,
        "call_minutes": one.call_minutes,
        "return_after": one.return_after,
        "priority_minutes": one.priority_minutes,
        "limit_per_device": one.limit_per_device,
        "rules_note": one.note.as_dict() if one.note else None,
        "rules_source": one.source,
    }


registry.register(
    Section(
        name="desk_rules",
        files=("desk/rules.yaml",),
        record=RuleSet,
        help="順番の決まり。遅れた人、呼ばれていなかった人、優先の人をどう扱うか。",
        example={
            "desk/rules.yaml": (
                "- id: ordinary\n"
                "  grace_minutes: 15\n"
                "  call_minutes: 3\n"
                "  return_after: 3\n"
                "  source: 役所の決まり\n"
            )
        },
    )
)
