"""The many ways people write one address, made for every town: text and what must come out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import jaconv

from hanamizuki.core.places.logic.types import Town

HYPHENS = "-－‐‑‒–—―−ーｰ﹣〜の.・/"
_VARIANTS = str.maketrans("島高富曽台戸区横浜吉", "嶋髙冨曾臺戶區橫濱𠮷")
_KANJI = "〇一二三四五六七八九"
_FULL = str.maketrans("0123456789-", "０１２３４５６７８９－")
_MACRONS = (("ou", "ō"), ("oo", "ō"))


@dataclass(frozen=True, slots=True)
class Form:
    """`complete`: the text names one town beyond doubt; `numbers`: block and go must be read."""

    kind: str
    text: str
    complete: bool = True
    numbers: tuple[int | None, int | None] | None = None


def kanji(number: int) -> str:
    """12 → 十二, 1240 → 千二百四十."""
    out = ""
    for unit, mark in ((1000, "千"), (100, "百"), (10, "十")):
        digit, number = divmod(number, unit)
        out += (_KANJI[digit] if digit > 1 else "") + (mark if digit else "")
    return out + (_KANJI[number] if number else "")


def _digits(number: int) -> str:
    return "".join(_KANJI[int(char)] for char in str(number))


def romaji(kana: str, macron: bool) -> str:
    out = jaconv.kana2alphabet(jaconv.kata2hira(kana))
    for plain, long in _MACRONS:
        out = out.replace(plain, long if macron else "o")
    return out.capitalize()


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the address of one town with one house number."""

    town: Town
    block: int
    go: int

    @property
    def pair(self) -> tuple[int, int]:
        return self.block, self.go

    def joined(self, mark: str) -> str:
        parts = (self.town.chome, self.block, self.go)
        return mark.join(str(part) for part in parts if part is not None)

    def chome(self, suffix: str) -> str:
        return f"{self.town.chome}{suffix}" if self.town.chome is not None else ""

    def short(self, mark: str = "-") -> str:
        return self.town.name + self.joined(mark)

    def formal(self) -> str:
        return f"{self.town.full_name}{self.block}番{self.go}号"

    def kanji_formal(self) -> str:
        return f"{self.town.full_name}{kanji(self.block)}番{kanji(self.go)}号"

    def kanji_joined(self, mark: str) -> str:
        parts = [kanji(self.block), kanji(self.go)]
        if self.town.chome is not None:
            parts.insert(0, kanji(self.town.chome))
        return self.town.name + mark.join(parts)


def _prefixes(w: Writer) -> Iterator[Form]:
    for prefix in (
        "神奈川県横浜市港北区",
        "横浜市港北区",
        "港北区",
        "",
        "神奈川県",
        "横浜市",
        "横浜港北区",
        "日本国神奈川県横浜市港北区",
        "日本、神奈川県、横浜市、港北区、",
        "神奈川県 横浜市 港北区 ",
        "かながわけんよこはましこうほくく",
        "住所：港北区",
    ):
        yield Form(f"prefix {prefix}", prefix + w.short(), True, w.pair)


def _numbers(w: Writer) -> Iterator[Form]:
    for mark in HYPHENS:
        yield Form(f"hyphen {mark}", w.short(mark), True, w.pair)
    yield Form("formal", "横浜市港北区" + w.formal(), True, w.pair)
    yield Form("full width", "港北区" + w.short().translate(_FULL), True, w.pair)
    yield Form("full width formal", w.formal().translate(_FULL), True, w.pair)
    yield Form("kanji numbers", w.kanji_formal(), True, w.pair)
    for mark in ("の", "ノ", "ー", "-", "・"):
        yield Form(f"kanji joined {mark}", w.kanji_joined(mark), True, w.pair)
    place = f"{_digits(w.block)}番{_digits(w.go)}号"
    yield Form("kanji digits", w.town.full_name + place, True, w.pair)
    name, block, go = w.town.name, w.block, w.go
    yield Form("chome arabic", f"{name}{w.chome('丁目')}{block}番{go}号", True, w.pair)
    yield Form("chome then hyphen", f"{name}{w.chome('丁目')}{block}-{go}", True, w.pair)
    yield Form("lot", f"{name}{w.chome('丁目')}{block}番地{go}", True, w.pair)
    yield Form("lot の", f"{name}{w.chome('丁目')}{block}番地の{go}", True, w.pair)
    yield Form("丁", f"{name}{w.chome('丁')}{block}番{go}号", True, w.pair)
    yield Form("block only", f"{name}{w.chome('丁目')}{block}番", True, (block, None))
    yield Form("four numbers", f"{w.short()}-201", True, w.pair)
    if w.town.chome is not None:
        yield Form("space numbers", f"{name}{w.town.chome} {block} {go}", True, None)


def _postal(w: Writer) -> Iterator[Form]:
    code = w.town.postal_code
    bare = code.replace("-", "")
    address = "横浜市港北区" + w.short()
    for text in (
        f"〒{code} {address}",
        f"〒{code}\n{address}",
        f"{code}{address}",
        f"{bare} {address}",
        f"〒{bare}{address}",
        f"〒 {code.translate(_FULL)}　{address}",
        f"{address} 〒{code}",
        f"{address} {code}",
        f"{address}（{code}）",
        f"〒{code.replace('-', 'ー')} {w.short()}",
    ):
        yield Form("postal code", text, True, w.pair)
    numbers = f"〒{code} {w.joined('-')}"
    yield Form("postal code and numbers", numbers, True, w.pair)
    yield Form("postal code alone", code, w.town.chome is None)


def _layout(w: Writer) -> Iterator[Form]:
    address = "横浜市港北区" + w.short()
    for tail in ("ハイツ日吉201", "サンハイツ", "メゾン綱島 3-2", "綱島西ビル5階", "(大倉山方)"):
        yield Form("building", f"{address} {tail}", True, w.pair)
    yield Form("building, close", f"{w.formal()}ハイツ日吉201", True, w.pair)
    yield Form("room", f"{w.formal()} 201号室", True, w.pair)
    yield Form("comma building", f"{address}、コーポ三番館", True, w.pair)
    yield Form("wide spaces", f"横浜市　港北区　{w.town.name}　{w.joined('-')}", True, w.pair)
    yield Form("spread letters", " ".join(address), True, w.pair)
    yield Form("lines", f"横浜市港北区\r\n{w.town.name}\n{w.joined('-')}", True, w.pair)
    yield Form(
        "split name", f"港北区{w.town.name[0]} {w.town.name[1:]}{w.joined('-')}", True, w.pair
    )
    yield Form("tabs around", f"\t {address} \t", True, w.pair)
    yield Form("oaza", f"港北区大字{w.short()}", True, w.pair)
    yield Form("decomposed", unicodedata.normalize("NFD", address), True, w.pair)
    yield Form("zero width", "\u200b".join(address), True, w.pair)
    yield Form("old characters", address.translate(_VARIANTS), True, w.pair)
    yield Form("small ke", "港北区" + w.short().replace("が", "ヶ"), True, w.pair)
    yield Form("large ke", "港北区" + w.short().replace("が", "ケ"), True, w.pair)


def _kana(w: Writer) -> Iterator[Form]:
    katakana = w.town.kana
    hiragana = jaconv.kata2hira(katakana)
    half = jaconv.z2h(katakana, kana=True, digit=False, ascii=False)
    for name in (katakana, hiragana, half):
        yield Form("kana", f"港北区{name}{w.joined('-')}", True, w.pair)
        yield Form("kana bare", f"{name}{w.joined('-')}", True, w.pair)
    spoken = f"{hiragana}{w.chome('ちょうめ')}{w.block}ばん{w.go}ごう"
    yield Form("kana chome", spoken, True, w.pair)
    yield Form("kana all", f"よこはまし こうほくく {spoken}", True, w.pair)


def _latin(w: Writer) -> Iterator[Form]:
    number = w.joined("-")
    for macron in (False, True):
        name = romaji(w.town.kana, macron)
        ward = "Kōhoku-ku" if macron else "Kohoku-ku"
        text = f"{number} {name}, {ward}, Yokohama, Kanagawa {w.town.postal_code}, Japan"
        yield Form("romaji", text, True, w.pair)
        yield Form("romaji bare", f"{number} {name}", True, w.pair)
        yield Form("romaji city", f"{number}, {name}, {ward}, Yokohama-shi", True, w.pair)
        order = f"Kanagawa-ken Yokohama-shi {ward} {name} {number}"
        yield Form("romaji, Japanese order", order, True, w.pair)
    spelled = jaconv.kana2alphabet(jaconv.kata2hira(w.town.kana))
    yield Form("romaji wapuro", f"{number} {spelled.upper()} KOUHOKU-KU", True, w.pair)
    if w.town.chome is not None:
        chome = f"{w.town.chome} Chōme−{w.block}−{w.go}"
        name = romaji(w.town.kana, False)
        where = f"Kanagawa, Yokohama, Kohoku Ward, {name}, {chome}"
        yield Form("romaji, map order", f"〒{w.town.postal_code} {where}", True, w.pair)
        yield Form("romaji, map", f"{chome} {name}, Kohoku Ward, Yokohama", True, w.pair)
        text = f"{w.block}-{w.go}, {spelled} {w.town.chome}-chome, Kohoku Ward, Yokohama City"
        yield Form("romaji chome", text, True, w.pair)


def _incomplete(w: Writer) -> Iterator[Form]:
    lone = w.town.chome is None
    yield Form("name alone", w.town.name, lone)
    yield Form("ward and name", f"港北区{w.town.name}", lone)
    yield Form("block, no chome", f"{w.town.name}{w.block}番{w.go}号", lone)
    yield Form("chome alone", w.town.full_name, True)
    yield Form("chome arabic alone", w.town.name + w.chome("丁目"), True)
    stem = w.town.name[:-1]
    # 大曽根 is a town of its own, not 大曽根台 cut short.
    if (len(stem) > 1 and w.town.name[-1] in "町東西北") or stem == "綱島":
        yield Form("stem", f"港北区{stem}{w.joined('-')}", False)
        yield Form("stem with code", f"{w.town.postal_code} {stem}{w.joined('-')}", False)


def forms(town: Town, block: int, go: int) -> Iterator[Form]:
    """All forms of one address; the numbers are the caller's."""
    writer = Writer(town, block, go)
    for part in (_prefixes, _numbers, _postal, _layout, _kana, _latin, _incomplete):
        yield from part(writer)


def all_forms(towns: tuple[Town, ...]) -> Iterator[tuple[Town, Form]]:
    """Every form of every town, with house numbers that differ from town to town."""
    for index, town in enumerate(towns):
        block = index * 7 % 40 + 1 if town.chome is not None else index * 131 % 2400 + 1
        for form in forms(town, block, index * 3 % 19 + 1):
            yield town, form
