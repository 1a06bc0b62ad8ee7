"""The policy through a year, in a browser, in a ward whose clock is set on from month to month.

April: a target is proposed and approved. November: a value is late and its section is reminded;
it enters the value, the line turns late by itself and says why; the review is approved and the
mid-year report frozen. March: the line turns again, the year-end report is frozen, next year is
drafted, approved for 1 April. April: it is public by itself.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.sessions import cookie
from tests.support.ward import Ward, environment, start

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PLANNER, OTHER, SECTION = "a@example.lg.jp", "b@example.lg.jp", "soumu@example.lg.jp"
LINE = "/policy/1-1-c/"


class Day:
    """One day of the rehearsal: the ward, and a page for everybody and for each of the staff."""

    def __init__(self, browser: Any, ward: Ward, clock: str) -> None:
        self._browser, self.ward = browser, ward
        # Every process of the day shares one clock, which runs on from the ward's start.
        self.clock = {"HANAMIZUKI_CLOCK": clock, "HANAMIZUKI_CLOCK_SET_AT": repr(time.time())}
        self._contexts: list[Any] = []
        self.visitor = self._page(None)

    def _page(self, key: str | None) -> Any:
        context = self._browser.new_context(
            locale="ja-JP", viewport={"width": 390, "height": 844}, base_url=self.ward.url
        )
        if key:
            context.add_cookies([{"name": "sessionid", "value": key, "url": self.ward.url}])
        self._contexts.append(context)
        return context.new_page()

    def staff(self, email: str, role: str, section: str = "") -> Any:
        """A page with a session of that account."""
        return self._page(cookie(self.ward.data, email, role, section, **self.clock))

    def told(self, path: str) -> str:
        """What everybody reads on a page."""
        answer = self.visitor.goto(path)
        assert answer.status == 200, path
        return str(self.visitor.inner_text("main"))

    def run(self, *words: str) -> str:
        """A command of the ward on this day."""
        done = subprocess.run(
            [sys.executable, "-m", "hanamizuki.cli", *words],
            env=environment(self.ward.data, **self.clock),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def close(self) -> None:
        """Close what was opened."""
        for context in self._contexts:
            context.close()


@pytest.fixture(scope="module")
def data(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(prepared, tmp_path_factory.mktemp("year") / "data"))


@pytest.fixture(scope="module")
def on(browser: Any, data: Path) -> Any:
    @contextmanager
    def day(clock: str) -> Iterator[Day]:
        options = ("--no-demo", "--no-worker", "--clock", clock)
        ward = start(data, *options, HANAMIZUKI_RATE_LIMIT="off")
        here = Day(browser, ward, clock)
        try:
            yield here
        finally:
            here.close()
            ward.stop()

    return day


def save(page: Any, **fields: str) -> None:
    """Fill the form of the page and press its first button."""
    form = page.locator("main form.form").first
    for name, value in fields.items():
        field = form.locator(f"[name='{name}']").first
        kind = field.evaluate("one => one.type")
        if kind in ("radio", "checkbox"):
            form.locator(f"[name='{name}'][value='{value}']").check()
        elif kind.startswith("select"):
            field.select_option(value)
        else:
            field.fill(value)
    form.locator("button.btn").first.click()
    page.wait_for_load_state()
    wrong = page.locator(".errors")
    assert wrong.count() == 0, wrong.first.inner_text()


def day_of(name: str, day: str) -> dict[str, str]:
    """A day in three fields."""
    parts = zip(("year", "month", "day"), day.split("-"), strict=True)
    return {f"{name}_{part}": text for part, text in parts}


def press(page: Any, text: str) -> None:
    page.locator("main").get_by_role("button", name=text).first.click()
    page.wait_for_load_state()


def number_of_line(page: Any) -> str:
    page.goto("/staff/policy/")
    found = page.locator("main a", has_text="トイレスターターキット").first.get_attribute("href")
    return str(re.search(r"/lines/(\d+)/", found)[1])


def approved(page: Any, address: str) -> None:
    page.goto(address)
    press(page, "確認して公開する")


def test_the_policy_through_the_year(on: Any, data: Path) -> None:
    with on("2025-04-10T10:00") as april:
        targets_are_set(april)
    with on("2025-11-05T10:00") as november:
        a_value_is_late(november)
        it_turns_by_itself(november)
        the_review_is_approved(november)
        a_report_is_frozen(november, "mid")
    with on("2026-03-10T10:00") as march:
        it_turns_again(march)
        a_report_is_frozen(march, "end")
        next_year_is_drafted(march)
    with on("2026-04-01T00:05") as april:
        next_year_is_public(april)


def targets_are_set(day: Day) -> None:
    planner, other = day.staff(PLANNER, "planner"), day.staff(OTHER, "planner")
    planner.goto("/staff/policy/indicators/new/")
    save(
        planner,
        id="kit-drills",
        title_ja="キットを使った訓練の回数",
        unit_ja="回",
        method_ja="拠点が報告した訓練を数える。",
        direction="up",
        every="6",
        due_days="30",
        section="soumu",
        lines="1-1-c",
        **day_of("since", "2025-04-01"),
    )
    line = number_of_line(planner)
    planner.goto(f"/staff/policy/lines/{line}/targets/kit-drills/")
    save(
        planner,
        baseline="10",
        goal_1="40",
        source="区の防災計画",
        reason="今年度の目標",
        **day_of("baseline_at", "2025-03-31"),
        **day_of("due_1", "2026-03-31"),
    )
    assert "/proposals/" in planner.url
    assert "2026年3月31日までに" not in day.told(
        LINE
    )  # not public before somebody else approved it
    press(planner, "確認を頼む")
    approved(other, planner.url)
    told = day.told(LINE)
    assert "値がまだ" in told and "2026年3月31日までに40回" in told.replace("\n", "")


def a_value_is_late(day: Day) -> None:
    day.staff(SECTION, "section_staff", "soumu")
    # The period ended on 30 September; its value was due 30 days later.
    said = day.run("notices", "remind") + day.run("notices", "deliver", "--once")
    day.run("notices", "remind")  # a second time on the same day changes nothing
    day.run("notices", "deliver", "--once")
    mails = [one.read_text() for one in (day.ward.data / "mail").rglob("*") if one.is_file()]
    to_section = [one for one in mails if SECTION in one]
    assert len(to_section) == 1, (said, mails)
    assert "2025年10月30日が新しい値の期限" in day.told("/policy/indicators/kit-drills/")


def it_turns_by_itself(day: Day) -> None:
    staff = day.staff(SECTION, "section_staff", "soumu")
    staff.goto("/staff/")
    staff.locator(".tasks a", has_text="キットを使った訓練").first.click()
    staff.wait_for_load_state()
    save(staff, **{"value-0": "15", "source": "拠点の報告"})
    told = day.told(LINE).replace("\n", "")
    assert "遅れ" in told
    assert "2025年9月30日に15回" in told and "この日に25回が目安" in told


def the_review_is_approved(day: Day) -> None:
    staff = day.staff(SECTION, "section_staff", "soumu")
    planner = day.staff(PLANNER, "planner")
    line = number_of_line(planner)
    staff.goto(f"/staff/policy/lines/{line}/reviews/mid/")
    save(
        staff,
        grade="partly",
        done_ja="15回の訓練をした。",
        learnt_ja="夏は集まりにくい。",
        next_step_ja="秋の防災訓練に合わせる。",
        reason="なかばのふりかえり",
    )
    press(staff, "確認を頼む")
    assert "夏は集まりにくい" not in day.told(LINE)
    planner.goto("/staff/")
    planner.locator(".tasks a[href*='/proposals/']").first.click()
    planner.wait_for_load_state()
    press(planner, "確認して公開する")
    assert "夏は集まりにくい" in day.told(LINE)


def a_report_is_frozen(day: Day, half: str) -> None:
    planner = day.staff(PLANNER, "planner")
    planner.goto("/staff/policy/reports/")
    card = planner.locator(f"li.card[id$='-{half}']", has_text="令和7年度").first
    card.locator("button").click()
    planner.wait_for_load_state()
    press(planner, "このまま作る")
    assert "変わっていないことを確かめました" in day.told(f"/policy/reports/operating-2025-{half}/")


def it_turns_again(day: Day) -> None:
    staff = day.staff(SECTION, "section_staff", "soumu")
    staff.goto("/staff/policy/values/kit-drills/2025-10/")
    save(staff, **{"value-0": "42", "source": "拠点の報告"})
    told = day.told(LINE).replace("\n", "")
    assert "達成" in told and "42回" in told and "「遅れ」から「達成」" in told
    frozen = day.told("/policy/reports/operating-2025-mid/").replace("\n", "")
    assert "15回" in frozen and "42回" not in frozen


def next_year_is_drafted(day: Day) -> None:
    planner, other = day.staff(PLANNER, "planner"), day.staff(OTHER, "planner")
    planner.goto("/staff/policy/drafts/")
    press(planner, "次の年度の案を作る")
    draft = planner.url
    planner.locator("[id='line-1-1'] summary").click()
    planner.locator("[id='line-1-1'] a", has_text="この下に行を足す").click()
    planner.wait_for_load_state()
    save(planner, title_ja="ペットといっしょの避難訓練", kind="project")
    added = planner.locator("li", has_text="ペットといっしょの避難訓練").last
    added.locator("summary").click()
    added.locator("a", has_text="男女共同参画の点検").click()
    planner.wait_for_load_state()
    questions = (
        *("who_benefits_known", "counted_by_gender", "time_and_place_fit"),
        *("no_stereotype", "decided_by_both"),
    )
    save(planner, **dict.fromkeys(questions, "yes"))
    planner.goto(draft)
    press(planner, "確認を頼む")
    other.goto(draft)
    other.locator("form[action$='/approve/']").get_by_role("button").click()
    other.wait_for_load_state()
    assert "2026年4月1日" in other.inner_text("main")
    assert "ペットといっしょの避難訓練" not in day.told("/policy/")


def next_year_is_public(day: Day) -> None:
    told = day.told("/policy/")
    assert "令和8年度" in told and "ペットといっしょの避難訓練" in told
    assert "令和7年度" in day.told("/policy/2025/1-1-c/")
    assert "42回" in day.told("/policy/reports/operating-2025-end/").replace("\n", "")
