"""Errors of the API as RFC 9457 problem+json, in Japanese and English; a wrong field is named."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, Throttled, ValidationError

TITLES = {
    400: ("リクエストが読めません", "The request cannot be read"),
    404: ("見つかりません", "Not found"),
    405: ("この方法では使えません", "Method not allowed"),
    422: ("入力に誤りがあります", "A field is wrong"),
    429: ("回数が多すぎます。しばらく待ってください", "Too many requests; wait a while"),
}


FIELD_MESSAGES = {
    "missing": "この項目が必要です",
    "float_parsing": "数字で書いてください",
    "finite_number": "ふつうの数字で書いてください",
    "greater_than_equal": "数字が小さすぎます",
    "less_than_equal": "数字が大きすぎます",
    "string_too_short": "何か書いてください",
    "string_too_long": "長すぎます",
}


class FieldProblem(Schema):
    """What is wrong with one field, in English and Japanese."""

    field: str
    message: str
    message_ja: str


class Problem(Schema):
    """RFC 9457 problem details."""

    type: str
    title: str
    title_ja: str
    status: int
    errors: list[FieldProblem] | None = None


def problem(status: int, errors: list[dict[str, str]] | None = None) -> HttpResponse:
    """A problem+json answer; `errors` name fields."""
    japanese, english = TITLES[status]
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": english,
        "title_ja": japanese,
        "status": status,
    }
    if errors:
        body["errors"] = errors
    return HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type="application/problem+json"
    )


def install(api: NinjaAPI) -> None:
    """Make every error of this API a problem."""
    for error, answer in (
        (ValidationError, _invalid),
        (HttpError, _http_error),
        (Throttled, _throttled),
        (Http404, _missing),
    ):
        api.add_exception_handler(error, answer)


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(422, [_field(one) for one in error.errors])


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error.status_code if error.status_code in TITLES else 400)


def _throttled(request: HttpRequest, error: Any) -> HttpResponse:
    answer = problem(429)
    answer["Retry-After"] = str(int(error.wait or 1) + 1)
    return answer


def _missing(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(404)


def _field(error: dict[str, Any]) -> dict[str, str]:
    places = [str(part) for part in error["loc"] if part not in ("query", "path", "body")]
    japanese = error.get("ctx", {}).get("message_ja") or FIELD_MESSAGES.get(error["type"])
    return {
        "field": places[-1] if places else "",
        "message": error["msg"],
        "message_ja": japanese or "値が正しくありません",
    }
