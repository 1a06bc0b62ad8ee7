"""GET /api/v1/policy: the tree with services and numbers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from hanamizuki.core.clock import now
from hanamizuki.policy.api.money import router as budget
from hanamizuki.policy.payment_plan.api import router as payment_plan
from hanamizuki.policy.presentation import line_document, policy_document

router = Router(tags=["policy"])
router.add_router("/payment-plan", payment_plan)
router.add_router("/budget", budget)
Texts = dict[str, str]
Code = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=32, description="Line code")
]
Year = Annotated[int, Field(ge=2000, le=2099, description="Fiscal year")]


class OfferOut(Schema):
    """A service: where it is done."""

    id: str
    title: Texts
    url: str


class IndicatorOut(Schema):
    """A number with its latest value; `live` = computed by this software at the request.

    `context`: it speaks of another place or of the books, and does not count as the line's number.
    """

    id: str
    title: Texts
    value: float | None
    approximate: bool
    unit: Texts
    as_of: date | None
    region: Texts | None
    context: bool
    method: Texts
    source: Texts | str
    live: bool
    stale: bool
    stale_since: date | None
    target: dict[str, Any] | None


class ProgressOut(Schema):
    """How far a line is: achieved, on_track, late, missed, unknown or unmeasured.

    `share` of the way, 0 to 1, may lie outside. `why`: `says` the sentence in three languages,
    `rule`, and what the rule looked at (`verdict`, `milestones` or `by_hand`).
    """

    state: str
    share: float | None
    why: dict[str, Any]


class GoalOut(Schema):
    """What is to be reached by the end of a day."""

    goal: float
    due: date


class TargetOut(Schema):
    """A target with where it stands; `expected` is the value that would be in time today.

    `split` is the key of a group, "" for everyone; `says` a sentence in three languages.
    """

    indicator: str
    split: str
    baseline: float | None
    baseline_at: date | None
    goals: list[GoalOut]
    state: str
    rule: str
    value: float | None
    value_at: date | None
    expected: float | None
    says: Texts


class OtherLineOut(Schema):
    """A line of another year: GET …/lines/{code}?year={fiscal_year}."""

    fiscal_year: int
    code: str


class ReviewOut(Schema):
    """A line looked back on, in the middle (mid) or at the end of its year."""

    half: str
    grade: str
    done: Texts
    learnt: Texts | None
    next_step: Texts
    published_at: str


class ChangeOut(Schema):
    """A text of the line before and after."""

    field: str
    before: Texts
    after: Texts


class EventOut(Schema):
    """One thing that happened; `state` is the progress that the line turned to, else ""."""

    on: date
    kind: str
    title: Texts
    detail: Texts | None
    url: str
    state: str
    changes: list[ChangeOut]


class LineOut(Schema):
    """One line; `status` is both, service, number or none.

    `section` is the code of the section that answers for it, "" where no source tells; `progress`
    is null once the line has ended.
    """

    code: str
    parent: str | None
    kind: str
    title: Texts
    printed: list[str]
    themes: list[str]
    room: str
    status: str
    works_when: Texts | None
    offers: list[OfferOut]
    indicators: list[IndicatorOut]
    section: str
    progress: ProgressOut | None
    targets: list[TargetOut]
    follows: list[OtherLineOut]


class LineThroughTheYearOut(LineOut):
    """One line with its reviews and its story, newest first."""

    fiscal_year: int
    current: bool
    text: Texts | None
    followed_by: list[OtherLineOut]
    ended_on: date | None
    ended_why: Texts | None
    reviews: list[ReviewOut]
    story: list[EventOut]


class CoverageOut(Schema):
    """How many lines have what."""

    total: int
    both: int
    service: int
    number: int
    none: int


class PolicyOut(Schema):
    """The current policy, lines in document order."""

    fiscal_year: int
    title: Texts
    complete: bool
    source: str
    as_of: date | None
    generated_at: str
    coverage: CoverageOut
    lines: list[LineOut]


@router.get("", response=PolicyOut, summary="The policy as a tree with services and numbers")
def policy(request: HttpRequest) -> dict[str, Any]:
    """Every line of the current operating policy, in document order."""
    document = policy_document(now())
    if document is None:
        raise HttpError(404, "policy-missing")
    return document


@router.get(
    "/lines/{code}",
    response=LineThroughTheYearOut,
    summary="One line with its progress, reviews and story",
)
def one_line(request: HttpRequest, code: Code, year: Year | None = None) -> dict[str, Any]:
    """A line of the current policy, of `year`, or of the newest public one that has the code."""
    document = line_document(code, year, now())
    if document is None:
        raise HttpError(404, "line-missing")
    return document
