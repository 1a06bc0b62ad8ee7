"""What the buttons of a console do, by name. Each is one press (services.console)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from hanamizuki.core.people.models import Account
from hanamizuki.desk.logic.line import Impossible
from hanamizuki.desk.models import Counter, Ticket
from hanamizuki.desk.queries.console import next_back
from hanamizuki.desk.services import console as presses
from hanamizuki.desk.services import counters
from hanamizuki.desk.services.console import Stale
from hanamizuki.desk.staff import alarms

CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")
ELSEWHERE = N_("ほかの窓口が先に呼びました。いまのようすを表示しています。")


@dataclass(frozen=True)
class Told:
    """What the screen says after a press. `ok` False where nothing was done, and why."""

    text: str
    ok: bool = True


def _finish(actor: Account, counter: Counter, ticket: Ticket) -> Ticket | None:
    counters.finish(actor, ticket)
    return ticket


def _finish_next(actor: Account, counter: Counter, ticket: Ticket) -> Ticket | None:
    counters.finish(actor, ticket)
    return counters.call_next(actor, counter)


def _absent_next(actor: Account, counter: Counter, ticket: Ticket) -> Ticket | None:
    counters.absent(actor, ticket)
    return counters.call_next(actor, counter)


def _call_aside(actor: Account, counter: Counter, ticket: Ticket) -> Ticket:
    """Somebody waiting is called in turn, or with a reason on their own page."""
    if not Ticket.objects.filter(pk=ticket.pk, state__in=("held", "missed")).exists():
        raise Impossible("waiting", "called")
    return counters.call_one(actor, counter, ticket)


HERE: dict[str, Callable[[Account, Counter, Ticket], Ticket | None]] = {
    "recall": lambda actor, _counter, ticket: counters.recall(actor, ticket),
    "start": lambda actor, _counter, ticket: counters.start(actor, ticket),
    "hold": lambda actor, _counter, ticket: counters.hold(actor, ticket),
    "finish": _finish,
    "finish_next": _finish_next,
    "absent": lambda actor, _counter, ticket: counters.absent(actor, ticket),
    "absent_next": _absent_next,
}
"""With whoever is at the counter."""
LINE: dict[str, Callable[[Account, Counter, Ticket], Ticket | None]] = {
    "call": _call_aside,
    "resume": lambda actor, _counter, ticket: counters.resume(actor, ticket),
    "restore": lambda actor, _counter, ticket: counters.restore(actor, ticket),
}
"""With somebody who is aside: held, or missed."""


def press(actor: Account, counter: Counter, given: QueryDict) -> Told:
    """Do what a form of the console asks for; never raises what a clerk can do nothing about."""
    do = given.get("do", "")
    try:
        return _press(actor, counter, do, given)
    except Stale:
        return Told(_("この窓口は、ほかの画面で先に進んでいました。いまのようすです。"), ok=False)
    except counters.Busy as busy:
        words = _("いま %(label)s の方がいます。先に終えてください。")
        return Told(words % {"label": busy.ticket.label}, ok=False)
    except Impossible:
        return Told(_(ELSEWHERE), ok=False)
    except ValidationError as error:
        return Told(" ".join(error.messages), ok=False)


def _press(actor: Account, counter: Counter, do: str, given: QueryDict) -> Told:
    key, seen = given.get("key", ""), _number(given.get("seen", ""))
    at = (counter, -1 if seen is None else seen)
    if do in alarms.DO:
        return Told(*alarms.press(actor, counter, given))
    if do in ("open", "pause", "close", "help", "answer"):
        return _counter(actor, counter, do, given)
    if do == "next":
        done = presses.press(key, lambda: counters.call_next(actor, counter), at)
        return _called(done, given.get("first", ""), counter)
    ticket = Ticket.objects.filter(pk=_number(given.get("ticket", "")) or 0).first()
    if ticket is None:
        return Told(_(ELSEWHERE), ok=False)
    if do in HERE:
        act = HERE[do]
        done = presses.press(key, lambda: _mine(act, actor, counter, ticket), at)
        if do in ("finish_next", "absent_next"):
            return _called(done, given.get("first", ""), counter)
        return Told(_said(do, ticket.label))
    if do in LINE and ticket.service.code in counter.services:
        act = LINE[do]
        # Only a call depends on what is at the counter, and that is asked for by itself (Busy).
        presses.press(key, lambda: act(actor, counter, ticket))
        return Told(_said(do, ticket.label))
    return Told(_(ELSEWHERE), ok=False)


def _mine(
    act: Callable[[Account, Counter, Ticket], Ticket | None],
    actor: Account,
    counter: Counter,
    ticket: Ticket,
) -> Ticket | None:
    """Only with whoever is at this counter, whatever the form says."""
    now = Ticket.objects.get(pk=ticket.pk)
    if now.counter_id != counter.pk:
        raise Stale
    return act(actor, counter, ticket)


def _called(done: presses.Pressed, first: str, counter: Counter) -> Told:
    if done.ticket is None:
        back = next_back(counter)
        if back is not None:
            words = _("%(label)s は、%(when)s から呼べます。不在にしたばかりです。")
            return Told(words % {"label": back[0], "when": f"{back[1]:%H:%M:%S}"})
        return Told(_("呼べる人は、いまいません。"))
    label = done.ticket.label
    if done.again:
        return Told(_("%(label)s は、もう呼びました。") % {"label": label})
    if first and first != label:
        words = _("%(first)s は、ほかの窓口が先に呼びました。%(label)s を呼びました。")
        return Told(words % {"first": first, "label": label})
    return Told(_("%(label)s を呼びました。") % {"label": label})


def _said(do: str, label: str) -> str:
    words = {
        "recall": _("%(label)s をもう一度呼びました。"),
        "start": _("%(label)s の対応を始めました。"),
        "hold": _("%(label)s を保留にしました。"),
        "finish": _("%(label)s を終えました。"),
        "absent": _("%(label)s は不在にしました。"),
        "call": _("%(label)s を呼びました。"),
        "resume": _("%(label)s を列にもどしました。"),
        "restore": _("%(label)s を列にもどしました。"),
    }
    return words[do] % {"label": label}


def _counter(actor: Account, counter: Counter, do: str, given: QueryDict) -> Told:
    """These say what is to be so: done twice they are done once."""
    if do == "help":
        presses.call_help(actor, counter)
        return Told(_("応援を呼びました。ほかの窓口に出ています。"))
    if do == "answer":
        other = named(given.get("of", ""))
        if other is not None:
            presses.answer_help(actor, other)
        return Told(_("応援に行くことを伝えました。"))
    if do == "open":
        chosen, quick = given.getlist("services"), "quick" in given
        if counter.state == Counter.PAUSED and not chosen:  # the break is over: as it was before
            chosen, quick = counter.taking, counter.quick
        same = sorted(chosen) == sorted(counter.takes) and quick == counter.quick
        if counter.state != Counter.OPEN or not same:
            counters.open_counter(actor, counter, chosen, quick=quick)
        return Told(_("窓口をあけました。"))
    if do == "pause" and counter.state == Counter.OPEN:
        counters.pause_counter(actor, counter)
    elif do == "close" and counter.state != Counter.CLOSED:
        counters.close_counter(actor, counter)
    return Told(_("休みにしました。") if do == "pause" else _("窓口を閉めました。"))


def named(code: str) -> Counter | None:
    """A counter by its code, as a form says it."""
    return Counter.objects.filter(code=code).first() if CODE.fullmatch(code) else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
