"""Editing a record without overwriting anybody, and having a change approved before it is public.

Whoever opens a record gets its working copy: the open proposal where there is one, else what is
stored. Saving brings back the copy it began from; if somebody saved in between, both changes are
joined field by field, and where both changed the same field the second person is shown the first
one's (`Conflict`), with everything typed kept. Kinds that need approval become proposals while
their policy is public; in a draft, and for the other kinds, a change is stored at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hanamizuki.core import audit
from hanamizuki.core.clock import now
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import allowed
from hanamizuki.core.people.queries import holders
from hanamizuki.core.search.services import rebuild
from hanamizuki.policy.logic.threeway import Merge, merge
from hanamizuki.policy.models import OPEN, Policy, Proposal
from hanamizuki.policy.services import proposal_mails
from hanamizuki.policy.services.following import follow
from hanamizuki.policy.services.records import KINDS, Fields, Place, RecordKind

SALT = "policy.base"


@dataclass(frozen=True)
class Copy:
    """A working copy. `token` changes with every save; `base` goes into the form and comes back."""

    kind: str
    key: str
    place: Place
    fields: Fields
    token: str
    proposal: Proposal | None

    @property
    def base(self) -> str:
        """What the form brings back, signed: the token and the fields as they were shown."""
        return signing.dumps(
            [self.kind, self.key, self.token, self.fields], salt=SALT, compress=True
        )


@dataclass(frozen=True)
class Saved:
    """What a save did: the proposal that holds it or None, what was taken over, if it changed."""

    proposal: Proposal | None
    taken: tuple[str, ...]
    changed: bool


class Conflict(Exception):
    """Somebody saved the same fields in between: `merge` lays them open, `copy` is theirs."""

    def __init__(self, found: Merge, copy: Copy) -> None:
        super().__init__("the record was changed meanwhile")
        self.merge = found
        self.copy = copy


def working_copy(kind: str, key: str) -> Copy:
    """What somebody edits now. ObjectDoesNotExist where there can be no such record."""
    one = KINDS[kind]
    place = one.place(key)
    record = one.read(key)
    proposal = Proposal.objects.filter(kind=kind, key=key, state__in=OPEN).first()
    version = record.version if record else 0
    fields = proposal.fields if proposal else record.fields if record else {}
    token = f"{version}.{proposal.pk}.{proposal.version}" if proposal else f"{version}"
    return Copy(kind, key, place, fields, token, proposal)


@transaction.atomic
def save(
    actor: Account,
    kind: str,
    key: str,
    fields: Mapping[str, Any],
    *,
    base: str,
    reason: str = "",
    confirmed: bool = False,
    turn: bool = True,
) -> Saved:
    """Save what somebody typed over the copy they had opened (`base` from the form).

    Not `turn`: whoever saves many at once notes themselves, once, which lines turned by it.
    Raises PermissionDenied, ValidationError by field, AskBack where an amount is unlikely,
    Conflict where somebody changed the same fields in between.
    """
    one = KINDS[kind]
    _lock(one.place(key))
    copy = working_copy(kind, key)
    _may(actor, one.action, copy.place)
    if copy.place.policy.state == Policy.REVIEW:
        raise ValidationError(_("この案は確認中です。直すときは、先にもどしてもらってください。"))
    # Checked before it is joined, so that two ways of writing the same are no change.
    typed = one.clean(copy.place, key, fields, confirmed)
    opened_token, opened = _opened(kind, key, base)
    taken: tuple[str, ...] = ()
    # The fields too: a record that was deleted and made anew begins at the same version.
    if (opened_token, opened) != (copy.token, copy.fields):
        found = merge(opened, copy.fields, typed)
        if found.clashes:
            raise Conflict(found, copy)
        taken = found.taken
        typed = one.clean(copy.place, key, found.merged, confirmed)
    if typed == copy.fields:
        return Saved(copy.proposal, taken, False)
    if one.approval and copy.place.policy.state == Policy.APPROVED:
        return Saved(_propose(actor, copy, typed, reason), taken, True)
    _store(actor, one, copy.place, key, typed, reason, turn)
    return Saved(None, taken, True)


def opened(kind: str, key: str, base: str) -> Fields:
    """The fields as the form with that `base` was shown them; ValidationError if it is forged."""
    return _opened(kind, key, base)[1]


def _lock(place: Place) -> None:
    """One writer of a policy at a time. The row is there, unlike a record that is about to be."""
    Policy.objects.select_for_update().get(pk=place.policy.pk)


def _may(actor: Account, action: str, place: Place) -> None:
    if not allowed(actor, action, place.section):
        raise PermissionDenied


def _opened(kind: str, key: str, base: str) -> tuple[str, Fields]:
    try:
        of_kind, of_key, token, fields = signing.loads(base, salt=SALT)
    except signing.BadSignature:
        raise ValidationError(_("この画面を開きなおしてください。")) from None
    if (of_kind, of_key) != (kind, key):
        raise ValidationError(_("この画面を開きなおしてください。"))
    return token, fields


def _store(
    actor: Account,
    one: RecordKind,
    place: Place,
    key: str,
    fields: Fields,
    reason: str,
    turn: bool = True,
) -> None:
    before = one.read(key)
    one.write(place, key, fields, now())
    if turn:
        follow(place.policy, now())
    if one.name == "line":
        transaction.on_commit(rebuild)
    audit.record(
        actor,
        f"policy.{one.name}.changed",
        one.subject(place, key),
        before=before.fields if before else None,
        after=fields,
        reason=reason,
        section=place.section,
    )


def _propose(actor: Account, copy: Copy, fields: Fields, reason: str) -> Proposal:
    moment, place = now(), copy.place
    record = KINDS[copy.kind].read(copy.key)
    proposal = copy.proposal or Proposal(
        kind=copy.kind,
        key=copy.key,
        policy=place.policy,
        line=place.line,
        base=record.fields if record else {},
        base_version=record.version if record else 0,
        begun_at=moment,
        version=0,
    )
    proposal.section = place.section
    proposal.fields, proposal.reason, proposal.author = fields, reason, actor
    proposal.state, proposal.saved_at = Proposal.DRAFT, moment
    proposal.version += 1
    proposal.save()
    _record(actor, proposal, "saved", before=copy.fields, after=fields, reason=reason)
    return proposal


def _record(actor: Account, proposal: Proposal, what: str, **more: Any) -> None:
    audit.record(
        actor,
        f"policy.proposal.{what}",
        f"policy.proposal:{proposal.pk}",
        section=proposal.section,
        **more,
    )


def _open(proposal: Proposal, version: int) -> Proposal:
    """The proposal, locked, as the reader saw it. ValidationError where it went on meanwhile."""
    Policy.objects.select_for_update().get(pk=proposal.policy_id)
    found = Proposal.objects.select_related("policy", "line", "author").get(pk=proposal.pk)
    if found.version != version or found.state not in OPEN:
        raise ValidationError(_("この案は、そのあいだに変わりました。もう一度見てください。"))
    return found


def _place(proposal: Proposal) -> Place:
    """Where its record belongs. ValidationError where a pack's load took its indicator away."""
    try:
        return KINDS[proposal.kind].place(proposal.key)
    except ObjectDoesNotExist:
        raise ValidationError(_("この指標はありません。")) from None


@transaction.atomic
def submit(actor: Account, proposal: Proposal, version: int) -> None:
    """Ask for approval. ValidationError where the gender check of a changed line is missing."""
    proposal = _open(proposal, version)
    _may(actor, KINDS[proposal.kind].action, _place(proposal))
    if proposal.kind == "line" and not hasattr(proposal.line, "gender_check"):
        raise ValidationError(_("先に、男女共同参画の点検をしてください。"), code="gender")
    if proposal.state == Proposal.WAITING:
        return
    proposal.state, proposal.submitted_at = Proposal.WAITING, now()
    proposal.version += 1
    proposal.save()
    proposal_mails.waiting(proposal)
    _record(actor, proposal, "submitted")


def may_approve(actor: Account, proposal: Proposal) -> bool:
    """Whoever may approve in its section, but not its author while anybody else could."""
    if not allowed(actor, "policy.approve", proposal.section):
        return False
    if proposal.author_id != actor.pk:
        return True
    others = holders("policy.approve", proposal.section)
    return all(one.pk == actor.pk for one in others)


@transaction.atomic
def approve(actor: Account, proposal: Proposal, version: int, *, decision: str = "") -> None:
    """Make a waiting proposal what the public reads.

    Whoever approves what they wrote themselves, being the only one who can, gives a reason. If
    the record changed meanwhile (a new pack, another kind of edit), both are joined;
    ValidationError where both changed the same field.
    """
    proposal = _open(proposal, version)
    if proposal.state != Proposal.WAITING:
        raise ValidationError(_("確認を頼まれていない案です。"))
    if not may_approve(actor, proposal):
        raise PermissionDenied
    if proposal.author_id == actor.pk and not decision.strip():
        raise ValidationError(
            {"decision": _("自分の案を自分で確認するときは、理由を書いてください。")}
        )
    one = KINDS[proposal.kind]
    place = _place(proposal)
    fields = _joined(one, proposal)
    proposal.state, proposal.decided_at, proposal.decided_by = Proposal.PUBLISHED, now(), actor
    proposal.decision = decision
    proposal.version += 1
    proposal.save()
    proposal_mails.decided(proposal, actor)
    reason = "\n".join(text for text in (proposal.reason, decision) if text)
    _store(actor, one, place, proposal.key, fields, reason)


def _joined(one: RecordKind, proposal: Proposal) -> Fields:
    record = one.read(proposal.key)
    current = record.fields if record else {}
    version = record.version if record else 0
    if (version, current) == (proposal.base_version, proposal.base):
        return dict(proposal.fields)
    found = merge(proposal.base, current, proposal.fields)
    if found.clashes:
        names = "、".join(clash.field for clash in found.clashes)
        raise ValidationError(
            _("もとの文が、そのあいだに変わりました（%(names)s）。案を開いて直してください。")
            % {"names": names},
            code="clash",
        )
    return one.clean(one.place(proposal.key), proposal.key, found.merged, True)


@transaction.atomic
def give_back(actor: Account, proposal: Proposal, version: int, *, decision: str) -> None:
    """Return a waiting proposal to its author with what is to be changed."""
    proposal = _open(proposal, version)
    if not allowed(actor, "policy.approve", proposal.section):
        raise PermissionDenied
    if proposal.state != Proposal.WAITING:
        raise ValidationError(_("確認を頼まれていない案です。"))
    if not decision.strip():
        raise ValidationError({"decision": _("どこを直してほしいかを書いてください。")})
    proposal.state, proposal.decision = Proposal.RETURNED, decision
    proposal.version += 1
    proposal.save()
    proposal_mails.decided(proposal, actor)
    _record(actor, proposal, "returned", reason=decision)


@transaction.atomic
def withdraw(actor: Account, proposal: Proposal, version: int) -> None:
    """Take a proposal back; what is public stays as it is."""
    proposal = _open(proposal, version)
    if not allowed(actor, KINDS[proposal.kind].action, proposal.section):
        raise PermissionDenied
    proposal.state = Proposal.WITHDRAWN
    proposal.version += 1
    proposal.save()
    _record(actor, proposal, "withdrawn", before=proposal.fields, after=proposal.base)
