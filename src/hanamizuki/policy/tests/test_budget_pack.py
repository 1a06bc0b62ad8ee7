"""The pack's amounts and years: yen confirmed, what people entered kept, unknown left unknown."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from tests.support.staff import make_account, make_places

from hanamizuki.core.packs import Problem, SectionRegistry, check, read_stack
from hanamizuki.core.packs import registry as house
from hanamizuki.core.people.roles import Role
from hanamizuki.policy import services
from hanamizuki.policy.models import BudgetLine, BudgetYear
from hanamizuki.policy.services import editing

HEAD = "年度,区分,事業,金額（千円）,行,出典,備考"
FULL = (
    "年度,区分,事業,金額（千円）,前年からの繰越（千円）,執行額（千円）,"
    "翌年への繰越（千円）,執行の出典,行,出典,備考"
)


@pytest.fixture
def sections() -> SectionRegistry:
    some = SectionRegistry()
    for name in ("budget", "budget_years"):
        some.register(house.get(name))
    return some


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "mihon"
    folder.mkdir()
    (folder / "pack.yaml").write_text(
        "id: mihon\nname: {ja: 見本区, en: Sample, easy: みほんく}\nkind: city\nsource: 見本\n",
        "utf-8",
    )
    return folder


def problems(pack: Path, sections: SectionRegistry, *rows: str, head: str = HEAD) -> list[Problem]:
    (pack / "budget.csv").write_text("\n".join((head, *rows)) + "\n", "utf-8")
    return check(settings.PACKS_DIR, pack, registry=sections)


def load(pack: Path, sections: SectionRegistry, *rows: str, head: str = FULL) -> None:
    assert problems(pack, sections, *rows, head=head) == []
    data = read_stack(settings.PACKS_DIR, pack, registry=sections)
    for section in sections.all():
        section.load(data)


def test_an_amount_in_yen_is_a_problem_until_it_is_confirmed(
    pack: Path, sections: SectionRegistry
) -> None:
    before, after = "2019,1,防災訓練,20110,,予算書,", "2020,1,防災訓練,20110000,,予算書,"
    (found,) = problems(pack, sections, before, after)
    assert found.origin.line == 3
    assert "20,110（千円）" in str(found) and "単位の確認" in str(found)
    confirmed = (f"{before},", f"{after},千円")
    assert problems(pack, sections, *confirmed, head=f"{HEAD},単位の確認") == []


def test_an_amount_far_above_every_printed_total_is_asked_about(
    pack: Path, sections: SectionRegistry
) -> None:
    rows = ("2020,,事業費 合計,118887,,予算書,", "2020,1,交通安全,5431000,,予算書,")
    (found,) = problems(pack, sections, *rows)
    assert found.origin.line == 3


def test_a_whole_table_in_yen_is_one_problem(pack: Path, sections: SectionRegistry) -> None:
    rows = [f"2020,1,事業{n},{n}00000,,予算書," for n in range(1, 6)]
    (found,) = problems(pack, sections, *rows)
    assert "みな" in str(found)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("2020,1,訓練,12.5,,,,,,予算書,", "金額（千円）"),
        ("2020,1,訓練,100,0,-5,,決算書,,予算書,", "執行額（千円）"),
        ("2020,1,訓練,100,0,90,20,決算書,,予算書,", "こえている"),
        ("2020,1,訓練,100,0,90,,,,予算書,", "執行の出典"),
        ("R2,1,訓練,100,,,,,,予算書,", "年度"),
    ],
)
def test_a_wrong_cell_is_named(pack: Path, sections: SectionRegistry, row: str, says: str) -> None:
    (found,) = problems(pack, sections, row, head=FULL)
    assert says in str(found)


def test_a_vote_needs_a_state(pack: Path, sections: SectionRegistry) -> None:
    (pack / "budget_years.yaml").write_text(
        "- {fiscal_year: 2020, voted_on: 2020-03-24, source: 会議録}\n", "utf-8"
    )
    (found,) = problems(pack, sections, "2020,1,訓練,100,,予算書,")
    assert "voted_on" in str(found)


def test_the_packs_of_the_house_hold() -> None:
    found = check(settings.PACKS_DIR, "kohoku")
    assert [one for one in found if "budget" in one.origin.file] == []


@pytest.mark.django_db
def test_spending_of_the_pack_is_loaded_and_what_people_entered_stays(
    pack: Path, sections: SectionRegistry
) -> None:
    make_places()
    services.store_policy(
        2025,
        {"title": {"ja": "見本の方針"}, "source": "見本"},
        [services.LineInput("goal", "", "goal", {"ja": "よい町"})],
    )
    planner = make_account("planner@example.lg.jp", Role.PLANNER)
    load(pack, sections, "2020,1,訓練,100,0,90,10,決算書,,予算書,", "2020,1,備蓄,50,,,,,,予算書,")
    drill, stock = BudgetLine.objects.order_by("order")
    assert (drill.spent, drill.carried_over, stock.spent) == (90, 10, None)
    copy = editing.working_copy("budget", stock.key)
    fields = {**copy.fields, "spent": "45", "execution_source": "決算書"}
    editing.save(planner, "budget", stock.key, fields, base=copy.base)
    load(pack, sections, "2020,1,訓練,100,0,80,20,決算書,,予算書,", "2020,1,備蓄,60,,,,,,予算書,")
    drill.refresh_from_db()
    stock.refresh_from_db()
    assert (drill.spent, drill.carried_over) == (80, 20)
    assert (stock.amount, stock.spent, stock.execution_source) == (60, 45, "決算書")


@pytest.mark.django_db
def test_a_year_that_people_edited_stays_and_another_goes_with_the_pack(
    pack: Path, sections: SectionRegistry
) -> None:
    make_places()
    services.store_policy(
        2025,
        {"title": {"ja": "見本の方針"}, "source": "見本"},
        [services.LineInput("goal", "", "goal", {"ja": "よい町"})],
    )
    planner = make_account("planner@example.lg.jp", Role.PLANNER)
    years = pack / "budget_years.yaml"
    years.write_text(
        "- {fiscal_year: 2019, source: 見本}\n- {fiscal_year: 2020, state: proposed, source: 案}\n",
        "utf-8",
    )
    load(pack, sections, "2020,1,訓練,100,,,,,,予算書,")
    assert BudgetYear.objects.get(fiscal_year=2019).state == ""
    copy = editing.working_copy("budget_year", "2020")
    fields = {"state": "voted", "voted_on": "2020-03-24", "source": "会議録"}
    editing.save(planner, "budget_year", "2020", fields, base=copy.base)
    years.write_text("- {fiscal_year: 2018, state: settled, source: 決算書}\n", "utf-8")
    load(pack, sections, "2020,1,訓練,100,,,,,,予算書,")
    states = dict(BudgetYear.objects.values_list("fiscal_year", "state"))
    assert states == {2018: "settled", 2020: "voted"}
