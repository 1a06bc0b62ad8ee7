"""The groups a value may speak about: keys in the tables, words for people.

"" is everyone; "gender:female|male|other|unknown", "district:CODE", "age:65-74", "age:75-" (75 and
over). Anything else is a pack's own Japanese word and shown as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from hanamizuki.core.places.models import District

KINDS: dict[str, dict[str, str]] = {
    "gender": {"ja": "男女別", "en": "By gender", "easy": "男の人・女の人 べつ"},
    "district": {"ja": "地区別", "en": "By district", "easy": "地区 べつ"},
    "age": {"ja": "年齢別", "en": "By age", "easy": "年れい べつ"},
}
EVERYONE = {"ja": "全体", "en": "Everyone", "easy": "みんな"}
GENDERS: dict[str, dict[str, str]] = {
    "gender:female": {"ja": "女性", "en": "Women", "easy": "女の人"},
    "gender:male": {"ja": "男性", "en": "Men", "easy": "男の人"},
    "gender:other": {"ja": "その他", "en": "Other", "easy": "そのほか"},
    "gender:unknown": {"ja": "性別不明", "en": "Gender unknown", "easy": "わからない"},
}
_WORDS = {
    "女性": "gender:female",
    "女": "gender:female",
    "男性": "gender:male",
    "男": "gender:male",
}
_TYPED = _WORDS | {"その他": "gender:other", "性別不明": "gender:unknown", "不明": "gender:unknown"}
_AGE = re.compile(r"age:(\d{1,3})-(\d{1,3})?")
_TYPED_AGE = re.compile(r"(\d{1,3})歳?(?:[〜~\-ー–](\d{1,3})歳?|(以上|\+))")
_TYPED_AGE_TO = re.compile(r"(\d{1,3})歳?(以下|未満)")


def pack_key(word: str) -> str:
    """The key of a pack's word for women or men; other words stay as they are."""
    return _WORDS.get(word, word)


def kind_of(split: str) -> str:
    """gender, district or age; "" for everyone and for a pack's free words."""
    kind = split.partition(":")[0] if ":" in split else ""
    return kind if kind in KINDS else ""


def valid_key(split: str) -> bool:
    """True for "" and for a well-formed key of a known kind; a district must be in the pack."""
    if split == "" or split in GENDERS:
        return True
    if found := _AGE.fullmatch(split):
        return found[2] is None or int(found[1]) <= int(found[2])
    code = split.removeprefix("district:")
    return code != split and District.objects.filter(code=code).exists()


def split_label(split: str) -> dict[str, str]:
    """The words for one group: {ja, en, easy}; {} for everyone."""
    return split_labels([split])[split]


def split_labels(splits: Iterable[str]) -> dict[str, dict[str, str]]:
    """The words for many groups by key; at most one query, and that for districts only."""
    wanted = set(splits)
    names = _district_names() if any(one.startswith("district:") for one in wanted) else {}
    return {split: _label(split, names) for split in wanted}


def typed_key(text: str) -> str | None:
    """The key of what somebody typed: a key, 女性, 65〜74歳, 75歳以上, a district; else None."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain in ("", EVERYONE["ja"]):
        return ""
    if plain in _TYPED:
        return _TYPED[plain]
    if found := _TYPED_AGE.fullmatch(plain):
        plain = f"age:{found[1]}-{found[2] or ''}"
    elif found := _TYPED_AGE_TO.fullmatch(plain):
        plain = f"age:0-{int(found[1]) - (found[2] == '未満')}"
    if kind_of(plain):
        return plain if valid_key(plain) else None
    for code, name in _district_names().items():
        if plain in (name.get("ja"), f"{name.get('ja')}地区"):
            return f"district:{code}"
    return None


def _district_names() -> dict[str, dict[str, str]]:
    return dict(District.objects.values_list("code", "name"))


def _label(split: str, districts: Mapping[str, dict[str, str]]) -> dict[str, str]:
    if split in GENDERS:
        return dict(GENDERS[split])
    if split.startswith("district:"):
        code = split.removeprefix("district:")
        return dict(districts.get(code, {"ja": code}))
    if found := _AGE.fullmatch(split):
        low, high = found[1], found[2]
        if high is None:
            return {"ja": f"{low}歳以上", "en": f"Age {low} and over", "easy": f"{low}歳より 上"}
        return {
            "ja": f"{low}〜{high}歳",
            "en": f"Age {low}–{high}",
            "easy": f"{low}歳から {high}歳",
        }
    return {"ja": split} if split else {}
