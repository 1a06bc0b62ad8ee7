"""The API's front door, version 1."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer
from ninja.throttling import AnonRateThrottle

from hanamizuki import __version__
from hanamizuki.core.places.api import router as places
from hanamizuki.core.search.api import router as search
from hanamizuki.desk.alerts_api import router as desk_alerts
from hanamizuki.desk.api import router as desk
from hanamizuki.desk.appointments.api import router as appointments
from hanamizuki.desk.calendar_api import router as desk_calendar
from hanamizuki.desk.live.api import router as desk_live
from hanamizuki.desk.tickets_api import router as desk_tickets
from hanamizuki.policy.api import router as policy
from hanamizuki.site.api.problems import Problem, install, problem

ERRORS = (404, 405, 422, 429)


renderer = JSONRenderer()
renderer.json_dumps_params = {"ensure_ascii": False}  # Japanese stays readable in the answers
api = NinjaAPI(
    renderer=renderer,
    title="Hanamizuki",
    version=__version__,
    description="区の運営方針と場所のデータ。アカウントは要りません。 / "
    "A ward's policy and places. No account needed.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    throttle=[AnonRateThrottle("300/m")] if settings.RATE_LIMIT else [],
)
install(api)
api.add_router("/policy", policy)
api.add_router("/places", places)
api.add_router("/search", search)
api.add_router("/desk", desk)
api.add_router("/desk", desk_live)
api.add_router("/desk", desk_calendar)
api.add_router("/desk", desk_tickets)
api.add_router("/desk", desk_alerts)
api.add_router("/desk/appointments", appointments)


def document() -> dict[str, Any]:
    """The OpenAPI document, with the errors that every operation may answer."""
    schema = api.get_openapi_schema()
    schema["components"]["schemas"]["Problem"] = Problem.model_json_schema(
        ref_template="#/components/schemas/{model}"
    )
    definitions = schema["components"]["schemas"]["Problem"].pop("$defs", {})
    schema["components"]["schemas"].update(definitions)
    for operations in schema["paths"].values():
        for operation in operations.values():
            unreadable = (400,) if "requestBody" in operation else ()
            for status in (*unreadable, *ERRORS):
                operation["responses"][status] = _problem_response(status)
    return schema


def _problem_response(status: int) -> dict[str, Any]:
    reference = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": f"Problem {status} (RFC 9457)",
        "content": {"application/problem+json": {"schema": reference}},
    }


def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


def docs(request: HttpRequest) -> HttpResponse:
    """A readable page of every operation, made from the OpenAPI document."""
    paths = [
        {"path": path, "method": method.upper(), **operation}
        for path, operations in document()["paths"].items()
        for method, operation in operations.items()
    ]
    return render(request, "site/api.html", {"operations": paths})


def unknown(request: HttpRequest) -> HttpResponse:
    """An address below /api/ that does not exist."""
    return problem(404)
