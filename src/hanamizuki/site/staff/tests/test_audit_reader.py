"""The reader of the trail says actions in words, with the key beside them."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.test import Client
from tests.support.staff import log_in, make_account

from hanamizuki.core import audit
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role

pytestmark = pytest.mark.django_db
WORDS = {"ja": "役割を変えた", "en": "Changed roles"}


@pytest.fixture
def boss() -> Account:
    account = make_account("boss@example.lg.jp", Role.ADMINISTRATOR)
    with transaction.atomic():
        audit.record(account, "people.roles_changed", f"account:{account.pk}", reason="異動")
    return account


@pytest.mark.parametrize("language", WORDS)
def test_an_action_is_words_with_its_key_in_small_print(boss: Account, language: str) -> None:
    page = log_in(Client(), boss).get("/staff/audit/", headers={"Accept-Language": language})
    text = page.content.decode()
    row = f'<td>{WORDS[language]}<br><code class="muted">people.roles_changed</code></td>'
    assert row in text


def test_the_filter_offers_words_and_finds_by_them(boss: Account) -> None:
    client = log_in(Client(), boss)
    text = client.get("/staff/audit/", headers={"Accept-Language": "ja"}).content.decode()
    assert re.search(r'<option value="people.roles_changed"[^>]*>役割を変えた</option>', text)
    found = client.get(
        "/staff/audit/?action=people.roles_changed", headers={"Accept-Language": "ja"}
    ).content.decode()
    assert "異動" in found and 'class="muted">read</code>' not in found
