"""Differences rebuild both sides, and stay fast on long texts."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from hanamizuki.core.audit.logic import differences as module
from hanamizuki.core.audit.logic.differences import Segment, differences, segments

texts = st.text("ab1。\n見守り", max_size=40)


@settings(max_examples=80, deadline=None)
@given(texts, texts)
def test_segments_rebuild_both_texts(before: str, after: str) -> None:
    found = segments(before, after)
    assert "".join(s.text for s in found if s.part != "added") == before
    assert "".join(s.text for s in found if s.part != "removed") == after
    assert all(s.text for s in found)


def test_numbers_and_words_change_as_a_whole() -> None:
    assert segments("1,200人 walk", "1,300人 walker") == (
        Segment("removed", "1,200"),
        Segment("added", "1,300"),
        Segment("same", "人 "),
        Segment("removed", "walk"),
        Segment("added", "walker"),
    )


def test_long_texts_are_compared_by_sentence_and_the_longest_not_at_all() -> None:
    sentence = "地域の見守りを進めます。"
    before = sentence * 300
    found = segments(before, before + "終わり。")
    assert found == (Segment("same", before), Segment("added", "終わり。"))
    long = "あ" * 3000
    assert segments(long, long[:-1] + "い") == (
        Segment("removed", long),
        Segment("added", long[:-1] + "い"),
    )


def test_beyond_both_limits_the_text_is_exchanged(monkeypatch) -> None:
    monkeypatch.setattr(module, "_FINE_LIMIT", 1)
    monkeypatch.setattr(module, "_COARSE_LIMIT", 1)
    assert segments("あ。い。", "あ。う。") == (
        Segment("removed", "あ。い。"),
        Segment("added", "あ。う。"),
    )


def test_fields_come_by_name_with_what_happened_to_them() -> None:
    found = differences(
        {
            "unit": {"before": "人"},
            "due": {"after": "2026-03-31"},
            "goal": {"before": 1, "after": None},
        }
    )
    assert [(d.field, d.kind, d.before, d.after, d.segments) for d in found] == [
        ("due", "added", None, "2026-03-31", ()),
        ("goal", "changed", 1, None, ()),
        ("unit", "removed", "人", None, ()),
    ]
