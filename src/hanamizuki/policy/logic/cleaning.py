"""Source text to clean lines: Markdown, HTML leftovers and extraction damage taken off."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

import jaconv

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\ue000-\uf8ff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_RADICAL = re.compile("[\u2f00-\u2fdf\u2e80-\u2eff]")
# Radicals of the supplement block, put by PDF makers where the plain character was meant.
_SUPPLEMENT = str.maketrans("⺠⻑⻄⻘⻝⻩⻫⻭⻲⺟⻁⻅⻆⻋⻢⻤", "民長西青食黄斉歯亀母虎見角車馬鬼")
_KANA = re.compile("[\uff61-\uff9f]+")
_RUBY = re.compile(r"<rp>.*?</rp>|<rt>.*?</rt>", re.I)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>|<!--.*?-->")
_BREAK = re.compile(r"<br\s*/?>", re.I)
_BLOCK_END = re.compile(r"(?<=[^\s>])\s*</(?:li|p|div|td|th|tr|h[1-6])>(?=\s*\S)", re.I)
_LIST_ITEM = re.compile(r"<li\b[^<>]*>\s*", re.I)
_HTML_HEADING = re.compile(r"^\s*<h([1-6])\b[^<>]*>", re.I)
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]*)\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_BOLD = re.compile(_STRONG.pattern + r"\s*(?:[【〔（(][^】〕）)]*[】〕）)])?")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?![\w*])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_TASK = re.compile(r"^(\s*[-*+]\s+)\[[ xXｘＸ]\]\s+|^\s*:[ 　]+(?=\S)")
_PICTURES = "\U0001f000-\U0001faff\u2600-\u2604\u2607-\u26ff\ufe0f"
_PICTURE = re.compile(rf"^(\s*(?:#{{1,6}}\s+)?)[{_PICTURES}]+\s*(?=\S)")
_QUOTE = re.compile(r"^(?:>\s?)+")
_SPACED = re.compile(r"(?<![^\s])(?:[^\W\d_a-zA-Z][ 　]){3,}[^\W\d_a-zA-Z](?![^\s])")
_SPACES = re.compile(r"[^\S\n\t]+")
_ROW = re.compile(r"^\s*\|.*\|\s*$")
_RULE_ROW = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
_SETEXT = re.compile(r"^\s*(=+|-{3,})\s*$")
_KEY = re.compile(r"^\s*([\w-]+)\s*:\s*(.*?)\s*$")
_CELL = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Line:
    """A source line (number from 1): as it stood, cleaned, and the cues its markup gave."""

    number: int
    raw: str
    text: str
    level: int = 0
    indent: int = 0
    gap: bool = False
    strong: bool = False
    linked: bool = False
    cells: tuple[str, ...] = ()


def mend(text: str) -> str:
    """Undo what extraction did to letters: radicals for characters, half-width kana, invisibles."""
    text = _CONTROL.sub("", _INVISIBLE.sub("", text)).replace("\u00a0", " ")
    if _RADICAL.search(text):
        text = _RADICAL.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
        text = text.translate(_SUPPLEMENT)
    return _KANA.sub(lambda m: jaconv.h2z(m[0], kana=True), text)


def clean_lines(source: str) -> list[Line]:
    """All non-blank lines in order; `gap` says a blank line or a new page came before."""
    lines: list[Line] = []
    gap = True
    split = re.split(r"\r\n|\r|\n", source)
    keys = _front_matter(split)
    for number, raw in enumerate(split, 1):
        gap = gap or "\f" in raw or "\x0b" in raw
        if not raw.strip() or not _CONTROL.sub("", _INVISIBLE.sub("", raw)).strip():
            gap = True
            continue
        if number - 1 in keys:
            title = _KEY.match(raw)
            text = title[2].strip("\"' ") if title and title[1].lower() == "title" else ""
            lines.append(Line(number, raw, mend(text), gap=True))
            continue
        line = _line(number, raw, gap)
        if line.level == -1 and lines and not lines[-1].level and not gap:
            lines[-1] = _as_heading(lines[-1], 1 if "=" in raw else 2)
        lines.append(line if line.level >= 0 else Line(number, raw, "", gap=gap))
        gap = False
    return lines


def _front_matter(lines: list[str]) -> range:
    """Where the `key: value` lines between two --- at the top stand."""
    if not lines or lines[0].strip("\ufeff ") != "---":
        return range(0)
    for at, line in enumerate(lines[1:40], 1):
        if line.strip() == "---":
            return range(at + 1)
        if line.strip() and not _KEY.match(line):
            break
    return range(0)


def _as_heading(line: Line, level: int) -> Line:
    return Line(line.number, line.raw, line.text, level, line.indent, line.gap, True, line.linked)


def _line(number: int, raw: str, gap: bool) -> Line:
    text = mend(raw.replace("\f", " ").replace("\x0b", " "))
    text = _HTML_HEADING.sub(lambda m: "#" * int(m[1]) + " ", text)
    if _SETEXT.match(text):
        return Line(number, raw, "", level=-1, gap=gap)
    if _RULE_ROW.match(text) and "|" in text:
        return Line(number, raw, "", gap=gap)
    if _ROW.match(text):
        cells = tuple(_inline(cell)[0] for cell in _CELL.split(text.strip().strip("|")))
        return Line(number, raw, " ".join(filter(None, cells)), gap=gap, cells=cells)
    body = _plain_start(_QUOTE.sub("", text.replace("\t", "    ").rstrip()))
    indent = sum(1 + (char == "\u3000") for char in body[: len(body) - len(body.lstrip())])
    heading = _HEADING.match(body.strip())
    level = len(heading[1]) if heading else 0
    inline, linked, strong = _inline(heading[2] if heading else body)
    return Line(number, raw, inline, level, indent, gap, strong or level > 0, linked)


def _plain_start(text: str) -> str:
    """Without what Markdown or decoration puts before a text: task boxes, 「: 」, pictures."""
    return _PICTURE.sub(r"\1", _TASK.sub(r"\1", text))


def _inline(text: str) -> tuple[str, bool, bool]:
    """Text without inline markup, whether it was a link, and whether all of it was bold."""
    text = _LIST_ITEM.sub("・", _BLOCK_END.sub("\u2028", _BREAK.sub("\u2028", text)))
    text = html.unescape(_TAG.sub("", _RUBY.sub("", text)))
    text = _IMAGE.sub("", text)
    linked = bool(_LINK.search(text))
    text = _LINK.sub(r"\1", text)
    bold = _BOLD.fullmatch(text.strip())
    text = _EMPHASIS.sub(r"\1", _STRONG.sub(r"\2", text)).replace("**", "").replace("`", "")
    text = _ESCAPED.sub(r"\1", text)
    text = _SPACED.sub(lambda m: re.sub(r"[ 　]", "", m[0]), text.strip())
    return text.strip(" \u3000\t"), linked, bool(bold)
