"""Kohoku's published amounts beside what came of them."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("policies")
def test_results_stand_beside_the_money_of_kohoku(client: Client) -> None:
    body = client.get("/policy/budget/2020/").content.decode()
    assert '/policy/1-1/"' in body and "2,011万円" in body and "はかっていない" in body
    assert "kudukuri-R02.html" in body
    line = client.get("/policy/1-1/").content.decode()
    assert "20,110" in line and "/policy/budget/2020/" in line
    years = {one["fiscal_year"]: one for one in client.get("/api/v1/policy/budget").json()["years"]}
    assert (years[2026]["state"], years[2024]["state"]) == ("proposed", "settled")
    assert years[2020]["state"] is None
