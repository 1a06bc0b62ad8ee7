"""A policy document lands as the draft of its year, compared with the year's public text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from hanamizuki.core import audit
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import allowed
from hanamizuki.policy.documents import lines_of
from hanamizuki.policy.logic.compare import Comparison, TreeLine, compare, items_of
from hanamizuki.policy.logic.document import Document
from hanamizuki.policy.logic.succession import next_code
from hanamizuki.policy.models import Line, Policy
from hanamizuki.policy.queries import current_policy
from hanamizuki.policy.services.drafts import carry_targets
from hanamizuki.policy.services.tree import LineInput, store_lines

TAKEN_OVER = ("room", "works_when", "section", "section_source", "owner_id")


def tree_of(policy: Policy) -> list[TreeLine]:
    """The lines of a policy, as the comparison wants them."""
    return [
        TreeLine(
            line.code,
            line.parent.code if line.parent else "",
            line.kind,
            line.title["ja"],
            tuple(line.printed),
        )
        for line in policy.lines.filter(ended_on=None).select_related("parent")
    ]


@transaction.atomic
def import_document(
    actor: Account | None, document: Document, name: str, *, draft: bool = False
) -> dict[str, Any]:
    """Lay a document down as the draft of its year, and compare it with the year's public text.

    A year that has a public text is only compared, unless `draft` asks for a new one. Lines that
    go on with one of the current policy keep its code, section, room and owner. Returns {"stored",
    "summary", "diff", "draft": id or None}; a document without a fiscal year is never stored.
    `actor` None is the command line.
    """
    if actor is not None and not allowed(actor, "policy.publish"):
        raise PermissionDenied
    year = document.fiscal_year
    if year is None:
        return _outcome(None, "年度が読み取れないため、保存しませんでした", None)
    of_year = Policy.objects.operating().filter(fiscal_year=year)
    public = of_year.filter(state=Policy.APPROVED).first()
    difference = compare(document, tree_of(public)) if public else None
    if public and not draft:
        return _outcome(None, f"{year}年度は公表済みのため、くらべるだけにしました", difference)
    waiting = of_year.exclude(state=Policy.APPROVED).filter(source=name).first()
    if waiting:
        return _outcome(None, f"{year}年度のこの文書は、もう案になっています", difference)
    stored = _store(actor, document, name, year, public or current_policy())
    return _outcome(stored, f"{year}年度の案を作りました（公表は職員の画面から）", difference)


def _store(
    actor: Account | None, document: Document, name: str, year: int, old: Policy | None
) -> Policy:
    title = old.title if old and old.fiscal_year == year else None
    policy = Policy.objects.create(
        fiscal_year=year,
        state=Policy.DRAFT,
        title=title or {"ja": document.title or f"{year}年度 運営方針"},
        source=name,
        origin=Policy.IMPORT,
    )
    lines = list(lines_of(document))
    follows = _follows(document, lines, old)
    codes = _codes(lines, follows, {one.code for one in old.lines.all()} if old else set())
    store_lines(
        policy,
        [replace(one, code=codes[one.code], parent=codes.get(one.parent, "")) for one in lines],
    )
    policy.lines.update(origin=Line.STAFF)
    earlier = {one.code: one for one in old.lines.all()} if old else {}
    renamed = {codes[code]: follows[code] for code in follows}
    for line in policy.lines.filter(code__in=renamed):
        before = earlier[renamed[line.code]]
        for field in TAKEN_OVER:
            setattr(line, field, getattr(before, field))
        line.save()
        line.follows.add(before)
        carry_targets(before, line)
    audit.record(
        actor,
        "policy.draft.imported",
        f"policy.draft:{policy.plan}/{year}/{policy.pk}",
        after={"lines": len(lines), "source": name, "follow": len(follows)},
    )
    return policy


def _follows(document: Document, lines: list[LineInput], old: Policy | None) -> dict[str, str]:
    """Which line of the document goes on with which earlier one: code → earlier code."""
    if old is None:
        return {}
    said = items_of(document)
    # Both lists are in document order; the heading over the organisation is no item, nor is a goal
    # that the document does not say.
    told = [one for one in lines if one.code != "O" and (one.code != "goal" or document.goal)]
    places = {item: one.code for item, one in zip(said, told, strict=True)}
    found = compare(document, tree_of(old))
    follows: dict[str, str] = {}
    for match in (*found.matched, *found.moved):
        for item, how in zip(match.items, match.how, strict=True):
            if how != "summary":
                follows.setdefault(places[item], match.code)
    return follows


def _codes(lines: list[LineInput], follows: dict[str, str], former: set[str]) -> dict[str, str]:
    """The code each line gets: its forerunner's, or the next free one; never a former line's."""
    heirs: dict[str, str] = {}
    for line in lines:
        if line.code in follows:
            heirs.setdefault(follows[line.code], line.code)
    codes = {code: old for old, code in heirs.items()}
    for line in lines:
        if line.code in codes:
            continue
        if line.parent in ("", "goal") and line.code not in (former | set(codes.values())):
            codes[line.code] = line.code
        else:
            parent = codes.get(line.parent, line.parent)
            codes[line.code] = next_code(parent, former | set(codes.values()))
    return codes


def _outcome(stored: Policy | None, summary: str, difference: Comparison | None) -> dict[str, Any]:
    empty: dict[str, Any] = {"matched": [], "only_in_document": [], "only_in_tree": [], "moved": []}
    return {
        "stored": stored is not None,
        "draft": stored.pk if stored else None,
        "summary": summary,
        "diff": difference.as_dict() if difference else empty,
    }
