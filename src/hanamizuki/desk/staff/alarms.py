"""Emergencies on the screens of staff: what their buttons do, and what the supervisors' page asks
every few seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hanamizuki.core.clock import now
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import requires
from hanamizuki.desk.emergency_models import Emergency
from hanamizuki.desk.models import Counter
from hanamizuki.desk.queries.console import head, help_wanted
from hanamizuki.desk.queries.emergency import alarms, may_end
from hanamizuki.desk.services import emergency

DO = ("alarm", "alarm_go", "alarm_end")
"""What a form may ask for."""


@dataclass(frozen=True)
class Shown:
    """An emergency as somebody sees it; `may_end`: they may say that it is over."""

    alarm: Emergency
    may_end: bool


def shown(account: Account) -> list[Shown]:
    """All that are not over."""
    return [Shown(one, may_end(account, one)) for one in alarms()]


def press(actor: Account, counter: Counter | None, given: QueryDict) -> tuple[str, bool]:
    """What a form asks for: the words of the answer, and whether anything was done.

    Calling is from a counter, and only with `sure`: the button behind the button.
    """
    do = given.get("do", "")
    if do == "alarm":
        if counter is None or "sure" not in given:
            return _("緊急は、まだ知らせていません。確かめのボタンを押してください。"), False
        emergency.call(actor, counter)
        return _("緊急を知らせました。すべての窓口と責任者の画面に出ています。"), True
    of = given.get("of", "")
    found = Emergency.objects.filter(pk=int(of) if of.isascii() and of.isdecimal() else 0)
    one = found.select_related("counter").first() if len(of) < 19 else None
    if one is None:
        return _("その緊急は、もう終わっています。"), False
    if do == "alarm_go":
        went = emergency.go(actor, one)
        if went.going_id != actor.pk:
            return _("ほかの人が先に向かいました。"), False
        return _("あなたが向かうことを、みんなに伝えました。"), True
    if not may_end(actor, one):
        return _("終わりにできるのは、向かった人とその課の人です。"), False
    emergency.end(actor, one)
    return _("緊急を終わりにしました。"), True


@requires("desk.supervise")
def watch(request: HttpRequest) -> HttpResponse:
    """Who calls for help now; 304 where the screen shows the truth already."""
    # Looking is not working: a page that nobody touches logs out like any other.
    request.session.save = lambda *_a, **_b: None  # type: ignore[method-assign]
    tag = f'"{head()}-{now():%d}-{get_language()}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified()
    assert isinstance(request.user, Account)  # noqa: S101 (the decorator saw to it)
    answer = render(request, "desk/staff/watch.html", watched(request.user))
    answer.headers["ETag"] = tag
    return answer


def watched(account: Account) -> dict[str, Any]:
    """What `watch.html` needs."""
    return {"help": help_wanted(), "alarms": shown(account)}
