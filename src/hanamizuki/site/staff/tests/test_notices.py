"""What was sent and why: everybody their own, administrators all, given up ones again."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.support.staff import log_in, make_account

from hanamizuki.core import clock
from hanamizuki.core.audit import queries as audit
from hanamizuki.core.notices.models import Notice
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.site.staff.notices import masked

pytestmark = pytest.mark.django_db
JA = {"Accept-Language": "ja"}


def notice(to: Account | None, subject: str, state: str = Notice.State.WAITING) -> Notice:
    moment = clock.now()
    return Notice.objects.create(
        kind="test.kind",
        dedupe=subject,
        who=f"account:{to.pk}" if to else "",
        email="hanako@example.jp",
        language="ja",
        subject=subject,
        body="本文です",
        why="期日が近いため",
        state=state,
        created_at=moment,
        due_at=moment,
    )


@pytest.fixture
def two() -> tuple[Account, Account]:
    boss = make_account("boss@example.lg.jp", Role.ADMINISTRATOR)
    return boss, make_account("one@example.lg.jp", Role.VIEWER)


def test_everybody_sees_their_own_and_administrators_all(two: tuple[Account, Account]) -> None:
    boss, one = two
    notice(one, "値の期日です")
    notice(None, "別の人への通知")
    page = log_in(Client(), one).get("/staff/notices/", headers=JA).content.decode()
    assert "値の期日です" in page and "期日が近いため" in page and "別の人" not in page
    page = log_in(Client(), boss).get("/staff/notices/", headers=JA).content.decode()
    assert "値の期日です" in page and "別の人への通知" in page
    assert "h…@example.jp" in page and "hanako" not in page


def test_one_that_was_given_up_is_tried_again_and_that_is_recorded(
    two: tuple[Account, Account],
) -> None:
    failed = notice(two[1], "だめでした", Notice.State.FAILED)
    client = log_in(Client(), two[0])
    assert "もう一度送る" in client.get("/staff/notices/", headers=JA).content.decode()
    path = f"/staff/notices/{failed.pk}/retry/"
    assert client.get(path).status_code == 302
    failed.refresh_from_db()
    assert failed.state == Notice.State.FAILED
    client.post(path)
    failed.refresh_from_db()
    assert failed.state == Notice.State.WAITING
    entries = audit.page(audit.Filter(action="notices.retried")).entries
    assert [entry.subject for entry in entries] == [f"notice:{failed.pk}"]


def test_many_are_paged(two: tuple[Account, Account]) -> None:
    for n in range(51):
        notice(None, f"通知その{n:02}")
    client = log_in(Client(), two[0])
    first = client.get("/staff/notices/").content.decode()
    assert "通知その50" in first and "通知その00" not in first
    assert "通知その00" in client.get("/staff/notices/?page=2").content.decode()
    assert client.get("/staff/notices/?page=x").status_code == 200


@pytest.mark.parametrize(
    ("email", "shown"), [("a@b.jp", "a…@b.jp"), ("", "—"), ("@b.jp", "…@b.jp")]
)
def test_an_address_is_masked(email: str, shown: str) -> None:
    assert masked(email) == shown
