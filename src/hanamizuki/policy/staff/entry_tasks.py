"""What values, milestones, reviews and comments put on a colleague's 「今日」."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from django.urls import reverse

from hanamizuki.core.clock import JST
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import allowed
from hanamizuki.core.people.today import Task, registry
from hanamizuki.policy.models import Comment
from hanamizuki.policy.queries.owing import OF_LINES, Owed
from hanamizuki.policy.queries.recipients import Staff
from hanamizuki.policy.reminder_words import KINDS, LANGUAGES, title
from hanamizuki.policy.services.reminding import for_account

ROOM = {"ja": "運営方針", "en": "Policy", "easy": "運営方針"}
_ONE = {
    "value": {
        "ja": "値を入れる: {what}",
        "en": "Enter a value: {what}",
        "easy": "数字を 入れる: {what}",
    },
    "milestone": {"ja": "節目: {what}", "en": "Milestone: {what}", "easy": "大切な 日: {what}"},
    "comment": {
        "ja": "届いた声に返事をする: {what}",
        "en": "Answer a comment: {what}",
        "easy": "とどいた 声に 返事を する: {what}",
    },
}
_MANY = {"ja": "{what}（{n}行）", "en": "{what} ({n} lines)", "easy": "{what}（{n}行）"}


@registry.register
def owed_tasks(account: Account, moment: datetime) -> Iterator[Task]:
    """What the reminders are about, whether or not they were sent: the same rule says for whom.

    What is said of whole lines comes as one task a kind: there may be dozens.
    """
    if not allowed(account, "policy.read"):
        return
    owing = for_account(account, moment)
    for one in owing:
        if one.reminder.kind not in OF_LINES:
            kind = one.reminder.kind.partition("_")[0]
            yield Task(_texts(kind, title(one)), _page(one), one.reminder.due, ROOM, one.late)
    of_lines = sorted(
        (one for one in owing if one.reminder.kind in OF_LINES), key=lambda o: o.reminder.kind
    )
    for name, some in groupby(of_lines, lambda o: o.reminder.kind):
        few = list(some)
        texts = {
            language: _MANY[language].format(what=KINDS[name][language], n=len(few))
            for language in LANGUAGES
        }
        url = _page(few[0]) if len(few) == 1 else reverse("policy_staff:desk")
        yield Task(texts, url, few[0].reminder.due, ROOM, few[0].late)


@registry.register
def comment_tasks(account: Account, moment: datetime) -> Iterator[Task]:
    """Comments that wait for this person's section, or for them where nobody there can answer."""
    if not allowed(account, "policy.answer"):
        return
    today = moment.astimezone(JST).date()
    staff: Staff | None = None
    for one in Comment.objects.filter(state=Comment.NEW).select_related("line"):
        staff = staff or Staff()
        reached, _rule = staff.choose("policy.answer", one.section)
        if account in reached:
            url = reverse("policy_staff:comment", args=[one.pk])
            yield Task(_texts("comment", one.line.title), url, one.due_on, ROOM, one.due_on < today)


def _texts(kind: str, what: dict[str, str]) -> dict[str, str]:
    return {
        language: _ONE[kind][language].format(what=what.get(language) or what["ja"])
        for language in LANGUAGES
    }


def _page(one: Owed) -> str:
    if one.indicator and one.period:
        args = [one.indicator.indicator_id, f"{one.period.first:%Y-%m}"]
        return reverse("policy_staff:value", args=args)
    return reverse("policy_staff:line", args=[one.line.pk])
