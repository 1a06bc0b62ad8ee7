"""The portal, search, and the pages of life events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from hanamizuki.core.clock import now
from hanamizuki.core.clock.hours import stretches
from hanamizuki.core.clock.queries import hours, is_holiday, opening_now, rules
from hanamizuki.core.evidence.queries import by_line
from hanamizuki.core.offers import registry as offers
from hanamizuki.core.places import queries as places
from hanamizuki.core.search.queries import search as find
from hanamizuki.policy import queries as policy
from hanamizuki.site.forms import SearchForm
from hanamizuki.site.models import Notice, Topic

OFFICE = ("office", "saturday")
TILES = 8


def portal(request: HttpRequest) -> HttpResponse:
    """What people come for first: search, what is true right now, life events, the promises."""
    moment = now()
    current = policy.current_policy()
    nodes = policy.tree(current, moment) if current else []
    topics = list(Topic.objects.all())
    milestone = next((m for m in policy.milestones() if m.on > moment.date()), None)
    codes = {node.line.code for node in policy.walk(nodes)}
    looked_to = milestone.lines if milestone else []
    return render(
        request,
        "site/portal.html",
        {
            "office": opening_now(OFFICE, moment),
            "saturday": hours(("saturday",)),
            "shelters": places.facilities("evacuation_shelter").count(),
            "milestone": milestone,
            "milestone_line": next(filter(codes.__contains__, looked_to), ""),
            "days_left": (milestone.on - moment.date()).days if milestone else 0,
            "topics": topics[:TILES],
            "more_topics": topics[TILES:],
            "policy": current,
            "year_missing": policy.missing_year(current),
            "coverage": policy.coverage(nodes),
            "pillars": nodes[0].children if nodes else [],
            "notices": notices(moment.date()),
            "figures": [e for e in by_line(moment).get("goal", []) if not e.live][:6],
        },
    )


@dataclass(frozen=True)
class Item:
    """One notice on the page. Texts are maps {ja, en, easy}."""

    title: dict[str, str]
    body: dict[str, str] | None
    until: date | None
    url: str


def notices(day: date) -> list[Item]:
    """The packs' notices of the day, and the closures that the opening rules foretell."""
    kept = [
        Item(one.title, one.body, one.end, one.url)
        for one in Notice.objects.filter(start__lte=day)
        if one.end is None or one.end >= day
    ]
    return [*closures(day), *kept]


def closures(day: date) -> list[Item]:
    """Days within six weeks, weekends and public holidays aside, on which the office is closed."""
    known = rules(OFFICE)
    ahead = [day + timedelta(days=n) for n in range(42)] if known else []
    shut = [
        d
        for d in ahead
        if d.weekday() < 5 and not is_holiday(d) and not stretches(known, d, is_holiday)
    ]
    if not shut:
        return []
    days = "・".join(f"{d.month}月{d.day}日" for d in shut)
    return [
        Item(
            {
                "ja": f"区役所が休みの平日: {days}",
                "en": "Weekdays the office is closed: "
                + ", ".join(f"{d.day}/{d.month}" for d in shut),
                "easy": f"くやくしょが 休みの 日: {days}",
            },
            None,
            None,
            "",
        )
    ]


def search(request: HttpRequest) -> HttpResponse:
    """One box over everything public; what was typed is kept, whatever was wrong with it."""
    form = SearchForm(request.GET or None)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    context: dict[str, Any] = {
        "form": form,
        "query": query,
        "hits": find(query) if query else [],
        "topics": Topic.objects.all(),
    }
    return render(request, "site/search.html", context)


def topic(request: HttpRequest, id: str) -> HttpResponse:
    """A life event: what can be done here, where to go, what to know."""
    found = get_object_or_404(Topic, topic_id=id)
    useful = offers.for_topic(id)
    current = policy.current_policy()
    wanted = {code for offer in useful for code in offer.lines}
    nodes = policy.walk(policy.tree(current, now())) if current else []
    return render(
        request,
        "site/topic.html",
        {
            "topic": found,
            "offers": useful,
            "sections": places.sections_for(id),
            "lines": [node for node in nodes if node.line.code in wanted],
        },
    )
