"""The short look at a line from the view of gender equality: five questions, what is missing.

Each question is asked so that "yes" is the good answer. This is the ward's own short list, not a
form of the national government.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Question = Literal[
    "who_benefits_known",  # is it known who uses it and who does not, women and men?
    "counted_by_gender",  # are its numbers kept by gender?
    "time_and_place_fit",  # can those who raise or care for somebody come: hour, place, childcare?
    "no_stereotype",  # are words and pictures free of "women do this, men do that"?
    "decided_by_both",  # did women and men both take part in deciding?
]
Answer = Literal["yes", "no", "unknown", "not_applicable"]
Meaning = Literal["fine", "act", "find_out", "set_aside"]
GapCode = Literal["unanswered", "note_needed", "split_missing"]

QUESTIONS: tuple[Question, ...] = get_args(Question)
MEANINGS: Mapping[Answer, Meaning] = {
    "yes": "fine",
    "no": "act",
    "unknown": "find_out",
    "not_applicable": "set_aside",
}
GENDER_SPLITS = frozenset(("女性", "男性", "女", "男", "gender:female", "gender:male"))
"""Splits of an indicator (区分) that tell women from men: packs' words and keys of evidence."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with its note; a "no" needs one: what is done about it, or why nothing."""

    answer: Answer
    note: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """What a check lacks at one question."""

    code: GapCode
    question: Question


def missing(
    check: Mapping[Question, Reply], indicators_splits: Mapping[str, Iterable[str]]
) -> list[Gap]:
    """What is missing, in the questions' order.

    `indicators_splits`: of each of the line's indicators, the splits its values have. An answer
    that numbers are counted by gender while no indicator shows it is "split_missing": the check
    is complete, but the number is not there to be seen.
    """
    gaps: list[Gap] = []
    for question in QUESTIONS:
        reply = check.get(question)
        if reply is None:
            gaps.append(Gap("unanswered", question))
        elif reply.answer == "no" and not reply.note.strip():
            gaps.append(Gap("note_needed", question))
        elif question == "counted_by_gender" and reply.answer == "yes":
            shown = {split for splits in indicators_splits.values() for split in splits}
            if not shown & GENDER_SPLITS:
                gaps.append(Gap("split_missing", question))
    return gaps


def complete(check: Mapping[Question, Reply]) -> bool:
    """Whether each question is answered, and each "no" has its note."""
    return all(gap.code == "split_missing" for gap in missing(check, {}))
