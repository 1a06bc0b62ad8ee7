"""Indicators and values that staff enter: what is kept, refused, asked back, and recorded."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.support.staff import DISTRICT, SECTION, make_places

from hanamizuki.core import clock
from hanamizuki.core.audit.models import Entry
from hanamizuki.core.clock import JST
from hanamizuki.core.evidence import definitions, entering, queries, services
from hanamizuki.core.evidence.logic.periods import Period, parse_period
from hanamizuki.core.evidence.models import Indicator, Value
from hanamizuki.core.evidence.registry import IndicatorRegistry
from hanamizuki.core.evidence.services import AskBack, Conflict
from hanamizuki.core.evidence.tests.sample import counting, statistic, value

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=JST)
ACTOR = "account:1"
YEAR = parse_period("令和7年度")
RUNNING = parse_period("令和8年度")
SAID = {"ja": "相談の数", "en": "Consultations"}
FIELDS: dict[str, Any] = {
    "title": SAID,
    "unit": {"ja": "件"},
    "method": {"ja": "窓口で受けた相談を数えます。"},
    "every": 12,
    "due_days": 60,
    "since": date(2025, 4, 1),
    "splits": ["gender", "district"],
    "section": SECTION,
}


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    monkeypatch.setattr(clock, "today", lambda: NOON.date())
    make_places()


@pytest.fixture
def calls() -> Indicator:
    return services.define_indicator(ACTOR, "calls", FIELDS, base_version=None)


def enter(number: str | int = 100, **more: Any) -> Value:
    fields: dict[str, Any] = {"period": YEAR, "source": "日報", "base_version": None}
    return services.enter_value(ACTOR, "calls", value=Decimal(number), **{**fields, **more})


def errors(raised: pytest.ExceptionInfo[ValidationError]) -> set[str]:
    return set(raised.value.message_dict)


def changed(name: str) -> tuple[Any, Any]:
    """A field before and after in the last entry of the trail."""
    change = json.loads(last_entry().changes)[name]
    return change.get("before"), change.get("after")


def last_entry() -> Entry:
    return Entry.objects.order_by("-seq")[0]


def test_a_staff_indicator_is_made_and_changed_under_its_version(calls: Indicator) -> None:
    assert (calls.origin, calls.version, calls.title, calls.splits) == (
        "staff",
        1,
        SAID,
        ["gender", "district"],
    )
    made = last_entry()
    assert (made.action, made.subject, made.section) == (
        "evidence.indicator_made",
        "evidence.indicator:calls",
        SECTION,
    )
    edited = services.define_indicator(
        ACTOR, "calls", {"every": 6, "unit": "回"}, base_version=1, reason="半年ごとになった"
    )
    assert (edited.version, edited.every, edited.unit, edited.title) == (
        2,
        6,
        {"ja": "回"},
        SAID,
    )
    same = services.define_indicator(ACTOR, "calls", {"every": 6}, base_version=2)
    assert same.version == 2 and Entry.objects.count() == made.seq + 1
    with pytest.raises(Conflict) as raised:
        services.define_indicator(ACTOR, "calls", {"every": 3}, base_version=1)
    assert raised.value.theirs == edited and raised.value.mine == {"every": 3}
    with pytest.raises(Conflict):
        services.define_indicator(ACTOR, "calls", FIELDS, base_version=None)
    with pytest.raises(TypeError, match="colour"):
        services.define_indicator(ACTOR, "calls", {"colour": 1}, base_version=2)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("unit", {"ja": "  "}),
        ("unit", {}),
        ("title", {"en": "only English"}),
        ("title", {"ja": "長" * 201}),
        ("method", {"ja": "マイナンバー 123456789018"}),
        ("direction", "sideways"),
        ("decimals", 5),
        ("every", 5),
        ("every", 0),
        ("due_days", -1),
        ("since", None),
        ("since", date(1900, 1, 1)),
        ("splits", ["colour"]),
        ("section", "nowhere"),
        ("lines", ["1-2-b", "ぎょう"]),
    ],
)
def test_what_is_no_indicator_is_refused_by_field(field: str, given: Any) -> None:
    with pytest.raises(ValidationError) as raised:
        services.define_indicator(ACTOR, "calls", {**FIELDS, field: given}, base_version=None)
    assert errors(raised) == {field}
    assert not Indicator.objects.exists() and not Entry.objects.exists()


@pytest.mark.parametrize("id", ["", "Calls", "電話", "a" * 65, "-a", "tickets"])
def test_an_id_is_a_plain_word_and_not_that_of_a_computed_one(
    id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = IndicatorRegistry()
    mine.register(counting("tickets"))
    monkeypatch.setattr(definitions, "registry", mine)
    with pytest.raises(ValidationError) as raised:
        services.define_indicator(ACTOR, id, FIELDS, base_version=None)
    assert errors(raised) == {"id"}


def test_of_a_packs_indicator_only_the_schedule_may_change() -> None:
    statistic()
    fields = {"every": 1, "due_days": 20, "since": date(2026, 4, 1), "section": SECTION}
    first = services.define_indicator(ACTOR, "population", fields, base_version=1)
    assert first.edited == ["due_days", "every", "section", "since"]
    with pytest.raises(ValidationError) as raised:
        services.define_indicator(ACTOR, "population", {"unit": {"ja": "名"}}, base_version=2)
    assert errors(raised) == {"unit"}
    again = services.define_indicator(ACTOR, "population", {"splits": ["age"]}, base_version=2)
    assert again.edited == ["due_days", "every", "section", "since", "splits"]
    assert again.title == {"ja": "人口"}


def test_a_retired_indicator_takes_no_more_values(calls: Indicator) -> None:
    enter()
    with pytest.raises(ValidationError) as raised:
        services.retire(ACTOR, "calls", " ")
    assert errors(raised) == {"reason"}
    assert services.retire(ACTOR, "calls", "事業が終わった").retired_at == NOON.date()
    assert (last_entry().action, last_entry().reason) == (
        "evidence.indicator_retired",
        "事業が終わった",
    )
    for again in (lambda: services.retire(ACTOR, "calls", "x"), lambda: enter(1, period=RUNNING)):
        with pytest.raises(ValidationError) as raised:
            again()
        assert errors(raised) == {"indicator"}
    assert queries.entries() == [] and len(queries.history("calls")) == 1
    with pytest.raises(ValidationError):
        services.retire(ACTOR, "nothing", "x")


def test_a_value_is_kept_with_its_day_moment_source_and_trail(calls: Indicator) -> None:
    stored = enter("1200", note="速報")
    assert (stored.at, stored.period, stored.origin, stored.interim, stored.version) == (
        date(2026, 3, 31),
        "令和7年度",
        Value.ENTERED,
        False,
        1,
    )
    assert (stored.entered_at, stored.source, stored.note) == (NOON, "日報", "速報")
    entry = last_entry()
    assert (entry.action, entry.subject, entry.section) == (
        "evidence.value_entered",
        "evidence.value:calls/2025-04.2026-03",
        SECTION,
    )
    assert changed("value") == (None, "1200")
    evidence = queries.get("calls", NOON)
    assert evidence and evidence.latest and evidence.latest.value == 1200
    assert not evidence.stale and evidence.source == "日報"


def test_while_a_period_lasts_its_value_is_interim_and_gives_way_to_the_final_one(
    calls: Indicator, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = enter(40, period=RUNNING)
    assert (first.interim, first.at) == (True, NOON.date())
    later = datetime(2027, 1, 10, 9, 0, tzinfo=JST)
    monkeypatch.setattr(clock, "today", lambda: later.date())
    second = enter(60, period=RUNNING, base_version=1)
    assert (second.interim, second.at, second.version) == (True, later.date(), 2)
    monkeypatch.setattr(clock, "today", lambda: date(2027, 4, 1))
    assert [due.period for _one, due in queries.entries(SECTION)] == [YEAR, RUNNING]
    last = enter(80, period=RUNNING, base_version=2)
    assert (last.interim, last.at, last.version) == (False, RUNNING.last, 3)
    assert Value.objects.count() == 1
    assert [due.period for _one, due in queries.entries(SECTION)] == [YEAR]


def test_the_same_again_changes_nothing(calls: Indicator) -> None:
    enter()
    count = Entry.objects.count()
    assert enter(base_version=1).version == 1
    assert Entry.objects.count() == count


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"period": parse_period("令和9年度")}, "period"),
        ({"period": parse_period("2025-04")}, "period"),
        ({"period": Period(date(2025, 1, 1), date(2025, 12, 31))}, "period"),
        ({"value": Decimal("1.5")}, "value"),
        ({"value": Decimal("NaN")}, "value"),
        ({"value": Decimal("1E+20")}, "value"),
        ({"split": "age:65-74"}, "split"),
        ({"split": "gender:cat"}, "split"),
        ({"split": "district:nowhere"}, "split"),
        ({"split": "女性"}, "split"),
        ({"source": " "}, "source"),
        ({"source": "出" * 501}, "source"),
        ({"note": "個人番号は 123456789018"}, "note"),
        ({"region": "所" * 41}, "region"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_field(
    calls: Indicator, more: dict[str, Any], field: str
) -> None:
    given: dict[str, Any] = {"period": YEAR, "value": Decimal(1), "source": "x", **more}
    with pytest.raises(ValidationError) as raised:
        services.enter_value(ACTOR, "calls", base_version=None, **given)
    assert errors(raised) == {field} and not isinstance(raised.value, AskBack)
    assert not Value.objects.exists()


def test_all_that_is_wrong_is_said_at_once(calls: Indicator) -> None:
    with pytest.raises(ValidationError) as raised:
        enter("1.5", period=parse_period("2099年度"), split="x", source="")
    assert errors(raised) == {"period", "value", "split", "source"}


def test_a_computed_indicator_takes_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = IndicatorRegistry()
    mine.register(counting("tickets"))
    monkeypatch.setattr(entering, "registry", mine)
    for id in ("tickets", "nothing"):
        with pytest.raises(ValidationError) as raised:
            services.enter_value(
                ACTOR, id, period=YEAR, value=Decimal(1), source="x", base_version=None
            )
        assert errors(raised) == {"indicator"}


def test_groups_that_do_not_make_the_whole_are_asked_back(calls: Indicator) -> None:
    enter(100)
    enter(60, split="gender:female")
    with pytest.raises(AskBack) as raised:
        enter(30, split="gender:male")
    assert "合計" in raised.value.message_dict["value"][0]
    assert [one.code for one in raised.value.error_dict["value"]] == ["ask"]
    assert Value.objects.count() == 2
    enter(30, split="gender:male", confirmed=True)
    enter(40, split="gender:male", base_version=1)
    enter(70, split=f"district:{DISTRICT}")
    evidence = queries.get("calls", NOON)
    assert evidence
    assert {point.split: (point.value, point.group["ja"]) for point in evidence.splits} == {
        "gender:female": (60, "女性"),
        "gender:male": (40, "男性"),
        f"district:{DISTRICT}": (70, "見本課"),
    }


def test_ten_times_the_last_value_is_asked_back(calls: Indicator) -> None:
    enter(100, period=parse_period("2024年度"))
    with pytest.raises(AskBack) as raised:
        enter(1001)
    assert "100" in raised.value.message_dict["value"][0]
    assert "1,001" in raised.value.message_dict["value"][0]
    with pytest.raises(AskBack):
        enter(9)
    assert enter(1001, confirmed=True).value == 1001
    # What was confirmed once may be corrected to what the year before says.
    assert enter(1000, base_version=1).version == 2


def test_the_packs_last_value_is_compared_too(calls: Indicator) -> None:
    Indicator.objects.update(region={"ja": "見本区"})
    value(date(2024, 1, 1), 5, id="calls", region="見本区")
    with pytest.raises(AskBack):
        enter(100)


def test_nobody_overwrites_what_they_have_not_seen(calls: Indicator) -> None:
    theirs = enter(100)
    with pytest.raises(Conflict) as raised:
        enter(200)
    assert raised.value.theirs == theirs and raised.value.mine["value"] == 200
    enter(110, base_version=1)
    with pytest.raises(Conflict) as raised:
        enter(120, base_version=1)
    assert isinstance(raised.value.theirs, Value) and raised.value.theirs.value == 110
    entry = last_entry()
    assert entry.action == "evidence.value_corrected"
    assert changed("value") == ("100", "110")
    with pytest.raises(Conflict) as raised:
        enter(1, period=RUNNING, base_version=1)
    assert raised.value.theirs is None


def test_a_withdrawn_value_is_gone_from_the_page_and_stays_in_the_trail(calls: Indicator) -> None:
    enter(100)
    take_back: dict[str, Any] = {"period": YEAR, "base_version": 1}
    with pytest.raises(ValidationError) as raised:
        services.withdraw_value(ACTOR, "calls", reason="", **take_back)
    assert errors(raised) == {"reason"}
    services.withdraw_value(ACTOR, "calls", reason="別の年の数字", **take_back)
    assert not Value.objects.exists()
    entry = last_entry()
    assert (entry.action, entry.reason) == ("evidence.value_withdrawn", "別の年の数字")
    assert changed("value") == ("100", None)
    with pytest.raises(Conflict) as raised:
        services.withdraw_value(ACTOR, "calls", reason="もう一度", **take_back)
    assert raised.value.theirs is None
    # Whoever still looks at the withdrawn one cannot overwrite what came after it.
    assert enter(300).version == 2
    with pytest.raises(Conflict):
        enter(101, base_version=1)


def test_a_packs_value_with_the_same_key_gives_way(calls: Indicator) -> None:
    value(YEAR.last, 90, id="calls", period=YEAR.label, approximate=True)
    stored = enter(95)
    assert (Value.objects.get(), stored.origin, stored.approximate) == (stored, "entered", False)
    assert changed("value") == ("90", "95")


def test_of_one_day_the_entered_value_is_shown_and_history_has_both(calls: Indicator) -> None:
    value(YEAR.last, 90, id="calls", period="2025年度末")
    enter(95)
    evidence = queries.get("calls", NOON)
    assert evidence and [point.value for point in evidence.series] == [95]
    assert {one.value for one in queries.history("calls")} == {90, 95}


def test_what_waits_is_listed_by_section_the_earliest_first(calls: Indicator) -> None:
    statistic("quarterly", every=3, due_days=10, since=date(2026, 4, 1), section="other")
    statistic("never")
    found = [(one.indicator_id, due.period.label) for one, due in queries.entries()]
    assert found == [
        ("calls", "令和7年度"),
        ("quarterly", "令和8年度第1四半期"),
        ("quarterly", "令和8年度第2四半期"),
    ]
    assert [one.indicator_id for one, _due in queries.entries(SECTION)] == ["calls"]
    assert all(due.late(NOON.date()) for _one, due in queries.entries())
    enter()
    assert queries.entries(SECTION) == []


def test_listing_what_waits_costs_two_queries(django_assert_num_queries: Any) -> None:
    for number in range(20):
        statistic(f"s{number}", due_days=1, since=date(2020, 4, 1))
    with django_assert_num_queries(2):
        assert len(queries.entries()) == 120
