"""The day's reminders: one mail a day for each person, with what they were not yet told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from hanamizuki.core.clock import JST
from hanamizuki.core.notices import NoticeRequest, Recipient
from hanamizuki.core.people.models import Account
from hanamizuki.policy.logic.recipients import Rule
from hanamizuki.policy.models import Reminded
from hanamizuki.policy.queries.owing import Owed, owed
from hanamizuki.policy.queries.recipients import RULES, Staff, language_of
from hanamizuki.policy.reminder_words import digest

ACTION = "policy.enter"


@transaction.atomic
def remind(moment: datetime) -> list[NoticeRequest]:
    """The digests to send now; what they say counts as told, in the caller's transaction.

    Nobody gets a second one on the same day: what came up since then goes tomorrow.
    """
    today = moment.astimezone(JST).date()
    told = set(Reminded.objects.values_list("account_id", "key"))
    served = set(Reminded.objects.filter(on=today).values_list("account_id", flat=True))
    found: list[NoticeRequest] = []
    for account, mine in _by_person(owed(moment)):
        new = [(one, rule) for one, rule in mine if (account.pk, one.key) not in told]
        if not new or account.pk in served:
            continue
        Reminded.objects.bulk_create(
            Reminded(account=account, key=one.key, on=today) for one, _ in new
        )
        found.append(_request(account, new, today.isoformat()))
    return found


def _by_person(all_owed: Iterable[Owed]) -> list[tuple[Account, list[tuple[Owed, Rule]]]]:
    staff = Staff()
    people: dict[UUID, Account] = {}
    mine: dict[UUID, list[tuple[Owed, Rule]]] = defaultdict(list)
    for one in all_owed:
        reached, rule = staff.choose(ACTION, one.section, one.owner)
        for account in reached:
            people[account.pk] = account
            mine[account.pk].append((one, rule))
    return [(people[pk], owing) for pk, owing in mine.items()]


def for_account(account: Account, moment: datetime) -> list[Owed]:
    """What an account would be reminded of, told before or not: for 「今日」."""
    for other, mine in _by_person(owed(moment)):
        if other.pk == account.pk:
            return once(one for one, _ in mine)
    return []


def once(owing: Iterable[Owed]) -> list[Owed]:
    """Each matter once, however many lines share it."""
    return list({one.about: one for one in reversed(list(owing))}.values())[::-1]


def _request(account: Account, new: list[tuple[Owed, Rule]], day: str) -> NoticeRequest:
    items = once(one for one, _ in new)
    rules = dict.fromkeys(rule for _, rule in new)
    return NoticeRequest(
        kind="policy.reminders",
        recipient=Recipient(account.email, language_of(account), f"account:{account.pk}"),
        context={
            "count": len(items),
            "items": digest(items),
            "link": settings.WARD_URL + reverse("staff:today"),
            "rule": {
                language: "\n".join(RULES[rule][language] for rule in rules)
                for language in ("ja", "en", "easy")
            },
        },
        dedupe=f"{account.pk}/{day}",
    )
