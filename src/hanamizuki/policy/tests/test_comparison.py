"""Two years side by side: what is in both, only before, only after."""

from __future__ import annotations

import pytest

from hanamizuki.policy import services
from hanamizuki.policy.comparison import YearComparison, compare_years
from hanamizuki.policy.models import Policy
from hanamizuki.policy.services import LineInput

pytestmark = pytest.mark.django_db


def year(number: int, goal: str, measures: dict[str, list[str]], printed: str = "") -> Policy:
    lines = [LineInput("goal", "", "goal", {"ja": goal})] if goal else []
    for n, (measure, projects) in enumerate(measures.items(), 1):
        parent = "goal" if goal else ""
        lines.append(LineInput(f"{n}", parent, "measure", {"ja": measure}))
        for m, project in enumerate(projects):
            details = {"printed": [printed]} if printed and m == 0 else {}
            code = f"{n}-{chr(97 + m)}"
            lines.append(LineInput(code, f"{n}", "project", {"ja": project}, details))
    header = {"title": {"ja": f"{number}年度"}, "source": "見本"}
    return services.store_policy(number, header, lines)


def titles(compared: YearComparison) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    return (
        [(pair.before.title["ja"], pair.after.title["ja"]) for pair in compared.kept],
        [line.title["ja"] for line in compared.only_before],
        [line.title["ja"] for line in compared.only_after],
    )


def test_the_same_wording_is_kept_and_the_rest_stands_alone() -> None:
    before = year(2025, "前の目標", {"安全": ["防災訓練の実施", "古い橋の点検"]})
    after = year(2026, "今の目標", {"にぎわい": ["朝市の開催"], "安全": ["防災訓練の実施"]})
    compared = compare_years(before, after)
    assert titles(compared) == (
        [("防災訓練の実施", "防災訓練の実施")],
        ["古い橋の点検"],
        ["朝市の開催"],
    )
    assert (compared.goal_before, compared.goal_after) == ({"ja": "前の目標"}, {"ja": "今の目標"})
    assert [line.title["ja"] for line in compared.pillars_before] == ["安全"]
    assert [line.title["ja"] for line in compared.pillars_after] == ["にぎわい", "安全"]


def test_a_printed_wording_counts_as_the_name() -> None:
    before = year(2025, "目標", {"福祉": ["ひとつプランの推進"]})
    after = year(2026, "目標", {"福祉": ["地域福祉保健計画を進める"]}, printed="ひとつプランの推進")
    assert titles(compare_years(before, after))[1:] == ([], [])


def test_each_line_is_paired_once() -> None:
    before = year(2025, "目標", {"安全": ["防災訓練の実施", "防災訓練の実施"]})
    after = year(2026, "目標", {"安全": ["防災訓練の実施"]})
    kept, gone, fresh = titles(compare_years(before, after))
    assert (len(kept), gone, fresh) == (1, ["防災訓練の実施"], [])


def test_a_year_without_a_goal_shows_a_dash() -> None:
    before = year(2025, "", {"安全": ["防災訓練の実施"]})
    after = year(2026, "目標", {"安全": ["防災訓練の実施"]})
    assert compare_years(before, after).goal_before == {"ja": "—"}


def test_a_year_against_itself_changes_nothing(policies: None) -> None:
    policy = Policy.objects.get(fiscal_year=2025)
    compared = compare_years(policy, policy)
    assert (compared.only_before, compared.only_after) == ([], [])
    assert all(pair.before == pair.after for pair in compared.kept)
    assert len(compared.kept) == policy.lines.filter(kind="project").count()


def test_every_project_of_kohokus_years_is_told_once(policies: None) -> None:
    before, after = Policy.objects.get(fiscal_year=2024), Policy.objects.get(fiscal_year=2025)
    compared = compare_years(before, after)
    old = [pair.before.code for pair in compared.kept] + [one.code for one in compared.only_before]
    new = [pair.after for pair in compared.kept] + compared.only_after
    assert sorted(old) == sorted(before.lines.filter(kind="project").values_list("code", flat=True))
    told = sorted(one.code for one in new if one.kind == "project")
    assert told == sorted(after.lines.filter(kind="project").values_list("code", flat=True))
