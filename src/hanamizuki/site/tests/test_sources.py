"""Where a fact comes from, as people typed it: addresses become links, nothing breaks a page."""

from __future__ import annotations

import pytest

from hanamizuki.site.templatetags.ward import Link, sources


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("https://www.example.jp/a.pdf (2024-01)", ("www.example.jp (2024-01)", True)),
        ("名簿で数えた", ("名簿で数えた", False)),
        ("javascript:alert(1)", ("javascript:alert(1)", False)),
        ("http://[x", ("http://[x", False)),
    ],
)
def test_only_an_address_becomes_a_link(typed: str, shown: tuple[str, bool]) -> None:
    url = typed.partition(" ")[0] if shown[1] else ""
    assert sources(typed) == [Link(shown[0], url)]
