"""A comment from a line's page reaches its section, is answered by its day, and tells nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from tests.support.staff import SECTION, log_in, make_account, make_places

from hanamizuki.core.audit.models import Entry
from hanamizuki.core.clock import JST, now
from hanamizuki.core.clock.models import OpeningHours
from hanamizuki.core.clock.queries import office_day_after
from hanamizuki.core.notices.models import Notice
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.core.people.today import registry as today_registry
from hanamizuki.core.places import services as places
from hanamizuki.core.text.my_number import contains_my_number
from hanamizuki.policy import services
from hanamizuki.policy.evidence.lines import comments_in_time
from hanamizuki.policy.models import Comment, Line
from hanamizuki.policy.queries.comments import counted
from hanamizuki.policy.services.comments import Changed, answer, close, pass_on, receive

pytestmark = pytest.mark.django_db
PAGE, OTHER = "/policy/1/comment/", "other-section"
MY_NUMBER = "123456789018"


@pytest.fixture(autouse=True)
def december() -> Iterator[time_machine.Traveller]:
    """Monday 22 December 2025: the year's end lies within the ten days."""
    with time_machine.travel("2025-12-22T10:00:00+09:00", tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def ward(december: Any) -> Iterator[None]:
    make_places()
    fact = {"kind": "ward", "handles": {"ja": "x"}, "source": "見本"}
    places.store_sections(
        [
            {"code": SECTION, "name": {"ja": "見本課"}, **fact},
            {"code": OTHER, "name": {"ja": "別の課"}, **fact},
        ],
        {SECTION: [], OTHER: []},
    )
    OpeningHours.objects.create(
        rule_id="office",
        place="office",
        title={"ja": "役所"},
        weekdays=["mon", "tue", "wed", "thu", "fri"],
        open="08:45",
        close="17:00",
        closed=[["12-29", "01-03"]],
        source="見本",
    )
    lines = [
        services.LineInput("goal", "", "goal", {"ja": "よい町"}),
        services.LineInput("1", "goal", "project", {"ja": "訓練"}, {"section": SECTION}),
        services.LineInput("2", "goal", "project", {"ja": "みどり"}),
    ]
    services.store_policy(2025, {"title": {"ja": "見本"}, "source": "見本"}, lines)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def line() -> Line:
    return Line.objects.get(code="1")


@pytest.fixture
def staff() -> Account:
    return make_account("staff@example.lg.jp", Role.SECTION_STAFF)


def post(client: Client, path: str = PAGE, **typed: str) -> Any:
    return client.post(path, {"text": "訓練を土曜にもしてください", **typed})


def test_ten_office_days_leave_out_weekends_holidays_and_the_year_s_end() -> None:
    assert office_day_after(date(2025, 12, 22), 10) == date(2026, 1, 13)
    # 29 April, 3 to 6 May are holidays in 2026.
    assert office_day_after(date(2026, 4, 28), 1) == date(2026, 4, 30)
    OpeningHours.objects.all().delete()
    assert office_day_after(date(2026, 4, 28), 3) == date(2026, 5, 7)


def test_what_is_sent_reaches_the_section_and_says_what_happens_next(
    client: Client, staff: Account
) -> None:
    page = post(client, email="me@example.jp")
    text = page.content.decode()
    assert page.status_code == 200 and "2026年1月13日 までに、書いたアドレスに返事" in text
    comment = Comment.objects.get()
    assert (comment.section, comment.due_on, comment.language) == (SECTION, date(2026, 1, 13), "ja")
    mail = Notice.objects.get(kind="policy.comment_received")
    assert mail.email == staff.email and f"/staff/policy/comments/{comment.pk}/" in mail.body
    assert "土曜" not in mail.body
    entry = Entry.objects.order_by("-seq")[0]
    assert (entry.actor, entry.action) == ("resident", "policy.comment.received")
    assert "土曜" not in str(entry.change) and "example.jp" not in str(entry.change)


def test_no_account_no_cookie_no_token(staff: Account) -> None:
    strict = Client(enforce_csrf_checks=True)
    shown = strict.get(PAGE)
    assert not shown.cookies and "no-store" in shown["Cache-Control"]
    assert post(strict).status_code == 200 and not strict.cookies
    assert Comment.objects.count() == 1


def test_a_form_on_another_site_is_refused(client: Client) -> None:
    origins = ("https://elsewhere.example", "null", "http://[", "testserver")
    for headers in ({"sec-fetch-site": "cross-site"}, *({"origin": one} for one in origins)):
        page = client.post(PAGE, {"text": "まねした声"}, headers=headers)
        assert page.status_code == 429 and not Comment.objects.exists()
    own = client.post(PAGE, {"text": "声"}, headers={"origin": "http://testserver"})
    assert own.status_code == 200 and Comment.objects.count() == 1


def test_a_program_that_fills_in_everything_leaves_nothing(client: Client, staff: Account) -> None:
    page = post(client, again="https://spam.example")
    assert page.status_code == 429 and "訓練を土曜にもしてください" in page.content.decode()
    assert not Comment.objects.exists() and not Notice.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "   "}, "text"),
        ({"text": "あ" * 2001}, "text"),
        ({"text": f"番号は{MY_NUMBER}です"}, "text"),
        ({"text": "x\u0000y"}, "text"),
        ({"email": "no address"}, "email"),
        ({"email": "a@b.jp\nBcc: c@d.jp"}, "email"),
        ({"email": "a" * 250 + "@example.jp"}, "email"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field_and_stays_typed(
    client: Client, typed: dict[str, str], field: str
) -> None:
    assert contains_my_number(MY_NUMBER)
    page = post(client, **typed)
    assert page.status_code == 200 and field in page.context["comment_form"].errors
    assert not Comment.objects.exists() and not Notice.objects.exists()


def test_two_thousand_letters_of_any_kind_are_kept(client: Client) -> None:
    text = "葛󠄀𠮷" + "あ" * 1990
    assert post(client, text=text + "\r\n終").status_code == 200
    assert Comment.objects.get().text == text + "\n終"


def test_a_double_click_is_one_comment(client: Client, staff: Account) -> None:
    post(client)
    post(client)
    assert Comment.objects.count() == 1 and Notice.objects.count() == 1


def test_five_a_day_from_one_address_and_a_limit_for_all(
    client: Client, december: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [post(client, text=f"声{n}").status_code for n in range(7)]
    assert codes == [200] * 5 + [429] * 2 and Comment.objects.count() == 5
    elsewhere = client.post(PAGE, {"text": "よその声"}, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 200
    monkeypatch.setattr("hanamizuki.policy.views.comments.PER_DAY", 6)
    assert client.post(PAGE, {"text": "x"}, REMOTE_ADDR="192.0.2.8").status_code == 429
    december.move_to("2025-12-23T10:01:00+09:00")
    assert post(client, text="次の日").status_code == 200


def test_a_line_that_is_not_there_or_has_ended(client: Client, line: Line) -> None:
    assert client.get("/policy/9-9/comment/").status_code == 404
    Line.objects.filter(pk=line.pk).update(ended_on="2025-12-01", ended_why={"ja": "終わり"})
    assert post(client).status_code == 404 and not Comment.objects.exists()


def test_a_line_without_a_section_goes_to_the_planners(client: Client, staff: Account) -> None:
    planner = make_account("planner@example.lg.jp", Role.PLANNER)
    post(client, "/policy/2/comment/")
    (mail,) = Notice.objects.all()
    assert mail.email == planner.email
    comment = Comment.objects.get()
    assert log_in(Client(), staff).get(f"/staff/policy/comments/{comment.pk}/").status_code == 403
    inside = log_in(Client(), planner)
    assert inside.get(f"/staff/policy/comments/{comment.pk}/").status_code == 200


def said(line: Line, text: str = "声", email: str = "me@example.jp", **more: str) -> Comment:
    return receive(line, text, email=email, **more)


def test_the_answer_is_mailed_in_their_language_and_the_address_goes(
    line: Line, staff: Account
) -> None:
    comment = said(line, "Drills on Saturday?", language="en")
    answer(staff, comment, comment.version, "From April, yes.")
    mail = Notice.objects.get(kind="policy.comment_answered")
    assert mail.email == "me@example.jp" and mail.subject.startswith("An answer to your comment")
    assert "From April, yes." in mail.body and "Drills on Saturday?" in mail.body
    comment.refresh_from_db()
    assert (comment.state, comment.email, comment.answer) == ("answered", "", "From April, yes.")
    entry = Entry.objects.order_by("-seq")[0]
    assert entry.action == "policy.comment.answered" and "April" not in str(entry.change)


def test_without_an_address_nothing_is_mailed(line: Line, staff: Account) -> None:
    comment = said(line, email="")
    answer(staff, comment, comment.version, "掲示を直した")
    assert not Notice.objects.filter(kind="policy.comment_answered").exists()


def test_closing_needs_a_reason_and_forgets_the_address(line: Line, staff: Account) -> None:
    comment = said(line)
    with pytest.raises(ValidationError):
        close(staff, comment, comment.version, " ")
    close(staff, comment, comment.version, "宣伝")
    comment.refresh_from_db()
    assert (comment.state, comment.email) == ("closed", "")
    assert Entry.objects.order_by("-seq")[0].reason == "宣伝"


def test_passing_on_keeps_the_day_and_tells_the_other_section(line: Line, staff: Account) -> None:
    from hanamizuki.core.people.grants import Grant

    there = make_account("there@example.lg.jp", Grant(Role.SECTION_STAFF.value, section=OTHER))
    comment = said(line)
    due = comment.due_on
    with pytest.raises(ValidationError):
        pass_on(staff, comment, comment.version, SECTION, "x")
    pass_on(staff, comment, comment.version, OTHER, "別の課の仕事")
    comment.refresh_from_db()
    assert (comment.section, comment.due_on, comment.version) == (OTHER, due, 2)
    assert Notice.objects.filter(email=there.email).count() == 1
    with pytest.raises(PermissionDenied):
        answer(staff, comment, comment.version, "x")
    pass_on(there, comment, 2, SECTION, "やはり見本課")
    assert Notice.objects.filter(email=staff.email).count() == 2
    assert Entry.objects.filter(action="policy.comment.passed_on").count() == 2


def test_the_second_of_two_does_not_answer_again(line: Line, staff: Account) -> None:
    comment = said(line)
    seen = comment.version
    answer(staff, comment, seen, "一人目")
    with pytest.raises(Changed):
        answer(staff, comment, seen, "二人目")
    with pytest.raises(Changed):
        close(staff, comment, seen, "x")
    assert Notice.objects.filter(kind="policy.comment_answered").count() == 1
    inside = log_in(Client(), staff)
    page = inside.post(
        f"/staff/policy/comments/{comment.pk}/",
        {"do": "answer", "answer-version": str(seen), "answer-answer": "二人目の返事"},
    )
    text = page.content.decode()
    assert "ほかの人がこの声を扱いました" in text and "二人目の返事" in text and "一人目" in text


def test_the_inbox_has_late_ones_first_and_only_ours(
    line: Line, staff: Account, december: time_machine.Traveller
) -> None:
    said(line, "ふるい声")
    said(Line.objects.get(code="2"), "企画の声")
    december.move_to("2026-01-14T10:00:00+09:00")
    said(line, "あたらしい声")
    inside = log_in(Client(), staff)
    page = inside.get("/staff/policy/comments/")
    text = page.content.decode()
    assert text.index("ふるい声") < text.index("あたらしい声") and "企画の声" not in text
    assert [one.text for one in page.context["late"]] == ["ふるい声"]
    tasks = [t for t in today_registry.tasks(staff, now()) if "comments" in t.url]
    assert [task.late for task in tasks] == [True, False]
    done = inside.post(
        tasks[0].url, {"do": "close", "close-version": "1", "close-reason": "もう終わったこと"}
    )
    assert done.status_code == 302 and Comment.objects.filter(state="closed").count() == 1


def test_the_public_reads_counts_and_days_never_texts(
    client: Client, line: Line, staff: Account, december: time_machine.Traveller
) -> None:
    for n, day in enumerate((23, 24, 26)):
        comment = said(line, f"ひみつの声{n}")
        december.move_to(datetime(2025, 12, day, 9, tzinfo=JST))
        answer(staff, comment, 1, "ひみつの返事")
        december.move_to("2025-12-22T10:00:00+09:00")
    said(line, "まだの声")
    found = counted("1")
    assert (found.received, found.answered, found.waiting, found.median_days) == (4, 3, 1, 2)
    text = client.get(PAGE).content.decode()
    assert "これまでに4件の声が届き、3件に" in text and "2日" in text
    assert "ひみつ" not in text and "まだの声" not in text


def test_the_share_answered_in_time(
    line: Line, staff: Account, december: time_machine.Traveller
) -> None:
    assert comments_in_time(now()) == ()
    first, second, third = (said(line, f"声{n}") for n in range(3))
    assert comments_in_time(now()) == ()
    answer(staff, first, 1, "はい")
    december.move_to("2026-01-13T23:00:00+09:00")
    answer(staff, second, 1, "その日のうち")
    december.move_to("2026-01-14T09:00:00+09:00")
    (reading,) = comments_in_time(now())
    assert f"{reading.value:.1f}" == "66.7" and third.state == "new"
    december.move_to("2027-02-01T09:00:00+09:00")
    assert comments_in_time(now()) == ()
