"""Bytes of a document in the codes Japanese offices use."""

from __future__ import annotations

import pytest

from hanamizuki.policy.logic.decoding import decode

TEXT = "令和7年度 架空区運営方針\n①〜③\n"


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode(code: str) -> None:
    assert decode(TEXT.encode(code)) == TEXT


@pytest.mark.parametrize("code", ["utf-16-le", "utf-16-be"])
def test_utf16_is_told_by_its_mark(code: str) -> None:
    assert decode("\ufeff".encode(code) + TEXT.encode(code)) == TEXT


def test_shift_jis_with_the_signs_of_windows() -> None:
    text = "令和7年度 架空区運営方針 ①Ⅱ㈱ ～"
    assert decode(text.encode("cp932")) == text


def test_nothing_is_nothing() -> None:
    assert decode(b"") == ""


@pytest.mark.parametrize("data", [b"%PDF-1.7\x00\x01", b"\xff\xff\xff\x81", b"\xff\xfe\x00\xd8"])
def test_what_is_no_text_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"文字の文書ではありません|として読めません"):
        decode(data)
