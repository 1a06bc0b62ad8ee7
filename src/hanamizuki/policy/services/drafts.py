"""The document as a whole: next year's draft from this year's, its lines, its review, its day.

In a draft the words of a line are changed with `editing.save` (stored at once); here lines come,
go, move and join, and the draft goes through review. Every function raises ValidationError where
somebody changed the draft meanwhile (`version` is the one that was shown).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from hanamizuki.core import audit
from hanamizuki.core.clock import fiscal_year_name, now, today
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import allowed
from hanamizuki.core.people.queries import holders
from hanamizuki.core.search.services import rebuild
from hanamizuki.policy.logic.succession import next_code
from hanamizuki.policy.models import Line, Policy
from hanamizuki.policy.queries.drafts import problems
from hanamizuki.policy.services.following import follow

COPIED = (
    *("code", "kind", "order", "title", "printed", "text", "themes", "room", "works_when"),
    *("section", "section_source", "owner_id"),
)


@transaction.atomic
def start_next(actor: Account, policy: Policy) -> Policy:
    """A draft of the year after a policy: every line goes on as it is, looked after by the same."""
    _may(actor)
    # A second press on the same button waits here and is given the draft of the first.
    Policy.objects.select_for_update().get(pk=policy.pk)
    last = policy.until_year or policy.fiscal_year
    begun = Policy.objects.filter(
        plan=policy.plan,
        fiscal_year=last + 1,
        origin=Policy.STAFF,
        state=Policy.DRAFT,
        version=1,
        lines__follows__policy=policy,
    ).first()
    if begun is not None:
        return begun
    years = last - policy.fiscal_year
    draft = Policy.objects.create(
        plan=policy.plan,
        fiscal_year=last + 1,
        until_year=last + 1 + years if policy.until_year else None,
        state=Policy.DRAFT,
        title=_next_title(policy, last + 1),
        source=_("区役所の案"),
        origin=Policy.STAFF,
    )
    copies: dict[int | None, Line] = {}
    for line in policy.lines.filter(ended_on=None):
        copy = Line(policy=draft, origin=Line.STAFF, **{one: getattr(line, one) for one in COPIED})
        copy.parent = copies.get(line.parent_id)
        copy.save()
        copy.follows.add(line)
        copies[line.pk] = copy
        carry_targets(line, copy)
    _record(actor, draft, "started", after={"lines": len(copies), "from": policy.fiscal_year})
    return draft


def _next_title(policy: Policy, year: int) -> dict[str, str]:
    """The title with every year in it moved on, in every language."""
    step = year - policy.fiscal_year

    def moved(text: str) -> str:
        text = re.sub(r"(?<!\d)(?:19|20)\d\d(?!\d)", lambda found: str(int(found[0]) + step), text)
        return text.replace(fiscal_year_name(policy.fiscal_year), fiscal_year_name(year))

    return {language: moved(text) for language, text in policy.title.items()}


@transaction.atomic
def begin_plan(
    actor: Account,
    plan: str,
    title: dict[str, str],
    goal: dict[str, str],
    fiscal_year: int,
    until_year: int | None = None,
) -> Policy:
    """An empty draft of a plan of its own (reading targets, a plan over several years).

    Its lines' codes begin with the plan's name: numbers and milestones name lines by code, and
    those of the yearly policy are other lines.
    """
    _may(actor)
    if until_year is not None and until_year < fiscal_year:
        raise ValidationError({"until_year": _("終わりの年度は、はじまりの年度よりあとです。")})
    draft = Policy.objects.create(
        plan=plan,
        fiscal_year=fiscal_year,
        until_year=until_year,
        state=Policy.DRAFT,
        title=title,
        source=_("区役所の案"),
        origin=Policy.STAFF,
    )
    Line.objects.create(
        policy=draft, code=plan, kind="goal", order=0, title=goal, origin=Line.STAFF
    )
    _record(actor, draft, "started", after={"plan": plan, "title": title})
    return draft


def carry_targets(old: Line, new: Line) -> None:
    """Targets whose last day comes in the new line's year or later go on with it."""
    begins = date(new.policy.fiscal_year, 4, 1).isoformat()
    for target in old.targets.all():
        if target.goals[-1]["due"] >= begins:
            target.pk, target.line, target.version = None, new, 1
            target._state.adding = True
            target.save()


@transaction.atomic
def add_line(
    actor: Account,
    draft: Policy,
    version: int,
    parent: Line,
    kind: str,
    title: dict[str, str],
    *,
    section: str = "",
    follows: Sequence[Line] = (),
) -> Line:
    """A new line at the end of a parent's; its code is the next free one, never a former one's."""
    draft = _draft(actor, draft, version)
    _known(draft, parent)
    existing = set(draft.lines.values_list("code", flat=True))
    existing |= set(Line.objects.filter(policy__plan=draft.plan).values_list("code", flat=True))
    last = max(_below(draft, parent), key=lambda line: line.order)
    draft.lines.filter(order__gt=last.order).update(order=F("order") + 1)
    line = Line.objects.create(
        policy=draft,
        code=next_code(parent.code, existing),
        parent=parent,
        kind=kind,
        order=last.order + 1,
        title=title,
        section=section,
        mark="new",
        origin=Line.STAFF,
        touched_at=now(),
    )
    line.follows.set(follows)
    _next(draft)
    _record(actor, draft, "line_added", after={"code": line.code, "title": title})
    return line


def _below(draft: Policy, line: Line) -> list[Line]:
    """A line and everything under it."""
    children: dict[int | None, list[Line]] = {}
    for one in draft.lines.all():
        children.setdefault(one.parent_id, []).append(one)
    found, waiting = [line], [line.pk]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            found.append(child)
            waiting.append(child.pk)
    return found


def _up(line: Line) -> list[int]:
    """The ids of a line and those above it."""
    found, one = [line.pk], line.parent
    while one is not None:
        found.append(one.pk)
        one = one.parent
    return found


@transaction.atomic
def drop_line(actor: Account, draft: Policy, version: int, line: Line, reason: str) -> None:
    """Take a line, and everything under it, out of next year; the old address will say why."""
    draft = _draft(actor, draft, version)
    _known(draft, line)
    if not reason.strip():
        raise ValidationError({"reason": _("なぜやめるのかを書いてください。")})
    if line.parent_id is None:
        raise ValidationError(_("基本目標は、やめられません。"))
    below = _below(draft, line)
    gone = [one.pk for one in below]
    carried = set(
        Line.objects.filter(pk__in=gone, follows__isnull=False).values_list("pk", flat=True)
    )
    held = {above for one in below if one.pk in carried for above in _up(one)}
    # What never was public goes without a trace, unless a line that was stands below it.
    Line.objects.filter(pk__in=set(gone) - held).delete()
    Line.objects.filter(pk__in=gone).update(
        ended_on=date(draft.fiscal_year, 4, 1), ended_why={"ja": reason.strip()}
    )
    _next(draft)
    _record(actor, draft, "line_dropped", before={"code": line.code}, reason=reason)


@transaction.atomic
def restore_line(actor: Account, draft: Policy, version: int, line: Line) -> None:
    """Keep a dropped line after all, with those above it."""
    draft = _draft(actor, draft, version)
    _known(draft, line)
    one: Line | None = line
    while one is not None:
        Line.objects.filter(pk=one.pk).update(ended_on=None, ended_why=None)
        one = one.parent
    _next(draft)
    _record(actor, draft, "line_restored", after={"code": line.code})


@transaction.atomic
def move_line(
    actor: Account, draft: Policy, version: int, line: Line, parent: Line, after: Line | None
) -> None:
    """Put a line, with everything under it, below a parent: after a sibling, or first."""
    draft = _draft(actor, draft, version)
    for one in (line, parent, *([after] if after else [])):
        _known(draft, one)
    moved = _below(draft, line)
    if parent in moved or (after is not None and (after in moved or after.parent_id != parent.pk)):
        raise ValidationError(_("そこへは動かせません。"))
    block = {one.pk for one in moved}
    rest = [one for one in draft.lines.order_by("order", "pk") if one.pk not in block]
    anchor = max(_below(draft, after), key=lambda one: one.order) if after else parent
    place = 1 + next(i for i, one in enumerate(rest) if one.pk == anchor.pk)
    moved.sort(key=lambda one: one.order)
    for order, one in enumerate((*rest[:place], *moved, *rest[place:])):
        if one.order != order:
            Line.objects.filter(pk=one.pk).update(order=order)
    Line.objects.filter(pk=line.pk).update(parent=parent, version=F("version") + 1)
    _next(draft)
    _record(actor, draft, "line_moved", after={"code": line.code, "below": parent.code})


@transaction.atomic
def join_lines(
    actor: Account, draft: Policy, version: int, line: Line, follows: Sequence[Line]
) -> None:
    """Say which earlier lines a line goes on with: several make a merger, none makes it new."""
    draft = _draft(actor, draft, version)
    _known(draft, line)
    before = list(line.follows.values_list("code", flat=True))
    if any(one.policy_id == draft.pk or one.policy.plan != draft.plan for one in follows):
        raise ValidationError(_("前の年度の行をえらんでください。"))
    line.follows.set(follows)
    _next(draft)
    after = [one.code for one in follows]
    _record(
        actor,
        draft,
        "line_joined",
        before={"follows": before},
        after={"follows": after, "code": line.code},
    )


@transaction.atomic
def rename(actor: Account, draft: Policy, version: int, title: dict[str, str]) -> None:
    """Change the title of a draft."""
    draft = _draft(actor, draft, version)
    before, draft.title = draft.title, title
    _next(draft)
    _record(actor, draft, "renamed", before={"title": before}, after={"title": title})


@transaction.atomic
def send(actor: Account, draft: Policy, version: int) -> None:
    """Ask for the review of the whole draft. ValidationError lists everything that is missing."""
    draft = _draft(actor, draft, version)
    if found := problems(draft):
        raise ValidationError([str(one) for one in found])
    draft.state, draft.sent_by, draft.sent_at = Policy.REVIEW, actor, now()
    _next(draft)
    _record(actor, draft, "sent")


@transaction.atomic
def give_back(actor: Account, draft: Policy, version: int, decision: str) -> None:
    """Make a draft under review, or approved for a day to come, a draft again, saying why."""
    draft = _locked(actor, draft, version)
    if draft.state == Policy.DRAFT or draft.is_public(today()):
        raise ValidationError(_("もどせません。"))
    if not decision.strip():
        raise ValidationError({"decision": _("どこを直してほしいかを書いてください。")})
    draft.state, draft.publish_on, draft.decision = Policy.DRAFT, None, decision
    _next(draft)
    _record(actor, draft, "returned", reason=decision)


@transaction.atomic
def approve(
    actor: Account, draft: Policy, version: int, publish_on: date, decision: str = ""
) -> None:
    """Approve a draft under review: it is public by itself from the day on, today at the earliest.

    Not by whoever sent it while somebody else could; the only planner gives a reason.
    """
    draft = _locked(actor, draft, version)
    if draft.state != Policy.REVIEW:
        raise ValidationError(_("確認を頼まれていない案です。"))
    if draft.sent_by_id == actor.pk:
        if any(one.pk != actor.pk for one in holders("policy.publish")):
            raise PermissionDenied
        if not decision.strip():
            raise ValidationError(
                {"decision": _("自分の案を自分で確認するときは、理由を書いてください。")}
            )
    if publish_on < today():
        raise ValidationError({"publish_on": _("きょうか、それよりあとの日にしてください。")})
    # The other texts of the year wait, so that two are never approved for one day at once.
    list(
        Policy.objects.select_for_update()
        .filter(plan=draft.plan, fiscal_year=draft.fiscal_year)
        .order_by("pk")
        .values_list("pk")
    )
    taken = Policy.objects.filter(
        plan=draft.plan,
        fiscal_year=draft.fiscal_year,
        state=Policy.APPROVED,
        publish_on=publish_on,
    )
    if taken.exists():
        raise ValidationError({"publish_on": _("その日に公表される、同じ年度の方針があります。")})
    if found := problems(draft):
        raise ValidationError([str(one) for one in found])
    draft.state, draft.publish_on, draft.decision = Policy.APPROVED, publish_on, decision
    draft.as_of = today()
    _next(draft)
    follow(draft, now())
    _record(actor, draft, "approved", after={"publish_on": publish_on}, reason=decision)
    transaction.on_commit(rebuild)


@transaction.atomic
def discard(actor: Account, draft: Policy, version: int, reason: str) -> None:
    """Throw a draft away; what it held stays in the audit trail."""
    draft = _draft(actor, draft, version)
    if not reason.strip():
        raise ValidationError({"reason": _("なぜ捨てるのかを書いてください。")})
    held: dict[str, Any] = {
        line.code: line.title for line in draft.lines.filter(ended_on=None).order_by("order")
    }
    _record(actor, draft, "discarded", before=held, reason=reason)
    draft.delete()


def _may(actor: Account) -> None:
    if not allowed(actor, "policy.publish"):
        raise PermissionDenied


def _locked(actor: Account, draft: Policy, version: int) -> Policy:
    _may(actor)
    found = Policy.objects.select_for_update().get(pk=draft.pk)
    if found.version != version:
        raise ValidationError(_("この案は、そのあいだに変わりました。もう一度見てください。"))
    return found


def _draft(actor: Account, draft: Policy, version: int) -> Policy:
    found = _locked(actor, draft, version)
    if found.state != Policy.DRAFT:
        raise ValidationError(_("確認中か、公表された方針です。ここでは変えられません。"))
    return found


def _known(draft: Policy, line: Line) -> None:
    if line.policy_id != draft.pk:
        raise ValidationError(_("この案の行ではありません。"))


def _next(draft: Policy) -> None:
    draft.version += 1
    draft.save()


def _record(actor: Account | None, draft: Policy, what: str, **more: Any) -> None:
    subject = f"policy.draft:{draft.plan}/{draft.fiscal_year}/{draft.pk}"
    audit.record(actor, f"policy.draft.{what}", subject, **more)
