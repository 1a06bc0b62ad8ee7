"""Groups: keys, the words for them, and what people type."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from tests.support.staff import make_places

from hanamizuki.core.evidence.models import Value
from hanamizuki.core.evidence.splits import (
    GENDERS,
    kind_of,
    split_label,
    split_labels,
    typed_key,
    valid_key,
)
from hanamizuki.core.evidence.templatetags.evidence import split_label as as_filter
from hanamizuki.core.evidence.tests.sample import statistic, value
from hanamizuki.core.places import services as places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def districts() -> None:
    make_places()
    name = {"ja": "日吉", "en": "Hiyoshi", "easy": "ひよし"}
    places.store_districts([{"code": "hiyoshi", "name": name, "source": "見本"}])


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("", {}),
        ("gender:female", {"ja": "女性", "en": "Women", "easy": "女の人"}),
        ("district:hiyoshi", {"ja": "日吉", "en": "Hiyoshi", "easy": "ひよし"}),
        ("district:gone", {"ja": "gone"}),
        ("age:65-74", {"ja": "65〜74歳", "en": "Age 65–74", "easy": "65歳から 74歳"}),
        ("age:75-", {"ja": "75歳以上", "en": "Age 75 and over", "easy": "75歳より 上"}),
        ("どちらかといえば住み続けたい", {"ja": "どちらかといえば住み続けたい"}),
    ],
)
def test_every_key_has_words(key: str, words: dict[str, str]) -> None:
    assert split_label(key) == as_filter(key) == words


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", ""),
        ("全体", ""),
        (" 女性 ", "gender:female"),
        ("男", "gender:male"),
        ("その他", "gender:other"),
        ("日吉", "district:hiyoshi"),
        ("日吉地区", "district:hiyoshi"),
        ("district:hiyoshi", "district:hiyoshi"),
        ("６５～７４歳", "age:65-74"),
        ("65-74", "age:65-74"),
        ("75歳以上", "age:75-"),
        ("75+", "age:75-"),
        ("14歳以下", "age:0-14"),
        ("15歳未満", "age:0-14"),
        ("74-65", None),
        ("district:gone", None),
        ("gender:cat", None),
        ("ねこ", None),
    ],
)
def test_what_people_type_becomes_a_key(text: str, key: str | None) -> None:
    assert typed_key(text) == key


def test_every_word_shown_may_be_typed() -> None:
    for key in (*GENDERS, "district:hiyoshi", "age:65-74", "age:75-", "age:0-14"):
        assert typed_key(split_label(key)["ja"]) == key and valid_key(key)
        assert kind_of(key) == key.partition(":")[0]


def test_many_groups_cost_one_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert len(split_labels([f"district:{n}" for n in range(20)])) == 20
    with django_assert_num_queries(0):
        split_labels(["", "gender:male", "age:1-2", "自由"])


def test_a_reader_sees_words_and_what_is_interim_and_since_when_it_is_stale(
    client: Client,
) -> None:
    statistic(every=1)
    at = date(2020, 4, 30)
    value(at, 100)
    for split in ("gender:female", "district:hiyoshi", "自由な言葉"):
        value(at, 50, split=split)
    page = client.get("/policy/indicators/population/").content.decode()
    for word in ("女性", "日吉", "自由な言葉", "2020年7月1日"):
        assert word in page
    assert "gender:" not in page and "district:" not in page and "途中の値" not in page
    value(date(2020, 5, 31), 300)
    assert 'class="spark"' in client.get("/policy/indicators/population/").content.decode()
    Value.objects.filter(value=300).update(interim=True)
    page = client.get("/policy/indicators/population/").content.decode()
    assert page.count("途中の値") == 2 and 'class="spark"' not in page


def test_the_migration_turns_words_into_keys_and_back() -> None:
    migration = import_module("hanamizuki.core.evidence.migrations.0002_entered")
    for split in ("女性", "男性", "子ども", ""):
        value(date(2025, 4, 1), 1, split=split)
    migration.words_to_keys(apps, None)
    keys = {"gender:female", "gender:male", "子ども", ""}
    assert set(Value.objects.values_list("split", flat=True)) == keys
    migration.keys_to_words(apps, None)
    assert Value.objects.filter(split__in=["女性", "男性"]).count() == 2
