"""Any text at all gets a well-formed answer; threads agree; names are never invented."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanamizuki.core.places.logic.fold import key
from hanamizuki.core.places.logic.gazetteer import MAX_LENGTH
from hanamizuki.core.places.logic.house_number import kanji_number
from hanamizuki.core.places.logic.messages import BASES, MESSAGES
from hanamizuki.core.places.logic.types import Town
from hanamizuki.core.places.postal import PosutoLookup

from .data import gazetteer, towns
from .forms import all_forms, kanji

PIECES = [
    *(town.full_name for town in towns()[::9]), "綱島", "篠原", "神奈川県", "横浜市", "港北区",
    "東京都", "新宿区", "大字", "字", "丁目", "番", "番地", "号", "号室", "の", "-", "ー", "〒",
    "223-0053", "2220000", "160-0023", "3", "12", "三", "十二", "千", " ", "　", "、", "\n", "\x00",
    "🏠", "\ud800", "ハイツ日吉201", "ひよし", "ﾂﾅｼﾏﾆｼ", "Hiyoshi", "Kohoku-ku", "Tokyo", "ō", "ﷺ",
]  # fmt: skip


def check_well_formed(text: str) -> None:
    result = gazetteer().resolve(text)
    assert result.status in {"found", "ambiguous", "outside", "unknown"}
    assert set(MESSAGES[result.message_key]) == {"ja", "en", "easy"}
    if result.status == "found":
        assert len(result.candidates) == 1
    if result.status == "ambiguous":
        assert result.candidates
    if result.status == "outside":
        assert result.elsewhere and not result.candidates
    for candidate in result.candidates:
        assert candidate.basis in BASES and candidate.district.basis in BASES
        assert candidate.town in towns()


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_any_mixture_of_address_pieces(text: str) -> None:
    check_well_formed(text)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_any_text(text: str) -> None:
    check_well_formed(text)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(towns()),
    st.text("あいうえおハイツビル々ー棟館日吉綱島菊名", min_size=1, max_size=6),
)
def test_a_name_in_front_without_space_is_never_read_past(town: Town, head: str) -> None:
    """Xx日吉3-1 is another name: nothing, or an own name from its start, but none inside it."""
    text = head + town.full_name + "1-1"
    for candidate in gazetteer().resolve(text).candidates:
        assert key(text).startswith(key(candidate.town.name)[:2])


@pytest.mark.parametrize(
    "text",
    ["日" * 100_000, "綱島西3-12-5" * 9_000, "3-" * 50_000, " " * 100_000, "\ud800" * 100_000],
)
def test_huge_texts_are_refused(text: str) -> None:
    assert gazetteer().resolve(text).message_key == "too_long"


@pytest.mark.parametrize(
    "piece",
    ["ﷺ", "日 ", "3-", "3 ", "港北区", "東京都", "大字", "Aa ", "Tokyo,", "〒223", "ー", "の三"],
)
def test_the_longest_accepted_texts_get_an_answer(piece: str) -> None:
    check_well_formed((piece * MAX_LENGTH)[:MAX_LENGTH])


def test_four_threads_agree_with_one() -> None:
    texts = [form.text for _, form in list(all_forms(towns()))[::23]]
    texts += ["160-0023", "530-0001", "999-9999", "東京都新宿区西新宿2-8-1", "222-8558"] * 5
    alone = [gazetteer().resolve(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda _: [gazetteer().resolve(t) for t in texts], range(4)))
    assert all(run == alone for run in runs)


def test_a_fresh_lookup_is_built_once_by_racing_threads() -> None:
    fresh = PosutoLookup()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: fresh.by_name("川崎市中原区小杉町", frozenset()), range(4)))
        codes = list(pool.map(fresh.by_code, ["1600023", "2230053", "0000000", "1600023"]))
    assert len(set(found)) == 1
    assert [len(places) for places in codes] == [1, 1, 0, 1]


@given(st.integers(1, 9999))
def test_kanji_numbers_read_back(number: int) -> None:
    assert kanji_number(kanji(number)) == number


@pytest.mark.parametrize("text", ["十十", "二三十", "百千", "〇十"])
def test_nonsense_is_no_number(text: str) -> None:
    assert kanji_number(text) is None


@given(st.text(max_size=40))
def test_match_keys_are_stable(text: str) -> None:
    assert key(key(text)) == key(text)


def test_every_message_is_said_in_three_languages() -> None:
    for sentence in (*MESSAGES.values(), *BASES.values()):
        assert all(sentence[language].strip() for language in ("ja", "en", "easy"))  # type: ignore[literal-required]
