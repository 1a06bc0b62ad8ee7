"""Guards of the house: what may be served, what offers and indicators name, how code is kept."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from pytest_django import DjangoDbBlocker
from ruamel.yaml import YAML

from hanamizuki.core.evidence import registry as indicators
from hanamizuki.core.offers import Offer
from hanamizuki.core.offers import registry as offers
from hanamizuki.core.search.registry import Entry, discover
from hanamizuki.core.search.registry import registry as search_sources
from tests.support.packs import loaded

SOURCE = Path(settings.BASE_DIR) / "src" / "hanamizuki"
KOHOKU = Path(settings.BASE_DIR) / "packs" / "kohoku"
MODULES = sorted(SOURCE.rglob("*.py"))
TEMPLATES = sorted(SOURCE.rglob("*.html"))
LANGUAGES = {"ja", "en", "easy"}

# Every address that anybody can ask for. A new one is public from its first day: declare it here.
PUBLIC = [
    "/",
    "/search/",
    "/topics/<slug:id>/",
    "/places/",
    "/places/towns/<str:code>/",
    "/places/districts/<slug:code>/",
    "/places/facilities/<str:code>/",
    "/places/sections/",
    "/places/sections/<slug:code>/",
    "/policy/",
    "/policy/coverage/",
    "/policy/compare/",
    "/policy/gender/",
    "/policy/monitoring/",
    "/policy/progress/",
    "/policy/progress/progress.csv",
    "/policy/budget/",
    "/policy/budget/<int:fiscal_year>/",
    "/policy/budget.csv",
    "/policy/indicators/",
    "/policy/indicators/<slug:id>/",
    "/policy/payment-plan/",
    "/policy/payment-plan/plan.pdf",
    "/policy/reports/",
    "/policy/reports/<slug:plan>-<int:year>-<slug:half>/",
    "/policy/reports/<slug:plan>-<int:year>-<slug:half>.json",
    "/policy/reports/<slug:plan>-<int:year>-<slug:half>.xlsx",
    "/policy/plans/",
    "/policy/plans/<slug:plan>/",
    "/policy/plans/<slug:plan>/<int:fiscal_year>/",
    "/policy/policy.json",
    "/policy/policy.csv",
    "/policy/leaflet.pdf",
    r"/policy/^(?P<code>[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)/$",
    r"/policy/^(?P<year>20\d\d)/(?P<code>[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)/$",
    r"/policy/^(?P<code>[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)/comment/$",
    "/about/",
    "/about/sources/",
    "/about/accessibility/",
    "/healthz",
    "/robots.txt",
    "/sw.js",
    "/api/",
    "/api/v1/",
    "/api/v1/openapi.json",
    "/api/v1/policy",
    "/api/v1/policy/lines/<code>",
    "/api/v1/policy/budget",
    "/api/v1/policy/payment-plan",
    "/api/v1/policy/payment-plan/charges",
    "/api/v1/places/resolve",
    "/api/v1/places/at",
    "/api/v1/places/<kind>.geojson",
    "/api/v1/search",
    "/notebook/",
    "/desk/",
    "/desk/take/<slug:errand>/",
    "/desk/t/<str:token>/",
    "/desk/t/<str:token>/alerts/",
    "/desk/t/<str:token>/arrive/",
    "/desk/t/<str:token>/cancel/",
    "/desk/t/<str:token>/change/",
    "/desk/t/<str:token>/feedback/",
    "/desk/arrive/",
    "/desk/entrance/",
    "/desk/kiosk/",
    "/desk/kiosk/theme/<slug:theme>/",
    "/desk/kiosk/take/<slug:errand>/",
    "/desk/kiosk/number/<str:token>/",
    "/desk/kiosk/number/<str:token>/print/",
    "/desk/kiosk/number/<str:token>/slip/",
    "/desk/kiosk/here/",
    "/desk/kiosk/appointment/",
    "/desk/appointments/",
    "/desk/appointments/<slug:kind>/",
    "/desk/appointments/<slug:kind>/book/",
    "/desk/appointments/b/<str:token>/",
    "/desk/appointments/b/<str:token>/arrive/",
    "/desk/appointments/b/<str:token>/calendar.ics",
    "/desk/appointments/b/<str:token>/cancel/",
    "/desk/appointments/b/<str:token>/change/",
    "/api/v1/desk/tickets",
    "/api/v1/desk/tickets/<secret>/alert",
    "/api/v1/desk/tickets/<secret>/arrive",
    "/api/v1/desk/tickets/<secret>/cancel",
    "/desk/calendar/",
    "/desk/board/",
    "/desk/board/<str:floor>/",
    "/desk/embed/",
    "/api/v1/desk/services",
    "/api/v1/desk/appointments",
    "/api/v1/desk/appointments/<kind>",
    "/api/v1/desk/appointments/<kind>/slots",
    "/api/v1/desk/calendar",
    "/api/v1/desk/statistics",
    "/api/v1/desk/state",
    "/api/v1/desk/stream",
    "/api/v1/desk/tickets/<secret>",
    "/^api/.*$",
]

# Real time, not the ward's: the clock itself, the start of a rehearsal, the check of the machine,
# what a push service holds against its own clock.
REAL_TIME = {
    "core/clock/moment.py",
    "core/notices/webpush.py",
    "cli/serve.py",
    "cli/checks/machine.py",
}


def addresses(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    for one in resolver.url_patterns:
        path = prefix + str(one.pattern)
        if isinstance(one, URLPattern):
            yield path
        else:
            yield from addresses(one, path)


def yaml(path: str) -> Any:
    return YAML(typ="safe").load(KOHOKU / path)


LINES = {line["code"] for line in yaml("policy/2025.yaml")["lines"]}
PLAN_LINES = {
    line["code"]
    for path in KOHOKU.parent.glob("*/plans/*.yaml")
    for line in YAML(typ="safe").load(path)["lines"]
}
TOPICS = {topic["id"] for topic in yaml("topics.yaml")}


# ---- addresses


def test_every_address_is_declared_and_every_declared_one_is_there() -> None:
    """Those below /staff/ are declared, with who may open them, in test_staff_matrix.py."""
    # The API has an address with two methods twice.
    found = {one for one in addresses(get_resolver()) if not one.startswith("/staff/")}
    assert sorted(found) == sorted(PUBLIC)


# ---- offers and indicators


def each(things: Any) -> Any:
    return pytest.mark.parametrize("one", list(things), ids=lambda one: one.id)


@each(offers)
def test_an_offer_names_lines_and_life_events_that_are_there(one: Offer) -> None:
    assert one.lines and set(one.lines) <= LINES
    assert set(one.topics) <= TOPICS


@each(offers)
def test_an_offer_speaks_every_language_and_leads_to_a_page(one: Offer) -> None:
    for text in (one.title, one.summary):
        assert text.keys() == LANGUAGES and all(value.strip() for value in text.values())
    assert callable(resolve(one.url).func)


@each(indicators)
def test_a_computed_indicator_names_lines_that_are_there(one: Any) -> None:
    assert one.lines and set(one.lines) <= LINES
    for text in (one.title, one.unit, one.method, one.source):
        assert text.keys() == LANGUAGES and all(value.strip() for value in text.values())


@pytest.mark.parametrize("file", ["indicators.yaml", "milestones.yaml", "notices.yaml"])
def test_the_packs_entries_name_lines_that_are_there(file: str) -> None:
    named = {(one["id"], line) for one in yaml(file) for line in one.get("lines", ())}
    assert named
    assert {(id, line) for id, line in named if line not in LINES | PLAN_LINES} == set()


def test_ids_of_indicators_do_not_meet() -> None:
    """A pack's statistic of a computed one's name would never be shown."""
    assert {one["id"] for one in yaml("indicators.yaml")} & {one.id for one in indicators} == set()


# ---- search


@pytest.fixture(scope="module")
def entries(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Entry]]:
    discover()
    with loaded(django_db_blocker, "kohoku"):
        yield list(search_sources.entries())


def test_every_source_has_entries_and_each_leads_to_a_page(
    db: None, entries: list[Entry], client: Client
) -> None:
    assert {"places", "offers", "policy", "indicators", "topics"} <= search_sources._sources.keys()
    for name, source in search_sources._sources.items():
        found = list(source())
        assert found, name
        for entry in found:
            assert callable(resolve(entry.url.partition("?")[0].partition("#")[0]).func), entry
        for entry in found[:: max(1, len(found) // 10)]:
            assert client.get(entry.url).status_code == 200, entry.url
    refs = [entry.ref for entry in entries]
    assert len(refs) == len(set(refs)) > 400


# ---- the database


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


# ---- templates and code


def relative(files: list[Path]) -> list[str]:
    return [file.relative_to(SOURCE).as_posix() for file in files]


def test_there_is_something_to_guard() -> None:
    assert len(MODULES) > 150 and len(TEMPLATES) > 20


@pytest.mark.parametrize("file", TEMPLATES, ids=relative(TEMPLATES))
def test_a_template_has_no_inline_style_and_no_inline_script(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle\s*=", text, re.I)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text, re.I)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']|javascript:", text, re.I)


def test_no_template_turns_escaping_off() -> None:
    for file in TEMPLATES:
        assert not re.search(r"\|\s*safe\b|autoescape\s+off", file.read_text("utf-8")), file


def test_every_module_says_what_it_is_for() -> None:
    bare = []
    for file in MODULES:
        text = file.read_text(encoding="utf-8")
        if (
            text.strip()
            and "migrations" not in file.parts
            and not ast.get_docstring(ast.parse(text))
        ):
            bare.append(file)
    assert relative(bare) == []


def test_no_file_is_over_400_lines() -> None:
    code = [*MODULES, *TEMPLATES, *SOURCE.rglob("*.js"), *SOURCE.rglob("*.typ")]
    code += (Path(settings.BASE_DIR) / "tests").rglob("*.py")
    # Django writes the migrations.
    written = [file for file in code if file.parent.name != "migrations"]
    long = [file for file in written if len(file.read_bytes().splitlines()) > 400]
    assert [str(file) for file in long] == []


def test_only_the_clock_asks_for_the_time() -> None:
    """The lint sees datetime.now and its like; this looks for the other ways to the present."""
    present = re.compile(r"\btime\.(?:time|time_ns|localtime|gmtime|ctime)\(|\bfrom time import")
    asks = [
        file
        for file in MODULES
        if "tests" not in file.parts and present.search(file.read_text(encoding="utf-8"))
    ]
    assert set(relative(asks)) == REAL_TIME


def test_core_imports_no_room_and_logic_no_framework() -> None:
    """Also said in pyproject.toml; here it needs no further tool."""
    for file in MODULES:
        if "tests" in file.parts:
            continue
        path = file.relative_to(SOURCE)
        named = set(re.findall(r"^\s*(?:from|import) ([\w.]+)", file.read_text("utf-8"), re.M))
        if path.parts[0] == "core":
            assert not {n for n in named if re.match(r"hanamizuki\.(policy|site|cli)\b", n)}, path
        if path.parts[0] == "policy":
            assert not {n for n in named if re.match(r"hanamizuki\.(site|cli)\b", n)}, path
        if "logic" in path.parts:
            assert not {n for n in named if re.match(r"(django|ninja)\b", n)}, path
            assert "hanamizuki.core.clock" not in named, path
