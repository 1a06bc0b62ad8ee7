"""Plans beside the yearly policy: their files, their pages, what search and numbers lead to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from pydantic import ValidationError
from pytest_django import DjangoDbBlocker
from tests.support.staff import make_account

from hanamizuki.core.offers import registry as offers
from hanamizuki.core.packs import SectionRegistry, check, read_stack
from hanamizuki.core.packs import registry as house
from hanamizuki.core.people.roles import Role
from hanamizuki.policy import services
from hanamizuki.policy.models import Policy
from hanamizuki.policy.pack.plans import PlanText
from hanamizuki.policy.search_source import plans as entries
from hanamizuki.policy.services import drafts

PLANS = "/policy/plans/"
LINE = {"code": "reading", "kind": "goal", "title": "本を読む町"}
TEXT: dict[str, Any] = {
    "id": "reading-2026",
    "plan": "reading",
    "fiscal_year": 2026,
    "title": "読書の目標",
    "source": "見本",
    "lines": [LINE],
}
NO_TARGET = "数値の目標がまだ入っていません"
BOUNDS = "{south: 35, west: 139, north: 36, east: 140}"
PACK = f"id: a\nname: 見本区\nkind: ward\nsource: 見本\nbounds: {BOUNDS}"
TITLE = {"ja": "読書の目標", "en": "Reading targets", "easy": "本を 読む 目標"}


@pytest.fixture(scope="module")
def kohoku(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The plans of Kohoku and the city with the policy and the numbers; tests ask for `db` too."""
    some = SectionRegistry()
    for name in ("sections", "indicators", "statistics", "policy", "plans"):
        some.register(house.get(name))
    with django_db_blocker.unblock(), transaction.atomic():
        data = read_stack(settings.PACKS_DIR, "kohoku", registry=some)
        for section in some.all():
            section.load(data)
        yield
        transaction.set_rollback(True)


def store(fiscal_year: int, title: str, *codes: str) -> Policy:
    """A text of the plan `reading` with lines of these codes below its goal."""
    return services.store_policy(
        fiscal_year,
        {"title": {"ja": title}, "source": "見本"},
        [
            services.LineInput("reading", "", "goal", {"ja": "本を読む町"}),
            *(services.LineInput(one, "reading", "project", {"ja": one}) for one in codes),
        ],
        plan="reading",
    )


def content(client: Client, path: str, language: str = "ja") -> str:
    return client.get(path, headers={"Accept-Language": language}).content.decode()


# ---- the files


def test_a_text_of_a_plan_is_read() -> None:
    text = PlanText.model_validate({**TEXT, "until_year": 2026})
    assert (text.plan, text.fiscal_year, text.until_year) == ("reading", 2026, 2026)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"lines": [{**LINE, "code": "goal"}]}, "code goal は reading か reading-… と書く"),
        ({"lines": [LINE, {**LINE, "code": "readings-1"}]}, "code readings-1"),
        ({"lines": [LINE, {**LINE, "code": "1"}]}, "code 1 は"),
        ({"lines": [LINE, LINE]}, "code reading が二度あります"),
        ({"plan": "operating", "lines": [{**LINE, "code": "operating"}]}, "policy/ に書く"),
        ({"until_year": 2025}, "until_year は fiscal_year より前にできません"),
        ({"lines": []}, "lines"),
        ({"plan": "Reading"}, "plan"),
    ],
)
def test_a_wrong_text_says_what_is_wrong(changed: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        PlanText.model_validate(TEXT | changed)


def problems(folder: Path, **files: str) -> list[str]:
    (folder / "a" / "plans").mkdir(parents=True)
    (folder / "a" / "pack.yaml").write_text(PACK, "utf-8")
    for name, text in files.items():
        (folder / "a" / "plans" / f"{name}.yaml").write_text(text, "utf-8")
    some = SectionRegistry()
    for name in ("sections", "plans"):
        some.register(house.get(name))
    return [str(one) for one in check(folder, folder / "a", registry=some)]


def file(id: str, year: int, section: str = "") -> str:
    line = f"{{code: reading, kind: goal, title: 本, section: '{section}'}}"
    head = f"id: {id}\nplan: reading\nfiscal_year: {year}\ntitle: 読書\nsource: 見本\n"
    return f"{head}lines:\n  - {line}\n"


def test_one_year_of_a_plan_stands_in_one_file(tmp_path: Path) -> None:
    assert problems(tmp_path / "good", one=file("one", 2020), two=file("two", 2025)) == []
    twice = problems(tmp_path / "bad", one=file("one", 2020), two=file("two", 2020))
    assert len(twice) == 1 and "reading の 2020年度は one にもあります" in twice[0]


def test_the_section_of_a_line_exists(tmp_path: Path) -> None:
    found = problems(tmp_path, one=file("one", 2020, "nowhere"))
    assert len(found) == 1 and "nowhere" in found[0]


# ---- the pages


@pytest.mark.django_db
def test_without_plans_the_page_leads_on(client: Client) -> None:
    page = content(client, PLANS)
    assert "ほかの計画は、まだ載っていません" in page and 'href="/policy/"' in page
    assert client.get(f"{PLANS}reading/").status_code == 404


@pytest.mark.django_db
def test_the_newest_text_holds_and_earlier_ones_stay_readable(client: Client) -> None:
    store(2020, "前の目標", "reading-old")
    store(2025, "今の目標", "reading-new")
    assert "今の目標" in content(client, PLANS) and "前の目標" not in content(client, PLANS)
    now = content(client, f"{PLANS}reading/")
    assert 'id="line-reading-new"' in now and 'id="line-reading-old"' not in now
    assert f'href="{PLANS}reading/2020/"' in now and "今の計画を見る" not in now
    earlier = content(client, f"{PLANS}reading/2020/")
    assert 'id="line-reading-old"' in earlier and 'id="line-reading-new"' not in earlier
    assert "これは前の期の計画です" in earlier and f'href="{PLANS}reading/"' in earlier
    assert client.get(f"{PLANS}reading/2024/").status_code == 404


@pytest.mark.django_db
def test_a_text_without_targets_says_so(client: Client) -> None:
    store(2025, "今の目標")
    assert NO_TARGET in content(client, f"{PLANS}reading/")


@pytest.mark.django_db
def test_a_draft_is_seen_by_nobody(client: Client) -> None:
    planner = make_account("planner@example.lg.jp", Role.PLANNER)
    drafts.begin_plan(planner, "reading", TITLE, TITLE, 2026, 2030)
    assert "読書の目標" not in content(client, PLANS)
    for path in ("reading/", "reading/2026/"):
        assert client.get(PLANS + path).status_code == 404
    assert list(entries()) == []
    assert not next(one for one in offers if one.id == "reading-targets").is_here


@pytest.mark.django_db
def test_the_yearly_policy_is_no_other_plan(client: Client, kohoku: None) -> None:
    for path in ("operating/", "operating/2025/"):
        assert client.get(PLANS + path).status_code == 404
    assert "operating" not in content(client, PLANS)


@pytest.mark.django_db
def test_a_text_gone_from_the_packs_goes(client: Client) -> None:
    store(2020, "前の目標")
    services.forget_years_but([], operating=False)
    assert client.get(f"{PLANS}reading/").status_code == 404


# ---- Kohoku's


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ja", "en"])
def test_kohokus_plans_are_listed_and_open(kohoku: None, client: Client, language: str) -> None:
    page = content(client, PLANS, language)
    for plan in ("reading", "cityreading", "midterm"):
        assert f'href="{PLANS}{plan}/"' in page
        assert (
            client.get(f"{PLANS}{plan}/", headers={"Accept-Language": language}).status_code == 200
        )


@pytest.mark.django_db
def test_the_third_targets_are_said_to_be_unknown_and_lead_to_the_second(
    kohoku: None, client: Client
) -> None:
    page = content(client, f"{PLANS}reading/")
    assert "本文・期間・目標の数値は、見つかっていません" in page and NO_TARGET in page
    assert 'href="/policy/indicators/reading-story-times/"' in page
    second = content(client, f"{PLANS}reading/2020/")
    assert 'href="/policy/indicators/reading-card-sessions/"' in second
    assert "達成" in second and NO_TARGET not in second


@pytest.mark.django_db
def test_the_city_has_the_numbers_of_its_plan_for_each_year(kohoku: None, client: Client) -> None:
    page = content(client, "/policy/indicators/school-library-loans-city/")
    for value in ("4,056", "4,832", "6,433", "5,753", "6,354"):
        assert value in page
    assert f'href="{PLANS}cityreading/2024/#line-cityreading-1"' in page
    assert f"{PLANS}cityreading/2019/" not in page, "of one plan, the newest text alone"


@pytest.mark.django_db
def test_every_plan_of_the_packs_names_its_sources(kohoku: None) -> None:
    texts = Policy.objects.exclude(plan=Policy.OPERATING)
    assert texts.count() == 5
    assert all(one.source and not one.complete and one.note["ja"] for one in texts)


@pytest.mark.django_db
def test_plans_and_their_lines_are_found(kohoku: None) -> None:
    found = {one.ref: one.url for one in entries()}
    assert found["plan:reading"] == f"{PLANS}reading/"
    assert found["plan:midterm:midterm-3"] == f"{PLANS}midterm/#line-midterm-3"
    assert "plan:reading:reading-north" not in found, "only the text that holds is found"


@pytest.mark.django_db
def test_line_3_4_b_leads_to_the_targets(kohoku: None, client: Client) -> None:
    page = content(client, "/policy/3-4-b/")
    assert f'href="{PLANS}reading/"' in page and "読書の目標を見る" in page
    assert 'href="/policy/indicators/reading-story-times/"' in page
    assert f'href="{PLANS}"' in content(client, "/policy/")
