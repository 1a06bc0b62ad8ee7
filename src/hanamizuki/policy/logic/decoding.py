"""Bytes of a document to text: UTF-8 (with or without BOM), UTF-16 with BOM, else Shift_JIS."""

from __future__ import annotations

import codecs

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(data: bytes) -> str:
    """The text of a document. ValueError, said in Japanese, when it is not text in a known code."""
    if data.startswith(_UTF16):
        return _strictly(data, "utf-16", "UTF-16")
    if data.startswith(codecs.BOM_UTF8):
        return _strictly(data, "utf-8-sig", "UTF-8")
    if b"\x00" in data:
        raise ValueError("文字の文書ではありません（UTF-8 か Shift_JIS のテキストにしてください）")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(data, "cp932", "UTF-8・Shift_JIS")


def _strictly(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{name} として読めません（{error.start} バイト目）。UTF-8 で保存し直してください"
        ) from error
