"""Lists in prose told apart, and what stands beside a title taken off it."""

from __future__ import annotations

import pytest

from hanamizuki.policy.logic import prose
from hanamizuki.policy.logic.annotations import annotate, find_themes, themes_of_heading
from hanamizuki.policy.logic.years import fiscal_year


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("訓練の実施、備蓄品の更新", ["訓練の実施", "備蓄品の更新"]),
        ("訓練の実施や備蓄品の更新", ["訓練の実施", "備蓄品の更新"]),
        # や between things of one deed does not divide.
        ("公園や道路の維持管理", ["公園や道路の維持管理"]),
        ("防災の資料やマップの配布", ["防災の資料やマップの配布"]),
        # Nor inside brackets and quotations.
        ("「見守り、支え合い」の推進", ["「見守り、支え合い」の推進"]),
        ("相談会（予約制、無料）の開催", ["相談会（予約制、無料）の開催"]),
        # Two names side by side are two things.
        ("「花まつり」「星まつり」の開催", ["「花まつり」", "「星まつり」の開催"]),
        # 等 and a phrase that sums up: the phrase is one more.
        (
            "毛布の配備や倉庫の改修等避難所の運営支援、看板の設置",
            ["毛布の配備", "倉庫の改修", "避難所の運営支援", "看板の設置"],
        ),
        # 等の with a bare deed is only its ending.
        ("研修会の案内、見学会等の開催", ["研修会の案内", "見学会等の開催"]),
        # By what means something is done stays with it.
        ("教室の開催による健康づくりの推進", ["教室の開催による健康づくりの推進"]),
        # 及び joins the last of a list, and binds words inside an item elsewhere.
        (
            "計画の策定、研修の実施及び冊子の作成",
            ["計画の策定", "研修の実施", "冊子の作成"],
        ),
        (
            "保育所及び学童クラブの運営支援、公園の整備",
            ["保育所及び学童クラブの運営支援", "公園の整備"],
        ),
        # のほか adds one more.
        ("祭りの開催のほか、清掃活動の支援", ["祭りの開催", "清掃活動の支援"]),
        # A verb before the comma goes on about the same thing.
        ("地域と連携し、訓練を実施、冊子を作成", ["地域と連携し、訓練を実施", "冊子を作成"]),
        ("相談会の開催など", ["相談会の開催"]),
    ],
)
def test_a_list_in_prose_is_told_apart(text: str, titles: list[str]) -> None:
    assert [item.title for item in prose.split(text)] == titles


def test_every_title_is_a_part_of_the_text() -> None:
    text = (
        "毛布の配備や倉庫の改修等避難所の運営支援、「花まつり」「星まつり」等の催しのほか看板の設置"
    )
    assert all(item.title in text for item in prose.split(text))


@pytest.mark.parametrize(
    ("sentence", "titles"),
    [
        ("防災訓練を実施します。", ["防災訓練を実施"]),
        ("毛布の配備や倉庫の改修を行います。", ["毛布の配備", "倉庫の改修"]),
        ("訓練を支援し、器具の取付けを助成します。", ["訓練を支援", "器具の取付けを助成"]),
        ("地域と連携し、見守りを強化します。", ["地域と連携し、見守りを強化"]),
        ("また、冊子を配ります。", ["冊子を配ります"]),
    ],
)
def test_a_sentence_says_what_is_done(sentence: str, titles: list[str]) -> None:
    assert [item.title for item in prose.from_sentence(sentence)] == titles


@pytest.mark.parametrize(
    ("text", "title", "mark", "budget"),
    [
        ("【新規】井戸の点検", "井戸の点検", "新規", None),
        ("井戸の点検〔拡充〕", "井戸の点検", "拡充", None),
        ("（新）井戸の点検（1,200千円）", "井戸の点検", "新規", 1200),
        ("★井戸の点検", "井戸の点検", "★", None),
        ("井戸の点検［継続］ ………… ３，４５０千円", "井戸の点検", "継続", 3450),
        ("井戸の点検　1億2,000万円", "井戸の点検", "", 120000),
        ("井戸の点検【予算額：500万円】", "井戸の点検", "", 5000),
        ("井戸の点検 1,234,500円", "井戸の点検", "", 1235),
        ("井戸の点検（拡充：5,000千円）", "井戸の点検", "拡充", 5000),
        ("井戸の点検（新規、1,200千円）", "井戸の点検", "新規", 1200),
        ("井戸の点検【拡充】(予算額 3,400千円)", "井戸の点検", "拡充", 3400),
        ("井戸の点検（9,000千円【新規】）", "井戸の点検", "新規", 9000),
        ("井戸の点検　12百万円", "井戸の点検", "", 12000),
        ("井戸の点検（1.5億円）", "井戸の点検", "", 150000),
        ("井戸の点検（5千万円）", "井戸の点検", "", 50000),
        ("井戸の点検　【継続】　　－", "井戸の点検", "継続", None),
        ("井戸の点検（▲）", "井戸の点検", "", None),
        ("（新）は新規、（拡）は拡充", "", "", None),
        ("講座の開催（参加費500円）", "講座の開催（参加費500円）", "", None),
        # An amount or a word in the wording itself is not taken for a note.
        ("1,000円商品券の配布", "1,000円商品券の配布", "", None),
        ("新規就農者の支援", "新規就農者の支援", "", None),
    ],
)
def test_marks_and_budgets(text: str, title: str, mark: str, budget: int | None) -> None:
    noted = annotate(text)
    assert (noted.title, noted.mark, noted.budget_thousand_yen) == (title, mark, budget)


@pytest.mark.parametrize(
    ("text", "themes", "rest"),
    [
        (
            "中期計画の基本戦略に関連するテーマ【02】【03】",
            ("02", "03"),
            "",
        ),
        ("安全なまち【05】", ("05",), "安全なまち"),
        ("安全なまち（中期計画：テーマ２・４）", ("02", "04"), "安全なまち"),
        ("安全なまち「基本戦略 テーマ①③」", ("01", "03"), None),
        ("テーマ3～5", ("03", "04", "05"), None),
        ("テーマ05", ("05",), None),
        ("【基本戦略テーマ】０２　０３", ("02", "03"), ""),
        ("関連するテーマ：❷❹", ("02", "04"), None),
        ("安心なまち〔戦略２〕", ("02",), "安心なまち"),
        ("中期計画2022～2025を進めます", (), "中期計画2022～2025を進めます"),
        ("テーマパーク3か所の整備", (), "テーマパーク3か所の整備"),
    ],
)
def test_themes(text: str, themes: tuple[str, ...], rest: str | None) -> None:
    found, left = find_themes(text)
    assert found == themes
    if rest is not None:
        assert left == rest


@pytest.mark.parametrize(
    ("heading", "themes", "rest"),
    [
        ("安全なまち ①③", ("01", "03"), "安全なまち"),
        ("安全なまち　（②・⑤）", ("02", "05"), "安全なまち"),
        ("安全なまち", (), "安全なまち"),
        ("①", (), "①"),
    ],
)
def test_circled_numbers_behind_a_heading_are_themes(
    heading: str, themes: tuple[str, ...], rest: str
) -> None:
    assert themes_of_heading(heading) == (themes, rest)


@pytest.mark.parametrize(
    ("text", "deeds"),
    [
        (
            "食堂への支援、教室の運営及び中高生の居場所づくり",
            ["食堂への支援", "教室の運営", "中高生の居場所づくり"],
        ),
        ("自転車の利用者への啓発や駐輪場の整備", ["自転車の利用者への啓発", "駐輪場の整備"]),
        # Things of one deed, deeds of one thing, and compounds stay whole.
        ("チラシ、ポスターの配布", ["チラシ、ポスターの配布"]),
        ("道路・公園の維持管理", ["道路・公園の維持管理"]),
        ("地域と連携した防災訓練、避難訓練の実施", ["地域と連携した防災訓練、避難訓練の実施"]),
        ("子育ての相談、支援の充実", ["子育ての相談、支援の充実"]),
        ("交通安全の普及、啓発", ["交通安全の普及、啓発"]),
    ],
)
def test_an_item_that_lists_equal_deeds_is_several(text: str, deeds: list[str]) -> None:
    assert prose.equal_deeds(text) == deeds


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("地図の更新など", "地図の更新"),
        ("地図の更新のほか", "地図の更新"),
        ("花火大会等", "花火大会"),
        ("男女平等", "男女平等"),
        ("など", "など"),
    ],
)
def test_etc_is_taken_off_only_as_a_word_of_its_own(text: str, rest: str) -> None:
    assert prose.without_etc(text) == rest


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Ｒ７ 架空区 運営方針", 2025),
        ("令和8年 架空区運営方針", 2026),
        ("2026(R8)年度 架空区運営方針", 2026),
        ("令和7年度 架空区 運営方針", 2025),
        ("R７年度 架空区 運営方針", 2025),
        ("令和７（2025）年度 架空区運営方針", 2025),
        ("2025（令和7）年度 架空区運営方針", 2025),
        ("2025年度 架空区運営方針", 2025),
        ("平成31年度 架空区運営方針", 2019),
        ("令和元年度 架空区運営方針", 2019),
        ("昭和64年度の記録", 1989),
        ("架空区の100年", None),
    ],
)
def test_fiscal_years(text: str, year: int | None) -> None:
    assert fiscal_year([text]) == year


def test_the_year_beside_the_title_wins_over_one_in_a_sentence() -> None:
    assert fiscal_year(["令和5年度に始めた取組を続けます。", "令和8年度 架空区運営方針"]) == 2026
