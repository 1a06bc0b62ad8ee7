"""Projects run together in prose, told apart: 「AやBによるC、D等E、F」 → A, B…C, D, E, F."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from hanamizuki.policy.logic.japanese import Token, is_attributive, is_deed, tokens
from hanamizuki.policy.logic.widths import narrow

_OPEN, _CLOSE = "「『（(【〔[《〈", "」』）)】〕]》〉"
_ETC = ("等", "など")
_ENDING = re.compile(
    r"(?:(?:など|等)?(?:を行い|を進め|に取り組み|に努め|を図り)ます|し(?:ていき)?ます|していく)?[。．]?$"
)
_STEP = re.compile(r"(?:(?<=[一-鿿ァ-ヶー])し、|(?<=[うくすつぬむるぐぶ])(?:とともに|ほか)、)")
_OPENING = re.compile(r"^(?:また|さらに|そのほか|加えて|あわせて|併せて|このほか|特に)、")
_ENDS_IN_ETC = re.compile(r"(?:など|等|ほか|他)、?$")
_MAY_LIST = re.compile(r"[、，や]|及び|および|並びに|ならびに|と")
_QUOTES_NEXT = re.compile(r"^」\s*(?:「|、|や「|及び「|と「|など|等|$)")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing named; `umbrella` when it sums up the items listed before it with 等・など."""

    title: str
    umbrella: bool = False


def without_etc(text: str) -> str:
    """The text without など, 等 or ほか at its end, where that is a word of its own (not 平等)."""
    if not _ENDS_IN_ETC.search(text):
        return text
    body = text.rstrip("、")
    words = tokens(body)
    last = words[-1]
    if len(words) < 2 or last.surface not in (*_ETC, "ほか", "他"):
        return text
    return (
        body[: last.begin]
        .removesuffix("の" if last.surface in ("ほか", "他") else "")
        .rstrip(" 　、")
    )


def is_nominal(sentence: str) -> bool:
    """Whether a sentence ends in a noun, as lists of projects do, not in ます or る."""
    text = without_etc(sentence.rstrip("。．. "))
    words = [t for t in tokens(text) if t.pos != "空白"]
    if not words:
        return False
    last = words[-1]
    return last.pos in ("名詞", "接尾辞", "代名詞", "形状詞") or last.surface in _CLOSE


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with its 。; quotations are not cut."""
    found, depth, start = [], 0, 0
    for at, char in enumerate(text):
        depth += (char in _OPEN) - (char in _CLOSE)
        if char == "。" and depth <= 0:
            found.append(text[start : at + 1])
            start = at + 1
    found.append(text[start:])
    return [one.strip() for one in found if one.strip()]


def is_clause(text: str) -> bool:
    """Whether a phrase tells what is done with verbs (…を重ね…を策定), not by name alone."""
    words = tokens(text)
    for word, following in itertools.pairwise(words):
        if word.surface == "を" and following.pos != "動詞":
            rest = words[words.index(following) :]
            if all(t.pos in ("名詞", "接尾辞", "接頭辞") or t.surface == "・" for t in rest):
                return True
    return False


def is_narrative(text: str) -> bool:
    """Whether a phrase tells steps in one (…を把握し、…を推進), so names no single thing."""
    words = tokens(text)
    return any(
        word.surface in ("、", "，") and at and _is_verbal(words[at - 1])
        for at, word in enumerate(words)
    )


def split(text: str) -> list[Item]:
    """The things a nominal sentence names, in order, each a part of the text itself."""
    items: list[Item] = []
    for one in sentences(text):
        body = one.rstrip("。．")
        items.extend(_split_sentence(body))
    return [item for item in items if item.title]


def _split_sentence(text: str) -> Iterator[Item]:
    cuts = sorted(_cuts(text))
    start = 0
    umbrella = False
    for end, resume, next_is_umbrella in [*cuts, (len(text), len(text), False)]:
        if end < start:
            continue
        title = text[start:end].strip(" 　、")
        if title:
            yield Item(without_etc(title), umbrella)
        start, umbrella = resume, next_is_umbrella


def _cuts(text: str) -> list[tuple[int, int, bool]]:
    """(end of the item before, start of the next, whether the next is an umbrella)."""
    words = tokens(text)
    depth = 0
    begin = 0
    cuts: list[tuple[int, int, bool]] = []
    for at, word in enumerate(words):
        if word.surface in _OPEN:
            depth += 1
            continue
        if word.surface in _CLOSE:
            depth = max(0, depth - 1)
        if depth:
            continue
        cut = _cut_at(text, words, at, begin, bool(cuts))
        if cut:
            cuts.append(cut)
            begin = cut[1]
    return cuts


def _cut_at(
    text: str, words: tuple[Token, ...], at: int, begin: int, listed: bool
) -> tuple[int, int, bool] | None:
    word = words[at]
    if word.begin < begin:
        return None
    before = [t for t in words[:at] if t.begin >= begin]
    if not before:
        return None
    rest = text[word.end :]
    if word.surface == "」":
        # 「A」「B」: two names side by side.
        return (word.end, word.end, False) if rest.lstrip().startswith("「") else None
    if word.surface in ("、", "，", ","):
        told = _is_verbal(before[-1]) and not _is_verbal_noun(before)
        return None if told else (word.begin, word.end, False)
    if word.surface == "や":
        return _at_ya(word, before, rest)
    if word.surface in ("及び", "および", "並びに", "ならびに"):
        return _at_last(word, before, rest)
    if word.surface == "と":
        return _at_last(word, before, rest)
    if word.surface in ("ほか", "他") and not rest.startswith(("の", "に", "を", "、")):
        return _at_hoka(word, before)
    if word.surface in _ETC:
        return _at_etc(word, before, rest, listed)
    return None


def _is_verbal(token: Token) -> bool:
    """A verb, たり, て or し before the comma: the sentence goes on about the same thing."""
    return token.pos in ("動詞", "助動詞", "形容詞") or (
        token.pos == "助詞" and token.surface not in ("や", "と", "か")
    )


def _is_verbal_noun(before: list[Token]) -> bool:
    """「体験の受入れ」: the stem of a verb as a noun."""
    if len(before) < 2 or before[-1].surface == "し" or not before[-1].form.startswith("連用"):
        return False
    return before[-2].surface == "の" or before[-2].pos in ("名詞", "接尾辞")


def _is_whole(before: list[Token]) -> bool:
    """Whether the words name a deed with its object (資料の配布), not a thing or a bare noun."""
    last = before[-1]
    if last.surface in _CLOSE:
        return True
    if last.surface in _ETC and len(before) > 1:
        return _is_whole(before[:-1])
    return is_deed(last) and any(
        (t.pos == "助詞" and t.surface not in ("や", "と"))
        or is_attributive(t)
        or t.surface == "」"
        for t in before
    )


def _names_item(rest: str) -> bool:
    """Whether a quotation beginning `rest` is itself a member of the list."""
    plain = rest.lstrip()
    if not plain.startswith("「"):
        return False
    depth = 0
    for at, char in enumerate(plain):
        depth += (char == "「") - (char == "」")
        if depth == 0:
            return bool(_QUOTES_NEXT.match(plain[at:]))
    return False


def _at_ya(word: Token, before: list[Token], rest: str) -> tuple[int, int, bool] | None:
    if rest.startswith(("、", "，")):
        return word.begin, word.end + 1, False
    if before[-1].surface == "」" and not rest.lstrip().startswith("「"):
        # 「A」やBで…: a name among examples, unless what follows is a deed of its own.
        return (word.begin, word.end, False) if _deed_ahead(rest) else None
    if _is_whole(before) and _deed_ahead(rest):
        return word.begin, word.end, False
    return (word.begin, word.end, False) if _names_item(rest) else None


def _at_last(word: Token, before: list[Token], rest: str) -> tuple[int, int, bool] | None:
    """及び・並びに・と join the last two of a list; earlier ones bind words inside one item."""
    ahead = tokens(rest)
    if any(t.surface in ("、", "，", "や") for t in ahead) or not _is_whole(before):
        return None
    particles = [t for t in ahead if t.surface in ("の", "を") and t.pos == "助詞"]
    if ahead and is_deed(_last_deed(ahead)) and particles:
        return word.begin, word.end, False
    return None


def _last_deed(words: tuple[Token, ...]) -> Token:
    kept = [t for t in words if t.surface not in _ETC and t.pos not in ("空白", "補助記号")]
    return kept[-1] if kept else words[-1]


def _deed_ahead(rest: str) -> bool:
    """Whether the phrase up to the next separator says a deed, as the one before does."""
    ahead = tokens(rest)
    for t in ahead:
        if t.surface in ("、", "，"):
            return False
        if is_deed(t):
            return True
    return bool(ahead) and rest.lstrip().startswith("「")


def _at_hoka(word: Token, before: list[Token]) -> tuple[int, int, bool] | None:
    last = before[-1]
    if last.surface == "の":
        return last.begin, word.end, False
    return (word.begin, word.end, False) if is_attributive(last) else None


def _at_etc(
    word: Token, before: list[Token], rest: str, listed: bool
) -> tuple[int, int, bool] | None:
    """等 or など after a deed, then another noun phrase: the phrase sums up what was listed."""
    ahead = tokens(rest)
    if not ahead or not _is_whole(before):
        return None
    first = ahead[0]
    after_no = first.surface == "の"
    if after_no and not listed and before[-1].surface != "」":
        return None
    if not after_no and first.pos in ("助詞", "補助記号", "助動詞", "動詞"):
        return None
    phrase = _phrase(ahead[1:] if after_no else ahead)
    if sum(t.pos in ("助詞", "動詞") for t in phrase) == 0 and len(phrase) <= 2:
        return None
    resume = word.end + (first.end if after_no else 0)
    return word.begin, resume, True


def _phrase(words: tuple[Token, ...]) -> list[Token]:
    found: list[Token] = []
    for word in words:
        if word.surface in ("、", "，", "ほか"):
            break
        found.append(word)
    while found and found[-1].pos == "助詞":
        found.pop()
    return found


def from_sentence(sentence: str) -> list[Item]:
    """The things a sentence in ます form says are done; the sentence's own words, without 。"""
    body = _OPENING.sub("", sentence.rstrip("。． "))
    items: list[Item] = []
    for clause in _clauses(body):
        trimmed = _ENDING.sub("", clause)
        if trimmed and is_nominal(trimmed) and narrow(trimmed) != narrow(clause):
            items.extend(split(trimmed))
        elif clause:
            items.append(Item(clause))
    return items


def _clauses(sentence: str) -> list[str]:
    """「AをBし、CをDします」: two things done, where each clause has an object of its own."""
    found: list[str] = []
    start = 0
    for match in _STEP.finditer(sentence):
        before, after = sentence[start : match.start()], sentence[match.end() :]
        if "を" in before and "を" in after:
            found.append(before)
            start = match.end()
    return [*found, sentence[start:]]


def is_list(text: str) -> bool:
    """Whether a text names things in nouns only, not in sentences."""
    return bool(text) and all(is_nominal(one) for one in sentences(text))


def equal_deeds(text: str) -> list[str]:
    """The deeds a list item names side by side, where each is whole by itself; else the text.

    「食堂への支援、教室の運営」 is two; 「チラシ、ポスターの配布」 is one.
    """
    if not _MAY_LIST.search(text) or is_narrative(text) or is_clause(text):
        return [text]
    items = split(text)
    equal = all(not item.umbrella and _is_equal_deed(item.title) for item in items)
    if len(items) > 1 and equal and not any(_leans_on_list(item.title) for item in items[1:]):
        return [item.title for item in items]
    return [text]


def _is_equal_deed(text: str) -> bool:
    """Object, の or への, and a compound ending in a deed: 「教室の運営」, not 「防災訓練」."""
    words = [t for t in tokens(text) if t.pos != "空白"]
    at = len(words)
    while at and (
        words[at - 1].pos in ("名詞", "接尾辞", "接頭辞")
        # 「居場所」 and the like begin with the stem of a verb.
        or (words[at - 1].pos == "動詞" and words[at - 1].form.startswith("連用"))
    ):
        at -= 1
    return 0 < at < len(words) and is_deed(words[-1]) and words[at - 1].surface == "の"


def _leans_on_list(text: str) -> bool:
    """「支援の充実」 after 「子育ての相談、」: the first word may belong to the list before."""
    words = tokens(text)
    return len(words) > 1 and "サ変" in words[0].use and words[1].surface == "の"


def names_deed(text: str) -> bool:
    """Whether a phrase ends in something done, or in a quoted name."""
    words = [t for t in tokens(text) if t.pos != "空白"]
    return bool(words) and (is_deed(words[-1]) or words[-1].surface in _CLOSE)
