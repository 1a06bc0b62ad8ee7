"""Whether a line goes on in the next one: broken titles and prose put together again."""

from __future__ import annotations

import re
from functools import lru_cache

from hanamizuki.policy.logic.japanese import is_attributive, tokens
from hanamizuki.policy.logic.widths import narrow

_OPEN = {"「": "」", "『": "』", "(": ")", "【": "】", "[": "]", "《": "》", "〈": "〉"}
_CLOSERS = frozenset(_OPEN.values())
_SENTENCE_END = re.compile(r"[。！？!?][」』)]*$")
_KINSOKU = re.compile(r"^[、。，．」』)）】〕》〉！？ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ]")
_NEVER_FIRST = frozenset(
    ["する", "し", "さ", "な", "で", "に", "を", "が", "は", "へ", "も", "よう", "ため"]
)
# Brackets and waves are looked for this far back only, so that long texts stay quick.
_NEAR = 300
# So many letters tell how a line ends.
_TAIL = 40
# Verbs that only link what comes before with what follows (…による…, …に関する…).
_LINKING = frozenset(["よる", "関する", "対する", "なる", "係る", "伴う", "基づく", "資する"])
_NEVER_LAST = frozenset(["を", "の", "が", "て", "は", "も", "や", "と"])
_LATIN = re.compile(r"[A-Za-z]$")


def joined(before: str, after: str) -> str:
    """Two pieces as one: Latin words keep a space, Japanese none."""
    if _LATIN.search(narrow(before[-1:])) and re.match(r"[A-Za-z]", narrow(after)):
        if before.endswith("-"):
            return before[:-1] + after
        return f"{before} {after}"
    return before + after


def is_open(text: str) -> bool:
    """Whether a bracket, quotation or ～ of the text still waits for its partner."""
    return _tail_is_open(text[-_NEAR:])


@lru_cache(maxsize=256)
def _tail_is_open(tail: str) -> bool:
    plain = narrow(tail)
    depth = sum(plain.count(sign) for sign in _OPEN) - sum(plain.count(sign) for sign in _CLOSERS)
    return depth > 0 or (plain.startswith("~") and plain.count("~") == 1)


def closes_wave(before: str, after: str) -> bool:
    """Whether a ～subtitle～ begun at the end of one line ends with the next."""
    one, two = narrow(before[-_NEAR:]), narrow(after[-_NEAR:])
    return one.count("~") == 1 and two.count("~") == 1 and two.endswith("~")


def is_complete(text: str) -> bool:
    """Whether a line is closed by its own marks: all in quotes, or ending in ～…～."""
    if len(text) > _NEAR:
        return False
    plain = narrow(text)
    quoted = plain[:1] in ("「", "『") and plain[-1:] in ("」", "』")
    return quoted or (plain.endswith("~") and plain.count("~") >= 2)


def goes_on(before: str, after: str) -> bool:
    """Whether `after` must belong to the same phrase as `before`, by grammar alone."""
    if not before or _SENTENCE_END.search(before[-_TAIL:]):
        return False
    if is_open(before) or before.endswith(("、", "・", "，", "／", "×")) or _KINSOKU.match(after):
        return True
    return _bound(before, after)


def must_go_on(before: str, after: str) -> bool:
    """The strict form for lines with a blank between: an open bracket, a comma, or a cut word."""
    if not before or _SENTENCE_END.search(before[-_TAIL:]):
        return False
    if is_open(before) or before.endswith(("、", "，")) or _KINSOKU.match(after):
        return True
    return _cut(before, after, suffix=False)


def leans_back(after: str) -> bool:
    """Whether a line begins with a word that cannot begin one (の, な, する)."""
    first = tokens(after[:_TAIL])[0]
    return first.pos in ("助詞", "助動詞") or first.surface in _NEVER_FIRST


def leans_forward(before: str) -> bool:
    """Whether a line ends in a particle or an inflected word, so that more must come."""
    last = tokens(before[-_TAIL:])[-1]
    if last.pos in ("助詞", "接頭辞", "連体詞", "接続詞") or is_attributive(last):
        return True
    return last.pos in ("動詞", "助動詞", "形容詞") and last.form.startswith("連用")


def ends_open(before: str) -> bool:
    """Whether a line ends in a word no title ends in (を, の, て, による)."""
    last = tokens(before[-_TAIL:])[-1]
    if last.surface == "なる":
        # 「拠点となる」 wants a noun, 「健康になる」 is a whole title.
        return [t.surface for t in tokens(before[-_TAIL:])][-2:-1] == ["と"]
    if last.surface in _LINKING or (last.pos == "助動詞" and last.surface in ("た", "な")):
        return True
    return last.pos == "助詞" and last.surface in _NEVER_LAST


def _bound(before: str, after: str) -> bool:
    return leans_forward(before) or leans_back(after) or _cut(before, after, suffix=True)


def _cut(before: str, after: str, *, suffix: bool) -> bool:
    """Whether the border falls inside a word, or (`suffix`) before the ending of a compound."""
    tail, head = before[-12:], after[:12]
    border = len(tail)
    for token in tokens(tail + head):
        if token.begin == border:
            bound = token.pos in ("接尾辞", "助詞", "助動詞")
            return suffix and bound and token.surface not in ("等", "など")
        if token.begin < border < token.end:
            return token.pos != "補助記号"
    return False
