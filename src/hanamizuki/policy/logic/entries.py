"""Lines to entries: one heading, list item, table row or paragraph each, however it was broken."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from hanamizuki.policy.logic.annotations import annotate, find_themes
from hanamizuki.policy.logic.cleaning import Line
from hanamizuki.policy.logic.joining import (
    closes_wave,
    ends_open,
    goes_on,
    is_complete,
    is_open,
    joined,
    leans_back,
    leans_forward,
    must_go_on,
)
from hanamizuki.policy.logic.markers import NONE, Marker, enclosed, find_marker
from hanamizuki.policy.logic.partheads import BUDGET, is_part_head
from hanamizuki.policy.logic.pieces import Piece, pieces_of
from hanamizuki.policy.logic.prose import is_nominal
from hanamizuki.policy.logic.titles import is_title, wards
from hanamizuki.policy.logic.widths import key, narrow

# Longer unmarked lines are prose: no heading of the family is this long.
_PROSE = 25
_TITLE = 45
# No page is set in shorter lines than this, so shorter ones say nothing of its width.
_NARROWEST = 18
_LONGEST_TITLE = 120
# An item's style whose items seldom have a line below them: such a line is then more of the item.
_SELDOM = 0.5
_ALWAYS = 0.9
_SELDOM_ITEM = 0.6
# Particles no title ends in.
# A document with a blank before so many of its lines keeps what belongs together in blocks.
_GAPPY = 0.4
# A line that begins with one of these begins something (a pillar, a label).
_OPENERS = ("~", "【", "《", "≪", "<<")
_NUMBERED = "num"
_BRACKETS = {two[0]: two[1] for two in ("【】", "〔〕", "［］", "[]", "〈〉", "《》", "＜＞", "<>")}
# Words that name a theme of the mid-term plan where nothing follows their number.
_THEMES = re.compile(r"テーマ|戦略|政策|計画")


@dataclass(slots=True)
class Entry:
    """One logical line: its mark, its text without it, and where each piece of it stood."""

    marker: Marker
    text: str
    pieces: list[tuple[int, int]] = field(default_factory=list)
    level: int = 0
    indent: int = 0
    gap: bool = False
    strong: bool = False
    cells: tuple[str, ...] = ()
    tier: int = 0
    boxed: bool = False

    @property
    def style(self) -> str:
        """What decides its level: the Markdown heading, else the mark, indented bullets apart."""
        if self.level:
            return f"md:{self.level}"
        if self.marker.style.startswith("b:") and self.indent:
            return f"{self.marker.style}/{self.indent}"
        return f"{self.marker.style}/{self.tier}" if self.tier else self.marker.style

    @property
    def numbers(self) -> list[int]:
        """The source lines it was made of."""
        return [number for _, number in self.pieces]

    @property
    def line(self) -> int:
        """The source line it begins on."""
        return self.pieces[0][1]

    def line_at(self, offset: int) -> int:
        """The source line of a place in the text."""
        return [number for start, number in self.pieces if start <= max(offset, 0)][-1]


class Joiner:
    """Collects lines into entries, using the document's own repetitions where grammar is silent."""

    def __init__(self, lines: list[Line], ornaments: dict[int, str]) -> None:
        self.pieces = list(pieces_of(lines, ornaments))
        self.entries: list[Entry] = []
        self.next_number = 1
        whole = [line for line in lines if line.number not in ornaments]
        self.standing = Counter(key(line.text) for line in whole)
        self.marked_standing = {key(p.text[find_marker(p.text).length :]) for p in self.pieces}
        # 「…暮らせるまち いずみの」 ends in the ward's name, not in the particle の.
        self.short_names = tuple({ward[:-1] for ward in wards(whole) if len(ward) > 2})
        self.middle_dots = self._uses_middle_dots()
        self.tight = self._tightness()
        self.width = _wrap_width([piece.text for piece in self.pieces])
        gaps = sum(piece.gap for piece in self.pieces)
        self.gappy = gaps > _GAPPY * len(self.pieces)

    def _uses_middle_dots(self) -> bool:
        """Whether ・ begins items in this document, not only lines broken before a ・."""
        before = ""
        for piece in self.pieces:
            if piece.text.startswith("・") and (
                piece.gap or not before or before.endswith("。") or find_marker(before).style
            ):
                return True
            before = piece.text
        return False

    def _tightness(self) -> dict[str, float]:
        """Style → how many of its lines have an unmarked line right below; "" for short blocks."""
        total: Counter[str] = Counter()
        tight: Counter[str] = Counter()
        for piece, below in pairwise([*self.pieces, None]):
            style = find_marker(piece.text).style if piece is not None else ""
            if not style and not (piece is not None and _is_short_block(piece)):
                continue
            total[style] += 1
            if below is not None and self._is_plain(below) and not below.gap:
                tight[style] += 1
        return {style: tight[style] / count for style, count in total.items()}

    def _is_plain(self, piece: Piece) -> bool:
        return not (piece.line.cells or piece.line.level or find_marker(piece.text).style)

    def run(self) -> list[Entry]:
        """All entries in order."""
        for at, piece in enumerate(self.pieces):
            self._add(at, piece)
        return self.entries

    def _add(self, at: int, piece: Piece) -> None:
        line, text = piece.line, piece.text
        marker = self._marker(piece)
        current = self.entries[-1] if self.entries else None
        if (
            current is not None
            and not (current.cells or line.cells or line.level or marker.style)
            and self._continues(at, current, piece)
        ):
            current.pieces.append((len(current.text), line.number))
            current.text = joined(current.text, text)
            return
        if marker.style == _NUMBERED and marker.number is not None:
            self.next_number = marker.number + 1
        rest = text[marker.length :].strip(" 　")
        boxed = marker.style.startswith("b:") and bool(rest[:-1].strip()) and rest[-1] == text[0]
        if boxed:
            # 「■基本目標■」: the mark stands on both sides.
            rest = rest[:-1].rstrip(" 　")
        if marker.length and _BRACKETS.get(text[0], "") == rest[-1:] and text[0] not in rest:
            # 「【施策１：安全】」: the bracket holds the mark and the title.
            rest = rest[:-1].rstrip(" 　")
        self.entries.append(
            Entry(
                marker,
                rest,
                [(0, line.number)],
                line.level,
                line.indent,
                piece.gap or piece.bridged,
                line.strong,
                line.cells,
                boxed=boxed,
            )
        )

    def _marker(self, piece: Piece) -> Marker:
        if piece.line.cells:
            return NONE
        current = self.entries[-1] if self.entries else None
        gap = piece.gap or piece.bridged
        if current is not None and not gap and not piece.line.level and is_open(current.text):
            return NONE
        marker = find_marker(piece.text, self.next_number)
        if not marker.style:
            marker = find_marker(piece.text, 1)
        if marker.style.startswith("word:") and not gap and self._only_themes(piece.text):
            return NONE
        if marker.style == "b:・" and not gap and current is not None:
            broken = self._is_full(current) and not current.marker.style.startswith("b:")
            if broken or not self.middle_dots:
                return NONE
        return marker

    def _only_themes(self, text: str) -> bool:
        """「テーマ５」 or 「〔戦略２〕」, where the wording is no numbered heading's own."""
        words = _THEMES.search(text)
        if words is None or (words[0] in ("戦略", "政策") and text[0] not in _BRACKETS):
            return False
        found, rest = find_themes(text)
        return bool(found) and not rest.strip(" 　・、（）()")

    def _continues(self, at: int, current: Entry, piece: Piece) -> bool:
        before, text = current.text, piece.text
        if not before:
            return True
        if BUDGET.match(narrow(text)):
            return False
        if enclosed(before).style and annotate(before).title:
            return False
        if piece.gap and not piece.bridged:
            return not (current.level or is_part_head(before)) and must_go_on(before, text)
        if _only_notes(text) or (enclosed(text).style and _goes_on_numbering(before, text)):
            # A mark, an amount or a theme that slipped to a line of its own.
            return True
        bound = must_go_on(before, text) or leans_back(text)
        if current.level:
            return bound or ends_open(before) or self._seen_whole(joined(before, text))
        if not is_open(before) and self._only_themes(text):
            return False
        if self._is_full(current) and not (piece.bridged or enclosed(text).style):
            return True
        if before.endswith(("：", ":")):
            return True
        if self._seen_whole(joined(before, text)) or closes_wave(before, text):
            return True
        if not bound and self._begins_anew(current, piece):
            return False
        if piece.bridged:
            cut = bool(current.marker.style) and ends_open(before)
            cut = cut and not before.endswith(self.short_names)
            return cut or (len(before) > _PROSE and goes_on(before, text))
        if before.endswith("。"):
            long = len(text) > _PROSE or "。" in text or "、" in text
            return long and not current.marker.style
        if current.marker.style:
            return bound or self._item_continues(at, current, text)
        return bound or self._prose_continues(at, current, text)

    def _is_full(self, entry: Entry) -> bool:
        """Whether the entry's last line reached the width at which this document was wrapped."""
        last = (
            len(entry.text)
            - entry.pieces[-1][0]
            + (entry.marker.length if len(entry.pieces) == 1 else 0)
        )
        # Amounts set flush right make lines of one length, though nothing was wrapped.
        return bool(self.width) and last >= self.width - 1 and not entry.text.endswith("円")

    def _begins_anew(self, current: Entry, piece: Piece) -> bool:
        """A line said alone elsewhere too, in bold, enclosed, or worded as the head of a part."""
        if (piece.line.strong and not current.strong) or enclosed(piece.text).style:
            return True
        if is_title(piece.text):
            return True
        if (
            is_part_head(current.text)
            or is_title(current.text)
            or narrow(piece.text).startswith(_OPENERS)
        ):
            return True
        grammar = goes_on(current.text, piece.text)
        alone = self.standing[key(piece.text)] > 1 and len(key(piece.text)) > 4
        if alone and not (grammar and current.marker.style):
            return True
        return is_part_head(piece.text) and not leans_forward(current.text)

    def _prose_continues(self, at: int, current: Entry, text: str) -> bool:
        before = current.text
        if before.endswith(self.short_names) or is_complete(before):
            return False
        if before[-1] in "】］〕]）)" and len(before) <= _TITLE and find_themes(before)[0]:
            return False
        above = self.entries[-2] if len(self.entries) > 1 else None
        ahead = self._ahead(at)
        blocks = self.gappy and current.gap and self.tight.get("", 0) < _SELDOM
        heading = len(before) <= _PROSE and "、" not in before and "。" in ahead and not blocks
        if heading and (self.standing[key(before)] > 1 or is_nominal(before)):
            return must_go_on(before, text) or leans_back(text)
        if not current.gap and _is_phrase(before) and _is_phrase(ahead):
            # Short phrases one below the other, none leaning on the next, are a list.
            return goes_on(before, text)
        if above is not None and above.marker.style and not current.gap:
            # A paragraph right below an item is one paragraph, however it was cut.
            return True
        if goes_on(before, text) or len(before) > _PROSE or "、" in before:
            return True
        # In a document of blocks, a block is one paragraph, unless a head and a sentence share it.
        return self.gappy and current.gap and (blocks or "。" not in ahead)

    def _item_continues(self, at: int, current: Entry, text: str) -> bool:
        """Whether a line below an item or heading is more of its title, or its text."""
        before = current.text
        if "。" in before:
            return True
        if ends_open(before) and not before.endswith(self.short_names):
            return True
        told = len(before) > _PROSE or " ~ " in narrow(before[-300:])
        if current.marker.style.startswith("b:") and told and "。" not in text:
            return True
        if before[-1] in "】］〕]）)円":
            return False
        ahead = self._ahead(at)
        if (
            len(before) + len(ahead) > _TITLE
            or ("、" in ahead and len(ahead) > 20)
            or "。" in ahead
        ):
            return False
        below = self.pieces[at + 1] if at + 1 < len(self.pieces) else None
        more = below is not None and not below.gap and self._is_plain(below)
        more = more and below is not None and not _is_phrase(below.text)
        if goes_on(before, text):
            # A title may end in a verb; where every title has a text below, one line is the text.
            return more or self.tight.get(current.marker.style, 0) < _ALWAYS
        is_item = current.marker.style.startswith("b:")
        if is_item and more and below is not None and "。" in below.text:
            # A short line above a sentence is a heading of its own.
            return False
        seldom = _SELDOM_ITEM if is_item else _SELDOM
        return self.tight.get(current.marker.style, 0) < seldom or (more and "、" not in text)

    def _ahead(self, at: int) -> str:
        """The line with those below it that grammar binds to it."""
        text = self.pieces[at].text
        for piece in self.pieces[at + 1 : at + 6]:
            if piece.gap or not self._is_plain(piece) or not goes_on(text, piece.text):
                break
            text = joined(text, piece.text)
        return text

    def _seen_whole(self, text: str) -> bool:
        return len(text) <= _LONGEST_TITLE and key(text) in self.marked_standing


def _is_short_block(piece: Piece) -> bool:
    """An unmarked line that opens a block and could be a head."""
    return piece.gap and len(piece.text) <= _PROSE and not set("。、") & set(piece.text)


def _wrap_width(texts: list[str]) -> int:
    """The length no line exceeds and many reach, where a text was wrapped; else 0."""
    longest = max(map(len, texts), default=0)
    full = sum(len(text) >= longest - 1 for text in texts)
    return longest if longest >= _NARROWEST and full >= max(4, 0.04 * len(texts)) else 0


def _only_notes(text: str) -> bool:
    """Nothing but marks or an amount of money, in brackets or not."""
    return len(text) <= _TITLE and not annotate(text).title


def _goes_on_numbering(before: str, after: str) -> bool:
    """「テーマ【02】」 above 「【03】」."""
    return before.endswith("】") and not find_themes(after)[1] and bool(find_themes(after)[0])


def _is_phrase(text: str) -> bool:
    """A short noun phrase that may stand alone."""
    return len(text) <= _PROSE and not set("。、") & set(text) and is_nominal(text)
