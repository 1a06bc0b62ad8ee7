"""The index as rooms and pages use it: writing, reading, odd input, reasons."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hanamizuki.core.search import Entry, Registry, services
from hanamizuki.core.search.models import Document, SynonymTerm
from hanamizuki.core.search.queries import search
from hanamizuki.core.search.synonyms import term_keys


def entry(ref: str, ja: str, **rest) -> Entry:
    return Entry(
        ref=ref, kind=rest.pop("kind", "page"), url="/", title={"ja": ja}, summary={}, **rest
    )


def refs(query: str, **rest) -> list[str]:
    return [hit.ref for hit in search(query, **rest)]


def synonyms(group: str, *terms: str) -> None:
    for term in terms:
        for key in term_keys(term):
            SynonymTerm.objects.create(group=group, key=key, term=term)


HOSTILE = [
    "",
    " ",
    "\0",
    "\ud800",
    '"',
    "'; DROP TABLE search_document; --",
    "NEAR(犬 猫, 2)",
    "犬 AND OR NOT",
    "title:犬 *",
    "words_title : 犬",
    "^犬 {a b}",
    "(((",
    "\\",
    "%",
    "🐶",
    "👨‍👩‍👧",
    "葛󠄀",
    "ー",
    "ーーー",
    "゛",
    "が" * 5000,
    "a" * 10_000,
    "犬 " * 3000,
    "1" * 400,
    "'犬' & !猫 | <->:*",
]


@pytest.mark.parametrize("query", HOSTILE, ids=lambda q: repr(q[:12]))
def test_no_input_raises(index, query):
    index([entry("a", "犬の登録"), entry("b", "猫")])
    assert isinstance(search(query), list)


@pytest.mark.django_db
@given(st.text(max_size=60))
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_arbitrary_text_never_raises(index, query):
    if not Document.objects.exists():
        index([entry("a", "犬の登録 Dog"), entry("b", "1階の窓口 ☆ ＡＢＣ", body=query)])
    assert all(hit.ref in {"a", "b"} for hit in search(query))


@pytest.mark.django_db
@given(st.text(min_size=1, max_size=40), st.text(max_size=200))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_anything_can_be_indexed(index, title, body):
    assert index([entry("a", title, body=body, keywords=(body[:10],))]) == 1


def test_characters_a_database_cannot_hold(index):
    index([entry("a", "犬\0の\ud800登録", keywords=("\udfff",), body="\0")])
    assert [hit.title["ja"] for hit in search("犬")] == ["犬\ufffdの\ufffd登録"]


def test_nothing_fits_nothing_comes(index):
    index([entry("a", "犬の登録")])
    assert search("入国管理") == []


def test_rebuild_replaces_and_keeps(index):
    index([entry("a", "犬の登録"), entry("b", "猫の相談")])
    before = Document.objects.get(ref="b").pk
    assert index([entry("a", "鳥の相談"), entry("b", "猫の相談")]) == 2
    assert refs("犬") == []
    assert refs("鳥") == ["a"]
    assert Document.objects.get(ref="b").pk == before
    assert index([]) == 0
    assert refs("猫") == []


def test_a_failing_source_leaves_the_index_as_it_was(index, sources: Registry):
    index([entry("a", "犬の登録")])

    def broken():
        yield entry("b", "猫")
        raise RuntimeError("source is down")

    sources.source("broken", broken)
    with pytest.raises(RuntimeError):
        services.rebuild()
    assert refs("犬") == ["a"]
    assert refs("猫") == []


def test_a_ref_may_come_once_only(index):
    with pytest.raises(ValueError, match="'a'"):
        index([entry("a", "犬"), entry("a", "猫")])


def test_kinds_and_limit(index):
    index([entry(f"p{i}", f"犬の話 {i}") for i in range(30)] + [entry("x", "犬", kind="life")])
    assert refs("犬", kinds=["life"]) == ["x"]
    assert refs("犬", kinds=[]) == []
    assert len(refs("犬", limit=7)) == 7
    assert refs("犬")[0] == "x"


def test_weight_lifts(index):
    index([entry("a", "犬の登録"), entry("b", "犬の登録", weight=3.0)])
    assert refs("犬の登録") == ["b", "a"]


def test_title_before_body(index):
    index([entry("a", "あれこれ", body="印鑑登録の話"), entry("b", "印鑑登録")])
    assert refs("印鑑登録") == ["b", "a"]


def test_kyoto_is_not_first_in_tokyo_to(index):
    index([entry("tokyo", "東京都の知らせ"), entry("kyoto", "京都への旅行")])
    assert refs("京都")[0] == "kyoto"


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("予防体操", "予防体操"),
        ("よぼうたいそう", "「よぼうたいそう」→ 予防体操"),
        ("yobotaiso", "「yobotaiso」→ 予防体操"),
        ("エクササイズ", "「エクササイズ」→ 体操"),
        ("会場", "会場"),
    ],
)
def test_the_reason_is_given(index, query, why):
    synonyms("exercise", "体操", "エクササイズ")
    index([entry("dance", "予防体操", body="会場と日程")])
    assert [hit.why for hit in search(query)] == [why]


def test_synonyms_run_over_word_borders(index):
    synonyms("seal", "印鑑", "印かん", "registered seal")
    index([entry("seal", "印鑑登録"), entry("other", "登録のない人")])
    assert refs("印かん") == ["seal"]
    assert refs("いんかん")[0] == "seal"
    assert refs("registered seals") == ["seal"]


def test_a_term_known_by_its_sound_is_not_cut_into_other_words(index):
    synonyms("exercise", "予防体操", "MMダンス")
    index([entry("call", "お医者さんをよぼう"), entry("dance", "港北MMダンスの日")])
    assert refs("よぼうたいそう") == ["dance"]


def test_lone_characters_and_both_widths(index):
    index([entry("tax", "税の証明"), entry("ga", "ガソリン"), entry("abc", "ABC予想")])
    assert refs("税") == ["tax"]
    assert refs("ｶﾞｿﾘﾝ") == ["ga"]
    assert refs("ＡＢＣ") == ["abc"]


def test_the_engine_of_this_database_holds_every_document(index):
    index([entry("a", "犬"), entry("b", "猫")])
    table = (
        "search_fts"
        if connection.vendor == "sqlite"
        else "search_document WHERE vector IS NOT NULL"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (2,)
