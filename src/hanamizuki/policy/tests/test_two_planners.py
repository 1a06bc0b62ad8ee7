"""Two planners on one line at once, through their browsers: nothing is lost, nothing unseen."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from hanamizuki.policy.models import GenderCheck, Line, Proposal
from hanamizuki.policy.tests.staff_pages import *  # noqa: F403
from hanamizuki.policy.tests.staff_pages import form_of, page, save

pytestmark = pytest.mark.django_db


def text_of(line: Line) -> str:
    return f"/staff/policy/lines/{line.pk}/text/"


def test_the_second_is_shown_the_firsts_change_and_loses_nothing(
    first: Client, second: Client, line: Line
) -> None:
    opened = form_of(second.get(text_of(line)))
    save(first, text_of(line), title_ja="一人目の題", text_ja="一人目の説明")
    typed = {"title_ja": "二人目の題", "works_when_ja": "二人目の条件", "mark": "new"}
    answer = second.post(text_of(line), {**opened, **typed, "reason": "二人目のわけ"})
    html = page(answer)
    assert answer.status_code == 409
    assert "planner（企画調整）が、" in html
    # Before, theirs and yours, each with its difference marked.
    assert "<ins>一人目の題</ins>" in html and "<ins>二人目の題</ins>" in html
    assert "<del>安全</del>" in html
    # What only the first changed is there, and all that the second typed.
    again = form_of(answer)
    assert (again["title_ja"], again["text_ja"]) == ("二人目の題", "一人目の説明")
    assert (again["works_when_ja"], again["mark"]) == ("二人目の条件", "new")
    assert again["reason"] == "二人目のわけ" and again["pick-title.ja"] == "yours"
    # Saved again it stands on the first one's work.
    answer = second.post(text_of(line), {**again, "title_ja": "二人で決めた題"})
    assert answer.status_code == 302
    fields = Proposal.objects.get().fields
    assert fields["title"] == {"ja": "二人で決めた題"}
    assert fields["text"] == {"ja": "一人目の説明"}
    assert fields["works_when"] == {"ja": "二人目の条件"} and fields["mark"] == "new"


def test_the_other_ones_text_can_be_chosen(first: Client, second: Client, line: Line) -> None:
    opened = form_of(second.get(text_of(line)))
    save(first, text_of(line), title_ja="一人目", themes=[])
    answer = second.post(text_of(line), {**opened, "title_ja": "二人目", "title_en": "Second"})
    again = {**form_of(answer), "pick-title.ja": "theirs"}
    assert second.post(text_of(line), again).status_code == 302
    proposal = Proposal.objects.get()
    assert proposal.fields["title"] == {"ja": "一人目", "en": "Second"}
    assert proposal.fields["themes"] == []


def test_a_third_change_in_between_is_shown_again(
    first: Client, second: Client, line: Line
) -> None:
    opened = form_of(second.get(text_of(line)))
    save(first, text_of(line), title_ja="一人目")
    answer = second.post(text_of(line), {**opened, "title_ja": "二人目"})
    save(first, text_of(line), title_ja="また一人目")
    answer = second.post(text_of(line), form_of(answer))
    assert answer.status_code == 409 and "<ins>また</ins>一人目" in page(answer)
    assert form_of(answer)["title_ja"] == "二人目"


def test_what_only_the_other_changed_is_taken_and_said(
    first: Client, second: Client, line: Line
) -> None:
    opened = form_of(second.get(text_of(line)))
    save(first, text_of(line), title_ja="一人目")
    answer = second.post(text_of(line), {**opened, "mark": "new"}, follow=True)
    assert "題（日本語）" in page(answer) or "行の言葉（日本語）" in page(answer)
    assert "そのまま取り入れました" in page(answer)
    fields = Proposal.objects.get().fields
    assert fields["title"] == {"ja": "一人目"} and fields["mark"] == "new"


def test_kinds_that_are_stored_at_once_say_whose_change_it_was(
    first: Client, second: Client, line: Line
) -> None:
    url = f"/staff/policy/lines/{line.pk}/progress/"
    opened = form_of(second.get(url))
    save(first, url, state="late", reason="雨")
    answer = second.post(url, {**opened, "state": "missed", "reason": "風"})
    assert answer.status_code == 409 and "planner（企画調整）が、" in page(answer)
    assert form_of(answer)["reason"] == "風"
    again = {**form_of(answer), "pick-state": "theirs", "reason": "雨と風"}
    assert second.post(url, again).status_code == 302
    line.refresh_from_db()
    assert (line.override.state, line.override.reason) == ("late", "雨と風")


def test_a_pack_loaded_in_between_has_no_author(second: Client, line: Line) -> None:
    opened = form_of(second.get(text_of(line)))
    Line.objects.filter(pk=line.pk).update(title={"ja": "パックの題"}, version=2)
    answer = second.post(text_of(line), {**opened, "title_ja": "二人目"})
    assert answer.status_code == 409 and "記録にありません" in page(answer)


def test_a_forged_beginning_is_not_believed(second: Client, line: Line) -> None:
    opened = form_of(second.get(text_of(line)))
    answer = second.post(text_of(line), {**opened, "base": "x", "title_ja": "二人目"})
    assert "開きなおしてください" in page(answer) and not Proposal.objects.exists()


# ---- really at once


def at_once(*work: Any) -> list[HttpResponse]:
    """Run each in a thread of its own, with its own connection, all released together."""
    gate = threading.Barrier(len(work))
    answers: list[Any] = [None] * len(work)

    def run(number: int) -> None:
        try:
            gate.wait(10)
            answers[number] = work[number]()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in range(len(work))]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return answers


def race(first: Client, second: Client, line: Line) -> None:
    """Both open, both change the title and something of their own, both save at the same moment.

    One is stored; the other is shown it, with everything typed, and saves on top.
    """
    clients = {"一人目": first, "二人目": second}
    languages = {"一人目": "works_when_ja", "二人目": "text_ja"}
    sent = {
        name: {**form_of(client.get(text_of(line))), "title_ja": name, languages[name]: name}
        for name, client in clients.items()
    }
    answers = at_once(*(lambda n=name: clients[n].post(text_of(line), sent[n]) for name in clients))
    codes = {name: answer.status_code for name, answer in zip(clients, answers, strict=True)}
    assert sorted(codes.values()) == [302, 409], codes
    (loser,) = [name for name, code in codes.items() if code == 409]
    (winner,) = set(clients) - {loser}
    answer = answers[list(clients).index(loser)]
    again = form_of(answer)
    assert f"<ins>{winner}</ins>" in page(answer) and again["title_ja"] == loser
    assert again[languages[winner]] == winner and again[languages[loser]] == loser
    assert clients[loser].post(text_of(line), again).status_code == 302
    proposal = Proposal.objects.get()
    assert proposal.fields["title"] == {"ja": loser} and proposal.version == 2
    assert proposal.fields["works_when"] == {"ja": "一人目"}
    assert proposal.fields["text"] == {"ja": "二人目"}


def race_for_the_first_record(first: Client, second: Client, line: Line) -> None:
    """The record is not there yet: still only one makes it, and the other sees it."""
    url = f"/staff/policy/lines/{line.pk}/gender/"
    opened = form_of(first.get(url))
    questions = ("who_benefits_known", "counted_by_gender", "time_and_place_fit")
    answers = dict.fromkeys((*questions, "no_stereotype", "decided_by_both"), "yes")
    codes = at_once(
        lambda: first.post(url, {**opened, **answers, "note": "一人目"}).status_code,
        lambda: second.post(url, {**opened, **answers, "note": "二人目"}).status_code,
    )
    assert sorted(codes) == [302, 409] and GenderCheck.objects.get().version == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("race", [race, race_for_the_first_record])
def test_two_at_the_same_moment(first: Client, second: Client, line: Line, race: Any) -> None:
    race(first, second, line)


@pytest.mark.postgres
def test_the_same_on_postgres(postgres_url: str) -> None:
    """This file's races again, in a process whose database is PostgreSQL."""
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", __file__]
    done = subprocess.run(
        [*words, "-k", "same_moment"],
        env={**os.environ, "DATABASE_URL": postgres_url, "PYTEST_ADDOPTS": ""},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout
