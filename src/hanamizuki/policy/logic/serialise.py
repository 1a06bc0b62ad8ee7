"""A document as the JSON that `policy import` prints."""

from __future__ import annotations

from typing import Any

from hanamizuki.policy.logic.document import Document, Initiative, Measure, Project


def as_json(document: Document) -> dict[str, Any]:
    """The contract's keys, with more beside them: numbers, marks, budgets, source lines."""
    return {
        "fiscal_year": document.fiscal_year,
        "title": document.title,
        "ward": document.ward,
        "goal": document.goal,
        "goal_subtitle": document.goal_subtitle,
        "goal_text": document.goal_text,
        "measures": [_measure(measure) for measure in document.measures],
        "organisation": list(document.organisation),
        "budget": [
            {"title": one.title, "thousand_yen": one.thousand_yen, "line": one.line}
            for one in document.amounts
        ],
        "unplaced": [
            {"line": one.line, "text": one.text, "why": one.why} for one in document.unplaced
        ],
        "ornaments": [
            {"line": one.line, "text": one.text, "why": one.why} for one in document.ornaments
        ],
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "code": measure.code,
        "title": measure.title,
        "kind": measure.kind,
        "themes": list(measure.themes),
        "text": measure.text,
        "budget_thousand_yen": measure.budget_thousand_yen,
        "line": measure.line,
        "initiatives": [_initiative(one) for one in measure.initiatives],
    }


def _initiative(initiative: Initiative) -> dict[str, Any]:
    return {
        "title": initiative.title,
        "number": initiative.number,
        "projects": [project.title for project in initiative.projects],
        "details": [_project(project) for project in initiative.projects],
        "text": initiative.text,
        "summary": list(initiative.summary),
        "mark": initiative.mark,
        "budget_thousand_yen": initiative.budget_thousand_yen,
        "line": initiative.line,
    }


def _project(project: Project) -> dict[str, Any]:
    return {
        "title": project.title,
        "mark": project.mark,
        "budget_thousand_yen": project.budget_thousand_yen,
        "line": project.line,
        "text": project.text,
    }
