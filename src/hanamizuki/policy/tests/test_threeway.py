"""Joining two people's changes: what neither may lose."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.policy.logic.threeway import Clash, Merge, merge

_PLAIN = st.one_of(
    st.none(), st.booleans(), st.integers(0, 2), st.sampled_from(["", "a", "b"]), st.just(1.0)
)
_TEXTS = st.dictionaries(st.sampled_from(["ja", "en", "easy"]), st.sampled_from(["", "x", "y"]))
_OTHER = st.one_of(
    st.lists(_PLAIN, max_size=2), st.dictionaries(st.sampled_from(["ja", "k"]), _PLAIN, max_size=2)
)
_RECORDS = st.dictionaries(
    st.sampled_from(["title", "text", "order", "section", "room"]),
    st.one_of(_PLAIN, _TEXTS, _TEXTS, _OTHER),
)


def _plain(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _leaf(record: dict[str, Any], path: str) -> Any:
    """The value at "title" or "title.ja"; None where nothing is."""
    value: Any = record
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _changes(base: dict[str, Any], side: dict[str, Any]) -> list[tuple[str, Any]]:
    """(path, new value) of every change, text maps key by key."""
    found = []
    for field in {**base, **side}:
        old, new = base.get(field), side.get(field)
        if _plain(old) == _plain(new):
            continue
        if isinstance(new, dict) and (old is None or isinstance(old, dict)):
            found += [
                (f"{field}.{key}", new.get(key))
                for key in {**(old or {}), **new}
                if _plain((old or {}).get(key)) != _plain(new.get(key))
            ]
        else:
            found.append((field, new))
    return found


@given(_RECORDS, _RECORDS)
def test_if_only_you_changed_something_it_is_yours(
    base: dict[str, Any], yours: dict[str, Any]
) -> None:
    result = merge(base, base, yours)
    assert _plain(result.merged) == _plain(yours)
    assert result.taken == result.clashes == ()


@given(_RECORDS, _RECORDS)
def test_if_only_they_changed_something_it_is_theirs(
    base: dict[str, Any], theirs: dict[str, Any]
) -> None:
    result = merge(base, theirs, base)
    assert _plain(result.merged) == _plain(theirs)
    assert result.clashes == ()


@given(_RECORDS, _RECORDS)
def test_the_same_change_twice_is_no_clash(base: dict[str, Any], same: dict[str, Any]) -> None:
    result = merge(base, same, same)
    assert _plain(result.merged) == _plain(same)
    assert result.taken == result.clashes == ()


@given(_RECORDS, _RECORDS, _RECORDS)
def test_no_change_of_either_side_is_lost(
    base: dict[str, Any], theirs: dict[str, Any], yours: dict[str, Any]
) -> None:
    result = merge(base, theirs, yours)
    clashes = {clash.field: clash for clash in result.clashes}
    for side, name in ((theirs, "theirs"), (yours, "yours")):
        for path, value in _changes(base, side):
            field = path.partition(".")[0]
            if path in clashes:
                assert _plain(getattr(clashes[path], name)) == _plain(value)
            elif field in clashes:
                assert _plain(getattr(clashes[field], name)) == _plain(side[field])
            else:
                assert _plain(_leaf(result.merged, path)) == _plain(value)


@given(_RECORDS, _RECORDS, _RECORDS)
def test_clashes_are_the_same_seen_from_the_other_side(
    base: dict[str, Any], theirs: dict[str, Any], yours: dict[str, Any]
) -> None:
    here, there = merge(base, theirs, yours), merge(base, yours, theirs)
    turned = tuple(Clash(c.field, c.base, c.yours, c.theirs) for c in there.clashes)
    assert _plain([str(c) for c in here.clashes]) == _plain([str(c) for c in turned])
    for clash in here.clashes:
        assert _plain(_leaf(here.merged, clash.field)) == _plain(clash.yours)


def test_languages_of_one_text_are_joined_key_by_key() -> None:
    result = merge(
        {"title": {"ja": "防災", "en": "Disaster"}, "order": 1},
        {"title": {"ja": "防災訓練", "en": "Drill"}, "order": 2},
        {"title": {"ja": "防災教室", "en": "Disaster", "easy": "ぼうさい"}, "order": 1},
    )
    assert result == Merge(
        {"title": {"ja": "防災教室", "en": "Drill", "easy": "ぼうさい"}, "order": 2},
        ("title.en", "order"),
        (Clash("title.ja", "防災", "防災訓練", "防災教室"),),
    )


def test_a_text_taken_away_by_one_and_changed_by_the_other_is_a_clash() -> None:
    result = merge({"text": {"ja": "あ"}}, {"text": None}, {"text": {"ja": "い"}})
    assert result.clashes == (Clash("text", {"ja": "あ"}, None, {"ja": "い"}),)
    assert result.merged == {"text": {"ja": "い"}}


def test_a_text_begun_by_both_is_joined() -> None:
    for base in ({}, {"text": None}):
        result = merge(base, {"text": {"en": "b", "ja": "a"}}, {"text": {"ja": "c", "easy": "d"}})
        assert result.merged == {"text": {"ja": "c", "en": "b", "easy": "d"}}
        assert result.clashes == (Clash("text.ja", None, "a", "c"),)


def test_clashes_come_in_the_order_of_the_base_then_by_name() -> None:
    result = merge(
        {"z": 0, "a": 0}, {"y": 1, "b": 1, "a": 1, "z": 1}, {"a": 2, "z": 2, "y": 2, "b": 2}
    )
    assert [clash.field for clash in result.clashes] == ["z", "a", "b", "y"]


def test_true_and_one_are_two_values() -> None:
    assert merge({"n": 0}, {"n": 1}, {"n": True}).clashes == (Clash("n", 0, 1, True),)
