"""The record kinds that belong to the policy as a whole: milestones, budget lines, budget years."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from hanamizuki.core.packs.queries import current_manifest
from hanamizuki.policy.logic import money
from hanamizuki.policy.models import BudgetLine, BudgetYear, Line, Milestone, Policy
from hanamizuki.policy.queries import current_policy
from hanamizuki.policy.services.records.base import (
    AskBack,
    Cleaner,
    Fields,
    Place,
    Record,
    RecordKind,
)

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{2,60}")
AMOUNTS = ("amount", "carried_in", "spent", "carried_over")


def _current() -> Policy:
    policy = current_policy()
    if policy is None:
        raise Policy.DoesNotExist
    return policy


def _section(policy: Policy, codes: list[str]) -> str:
    """The section of the first of the lines; "" (the whole ward's) where none is known."""
    found = Line.objects.filter(policy=policy, code__in=codes).exclude(section="").first()
    return found.section if found else ""


def _known_lines(given: Cleaner, place: Place, name: str, codes: list[str]) -> None:
    known = set(place.policy.lines.values_list("code", flat=True))
    for code in codes:
        if code not in known:
            given.fail(name, _("%(code)s という行はありません。") % {"code": code})


class MilestoneKind(RecordKind):
    """A day that lines look towards. Key: its id; those of a pack can only be marked as done."""

    name = "milestone"

    def place(self, key: str) -> Place:
        if not _KEY.fullmatch(key):
            raise Milestone.DoesNotExist(key)
        policy = _current()
        found = Milestone.objects.filter(milestone_id=key).first()
        return Place(policy, None, _section(policy, found.lines) if found else "")

    def read(self, key: str) -> Record | None:
        found = Milestone.objects.filter(milestone_id=key).first()
        if found is None:
            return None
        return Record(
            {
                "title": found.title,
                "on": found.on.isoformat(),
                "until": found.until.isoformat() if found.until else None,
                "lines": found.lines,
                "source": found.source,
                "done_on": found.done_on.isoformat() if found.done_on else None,
                "done_note": found.done_note,
            },
            found.version,
        )

    def clean(self, place: Place, key: str, fields: Mapping[str, Any], confirmed: bool) -> Fields:
        given = Cleaner(fields)
        given.texts("title", 200, required=True)
        begins, ends = given.day("on", required=True), given.day("until")
        if begins and ends and ends < begins:
            given.fail("until", _("終わりの日は、はじまりの日よりあとにしてください。"))
        lines = fields.get("lines")
        given.fields["lines"] = lines if isinstance(lines, list) else []
        _known_lines(given, place, "lines", given.fields["lines"])
        given.text("source", 500, required=True)
        given.day("done_on")
        given.text("done_note", 1_000)
        stored = Milestone.objects.filter(milestone_id=key, origin=Milestone.PACK).exists()
        kept = self.read(key) if stored else None
        for name in ("title", "on", "until", "lines", "source") if kept else ():
            if kept and given.fields[name] != kept.fields[name]:
                given.fail(name, _("パックにある節目は、パックで直してください。"))
        return given.done()

    def write(self, place: Place, key: str, fields: Fields, moment: datetime) -> None:
        found = Milestone.objects.filter(milestone_id=key).first()
        one = found or Milestone(milestone_id=key, origin=Milestone.STAFF, version=0)
        for name, value in fields.items():
            setattr(one, name, value)
        one.version += 1
        one.save()
        Line.objects.filter(policy=place.policy, code__in=one.lines).update(touched_at=moment)


class BudgetKind(RecordKind):
    """One amount in thousand yen. Key: the row's; of a pack's rows only the spending is edited."""

    name = "budget"
    OWN = ("fiscal_year", "group", "title", "amount", "line", "source", "note")
    SPENDING = ("carried_in", "spent", "carried_over", "execution_source")

    def place(self, key: str) -> Place:
        found = BudgetLine.objects.filter(key=key).first()
        if found is None and not _KEY.fullmatch(key):
            raise BudgetLine.DoesNotExist(key)
        policy = _current()
        return Place(policy, None, _section(policy, [found.line]) if found else "")

    def read(self, key: str) -> Record | None:
        found = BudgetLine.objects.filter(key=key).first()
        if found is None:
            return None
        names = (*self.OWN, *self.SPENDING)
        return Record({name: getattr(found, name) for name in names}, found.version)

    def clean(self, place: Place, key: str, fields: Mapping[str, Any], confirmed: bool) -> Fields:
        given = Cleaner(fields)
        year = given.whole("fiscal_year")
        if year is None or not 1990 <= year <= 2100:
            given.fail("fiscal_year", _("年度を西暦4けたで書いてください。"))
        given.text("group", 100, required=True)
        given.text("title", 200, required=True)
        stored = BudgetLine.objects.filter(key=key).first()
        line = given.text("line", 32)
        # A row may go on naming a line of a policy before.
        new = [line] if line and not (stored and stored.line == line) else []
        _known_lines(given, place, "line", new)
        given.text("source", 500, required=True)
        given.text("note", 1_000)
        amounts = {name: given.whole(name) for name in AMOUNTS}
        given.text("execution_source", 500, required=amounts["spent"] is not None)
        if stored and stored.origin == BudgetLine.PACK:
            for name in self.OWN:
                given.wrong.pop(name, None)  # The pack's own check said what is wrong in it.
                if given.fields[name] != getattr(stored, name):
                    given.fail(name, _("パックにある金額は、パックで直してください。"))
        if money.carry_problem(
            amounts["amount"], amounts["carried_in"], amounts["spent"], amounts["carried_over"]
        ):
            given.fail("spent", _("使った額と繰越の合計が、予算と前年からの繰越をこえています。"))
        cleaned = given.done()
        if not confirmed:
            self._ask(key, cleaned)
        return cleaned

    def _ask(self, key: str, fields: Fields) -> None:
        """An amount typed in yen is a thousand times too large: ask back."""
        odd = self.odd_amounts(key, fields)
        if odd:
            raise AskBack(
                {name: ask_words(fields[name], one.suggested) for name, one in odd.items()}
            )

    def odd_amounts(self, key: str, fields: Mapping[str, Any]) -> dict[str, money.Suspicion]:
        """The amounts among cleaned fields that look typed in yen, by field."""
        others = BudgetLine.objects.exclude(key=key)
        last = (
            others.filter(fiscal_year=fields["fiscal_year"] - 1, title=fields["title"])
            .exclude(amount=None)
            .first()
        )
        # A ward's amounts are not measured against the whole city's.
        largest = others.filter(area=_area(key)).aggregate(most=Max("amount"))["most"]
        stored = BudgetLine.objects.filter(key=key).first()
        found = {}
        for name in AMOUNTS:
            amount = fields[name]
            # What stands already has been asked, or was checked with its pack.
            if amount is None or (stored and getattr(stored, name) == amount):
                continue
            # One line may well be larger than all before; a thousand times larger is another thing.
            odd = money.suspect_yen(
                amount, last.amount if last else None, largest * 10 if largest else None
            )
            if odd:
                found[name] = odd
        return found

    def write(self, place: Place, key: str, fields: Fields, moment: datetime) -> None:
        found = BudgetLine.objects.filter(key=key).first()
        one = found or BudgetLine(key=key, origin=BudgetLine.STAFF, area=_area(key), version=0)
        for name, value in fields.items():
            setattr(one, name, value)
        one.version += 1
        one.save()
        Line.objects.filter(policy=place.policy, code=one.line).update(touched_at=moment)

    def subject(self, place: Place, key: str) -> str:
        """By the row's id: the keys of a pack's rows are Japanese words."""
        return f"policy.{self.name}:{BudgetLine.objects.get(key=key).pk}"


def _area(key: str) -> str:
    """The pack that a row belongs to; for a new one the ward's own."""
    found = BudgetLine.objects.filter(key=key).first()
    if found:
        return found.area
    manifest = current_manifest()
    return manifest.id if manifest else ""


def ask_words(amount: int, suggested: int) -> str:
    """The question about an amount (in thousand yen) that may have been typed in yen."""
    return _(
        "千円で書く欄です。%(amount)s千円は%(full)s円です。円で書いたのなら、%(suggested)sと書きます。"
    ) % {
        "amount": f"{amount:,}",
        "full": f"{amount * 1000:,}",
        "suggested": f"{suggested:,}",
    }


class BudgetYearKind(RecordKind):
    """How far a year's budget is. Key: the fiscal year."""

    name = "budget_year"

    def place(self, key: str) -> Place:
        if not key.isdecimal() or not 1990 <= int(key) <= 2100:
            raise BudgetYear.DoesNotExist(key)
        return Place(_current(), None, "")

    def read(self, key: str) -> Record | None:
        found = BudgetYear.objects.filter(fiscal_year=int(key)).first()
        if found is None:
            return None
        return Record(
            {
                "state": found.state,
                "voted_on": found.voted_on.isoformat() if found.voted_on else None,
                "source": found.source,
                "note": found.note,
            },
            found.version,
        )

    def clean(self, place: Place, key: str, fields: Mapping[str, Any], confirmed: bool) -> Fields:
        given = Cleaner(fields)
        state = given.choice(
            "state", (BudgetYear.PROPOSED, BudgetYear.VOTED, BudgetYear.SETTLED), required=False
        )
        given.day("voted_on", required=state in (BudgetYear.VOTED, BudgetYear.SETTLED))
        given.text("source", 500, required=bool(state))
        given.text("note", 1_000)
        return given.done()

    def write(self, place: Place, key: str, fields: Fields, moment: datetime) -> None:
        found = BudgetYear.objects.filter(fiscal_year=int(key)).first()
        year = found or BudgetYear(fiscal_year=int(key), version=0)
        day = fields["voted_on"]
        year.state, year.source, year.note = fields["state"], fields["source"], fields["note"]
        year.voted_on = date.fromisoformat(day) if day else None
        year.version += 1
        year.save()
