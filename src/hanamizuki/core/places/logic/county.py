"""The county (郡) in front of a town or village: part of its name that people often leave out."""

from __future__ import annotations

from dataclasses import replace

from .fold import key
from .types import Municipality, PostalLookup


def split_county(city: str) -> tuple[str, str]:
    """足柄下郡箱根町 → 足柄下郡, 箱根町; 郡山市, 上郡町 and 箱根町 → "" and the name."""
    head, mark, tail = city.partition("郡")
    if head and mark and len(tail) > 1 and tail[-1] in "町村":
        return head + mark, tail
    return "", city


def settled(home: Municipality, postal: PostalLookup) -> Municipality:
    """The municipality with its county apart, which is in its name or in the postal data."""
    county, city = split_county(home.city)
    if county:
        county_kana, city_kana = _split_kana(home.city_kana)
        return replace(home, county=county, county_kana=county_kana, city=city, city_kana=city_kana)
    if home.ward or not city.endswith(("町", "村")):
        return home
    known = {
        split_county(place.city)
        for place in postal.by_name(key(home.prefecture + city), frozenset())
        if place.prefecture == home.prefecture
    }
    counties = {before for before, name in known if name == city}
    return replace(home, county=counties.pop()) if len(counties) == 1 else home


def _split_kana(kana: str) -> tuple[str, str]:
    """かくうぐんはなぞのちょう → かくうぐん, はなぞのちょう; of きたぐんまぐん the last ぐん."""
    for mark in ("ぐん", "グン"):
        head, found, tail = kana.rpartition(mark)
        if head and found and tail:
            return head + found, tail
    return "", kana
