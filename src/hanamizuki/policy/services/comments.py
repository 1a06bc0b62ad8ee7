"""What the public says to a line: received, passed on, answered or closed by its section."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from hanamizuki.core import audit, notices
from hanamizuki.core.clock import now
from hanamizuki.core.clock.queries import office_day_after
from hanamizuki.core.evidence.definitions import text_problems
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import allowed
from hanamizuki.core.places.models import Section
from hanamizuki.core.text.localised import active_language
from hanamizuki.policy.links import day_texts, line_link, staff_link
from hanamizuki.policy.models import Comment, Line
from hanamizuki.policy.queries.comments import done_in_time
from hanamizuki.policy.queries.recipients import RULES, Staff, language_of

LONGEST, LONGEST_REASON = 2_000, 2_000
OFFICE_DAYS = 10


class Changed(Exception):
    """Somebody else has dealt with the comment meanwhile; `comment` is how it stands."""

    def __init__(self, comment: Comment) -> None:
        super().__init__("the comment was dealt with meanwhile")
        self.comment = comment


@transaction.atomic
def receive(line: Line, text: str, *, email: str = "", language: str = "") -> Comment:
    """Keep what somebody says to a line, with the day by which it is answered; tell the section.

    The same text to the same line while it still waits is the same comment (a double click).
    Raises ValidationError by field (text, email).
    """
    text, email = text.strip().replace("\r\n", "\n"), email.strip()
    errors: dict[str, list[str]] = {}
    if found := text_problems(text, LONGEST):
        errors["text"] = found
    elif not text:
        errors["text"] = [_("つたえたいことを書いてください。")]
    if email and not _is_email(email):
        errors["email"] = [_("メールアドレスを確かめてください（例: name@example.jp）。")]
    if errors:
        raise ValidationError(errors)
    again = Comment.objects.filter(line=line, text=text, email=email, state=Comment.NEW).first()
    if again is not None:
        return again
    moment = now()
    comment = Comment.objects.create(
        line=line,
        section=line.section,
        text=text,
        email=email,
        language=language or active_language(),
        received_at=moment,
        due_on=office_day_after(moment.date(), OFFICE_DAYS),
    )
    _tell(comment)
    # Neither text nor address: the trail is kept for ever.
    audit.record(
        "resident",
        "policy.comment.received",
        _subject(comment),
        after={"line": line.code, "due_on": comment.due_on.isoformat()},
        section=comment.section,
    )
    return comment


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254


def _tell(comment: Comment) -> None:
    """Tell the section that answers for it; the notice has a link, not the text."""
    people, rule = Staff().choose("policy.answer", comment.section)
    for one in people:
        notices.send(
            "policy.comment_received",
            notices.Recipient(one.email, language_of(one), f"account:{one.pk}"),
            {
                "line": comment.line.title,
                "due": day_texts(comment.due_on),
                "link": staff_link("comment", comment.pk),
                "rule": RULES[rule],
            },
            dedupe=f"{comment.pk}/{comment.version}/{one.pk}",
        )


@transaction.atomic
def answer(actor: Account, comment: Comment, version: int, text: str) -> Comment:
    """Answer a comment: mailed where an address was left, which is then deleted.

    Raises ValidationError (answer), Changed, PermissionDenied.
    """
    comment = _opened(actor, comment, version)
    text = _required(text, "answer", LONGEST, _("返事を書いてください。"))
    if comment.email:
        notices.send(
            "policy.comment_answered",
            notices.Recipient(comment.email, comment.language),
            {
                "line": comment.line.title,
                "asked": comment.text,
                "answer": text,
                "link": line_link(comment.line),
            },
            dedupe=str(comment.pk),
        )
    return _done(actor, comment, Comment.ANSWERED, text, mailed=bool(comment.email))


@transaction.atomic
def close(actor: Account, comment: Comment, version: int, reason: str) -> Comment:
    """Close a comment without an answer, for a reason; its address is deleted.

    Raises ValidationError (reason), Changed, PermissionDenied.
    """
    comment = _opened(actor, comment, version)
    reason = _required(reason, "reason", LONGEST_REASON, _("返事をしない理由を書いてください。"))
    return _done(actor, comment, Comment.CLOSED, "", reason=reason)


@transaction.atomic
def pass_on(actor: Account, comment: Comment, version: int, section: str, reason: str) -> Comment:
    """Give a comment to another section ("" the planners), for a reason; its day stays.

    Raises ValidationError (section, reason), Changed, PermissionDenied.
    """
    comment = _opened(actor, comment, version)
    if section == comment.section or (
        section and not Section.objects.filter(code=section).exists()
    ):
        raise ValidationError({"section": [_("ほかの課をえらんでください。")]})
    reason = _required(reason, "reason", LONGEST_REASON, _("まわす理由を書いてください。"))
    before = comment.section
    comment.section = section
    comment.version += 1
    comment.save(update_fields=["section", "version"])
    _tell(comment)
    audit.record(
        actor,
        "policy.comment.passed_on",
        _subject(comment),
        before={"section": before},
        after={"section": section},
        reason=reason,
        section=before,
    )
    return comment


def _opened(actor: Account, comment: Comment, version: int) -> Comment:
    found = Comment.objects.select_for_update(of=("self",)).select_related("line__policy")
    stored = found.get(pk=comment.pk)
    if not allowed(actor, "policy.answer", stored.section):
        raise PermissionDenied
    if stored.version != version or stored.state != Comment.NEW:
        raise Changed(stored)
    return stored


def _required(text: str, field: str, longest: int, empty: str) -> str:
    text = text.strip().replace("\r\n", "\n")
    if found := text_problems(text, longest):
        raise ValidationError({field: found})
    if not text:
        raise ValidationError({field: [empty]})
    return text


def _done(actor: Account, comment: Comment, state: str, text: str, **more: Any) -> Comment:
    reason = more.pop("reason", "")
    comment.state, comment.answer, comment.answered_at = state, text, now()
    comment.email = ""
    comment.version += 1
    comment.save()
    audit.record(
        actor,
        f"policy.comment.{state}",
        _subject(comment),
        before={"state": Comment.NEW},
        after={"state": state, "in_time": done_in_time(comment), **more},
        reason=reason,
        section=comment.section,
    )
    return comment


def _subject(comment: Comment) -> str:
    return f"policy.comment:{comment.pk}"
