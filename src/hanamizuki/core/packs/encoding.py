"""Bytes to text: UTF-8 with or without BOM, cp932 for CSV; anything else is said plainly."""

from __future__ import annotations

import codecs
import re

from hanamizuki.core.packs.messages import problem
from hanamizuki.core.packs.schema import Origin, Problem

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_HALF_KANA = re.compile("[\uff61-\uff9f]")


def decode(content: bytes, file: str, *, legacy: bool) -> tuple[str, list[Problem]]:
    """The text of a file and what is wrong with it; no text where it cannot be read.

    `legacy` also reads cp932, as published CSV files are often written.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "", [problem(Origin(file, 1), "utf16")]
    if b"\x1b$" in content:
        at = content.index(b"\x1b$")
        return "", [problem(Origin(file, _line(content, at)), "jis")]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not legacy:
            return "", [problem(Origin(file, _line(content, error.start)), "encoding")]
        text, problems = _legacy(content, file, error)
        if problems:
            return "", problems
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems = list(_bad_characters(text, file))
    return ("" if problems else text), problems


def _legacy(content: bytes, file: str, not_utf8: UnicodeDecodeError) -> tuple[str, list[Problem]]:
    try:
        text = content.decode("cp932")
    except UnicodeDecodeError as error:
        # Show the fault of the encoding that the file nearly has.
        at = min((error, not_utf8), key=lambda one: _faults(content, one.encoding)).start
        return "", [problem(Origin(file, _line(content, at)), "encoding_csv")]
    if len(_HALF_KANA.findall(text)) * 3 > len(content) - content.count(b",") and _is_euc(content):
        return "", [problem(Origin(file, _line(content, not_utf8.start)), "euc")]
    return text, []


def _faults(content: bytes, encoding: str) -> int:
    return content.decode(encoding, "replace").count("\ufffd")


def _is_euc(content: bytes) -> bool:
    try:
        return not _HALF_KANA.search(content.decode("euc_jp"))
    except UnicodeDecodeError:
        return False


def _line(content: bytes, at: int) -> int:
    before = content[:at].replace(b"\r\n", b"\n")
    return before.count(b"\n") + before.count(b"\r") + 1


def _bad_characters(text: str, file: str) -> list[Problem]:
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        if bad := _CONTROL.search(line):
            value = f"U+{ord(bad.group()):04X}"
            found.append(problem(Origin(file, number), "control", value=value))
        if "\ufffd" in line:
            found.append(problem(Origin(file, number), "garbled"))
    return found
