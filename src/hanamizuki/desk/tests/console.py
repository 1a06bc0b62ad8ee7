"""What tests of the console say over and over."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client

from hanamizuki.core.receipts import new_token
from hanamizuki.desk.models import Counter, Ticket
from hanamizuki.desk.queries.console import version
from hanamizuki.desk.services.issuing import Wish, issue

CONSOLE, ACT, LOOK = (f"/staff/desk/counter/w1/{end}" for end in ("", "act/", "look/"))


def take(service: str = "moving", **more: Any) -> Ticket:
    return issue(Wish(service, "kiosk", present=True, **more)).ticket


def send(page: Client, do: str, window: Counter, **more: Any) -> HttpResponse:
    given = {"do": do, "key": new_token(), "seen": version(window), **more}
    return page.post(ACT, given, headers={"X-Console": "1"})


def here(window: Counter) -> str:
    found = Ticket.objects.filter(counter=window, state__in=("called", "serving")).first()
    return found.label if found else ""


def states() -> dict[str, str]:
    return dict(Ticket.objects.values_list("label", "state"))
