"""The policy as data (JSON, CSV) and as a one-sheet leaflet (PDF)."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from hanamizuki.core.clock import now, today
from hanamizuki.core.packs.queries import loaded_version
from hanamizuki.core.text.localised import active_language, localise
from hanamizuki.policy import queries
from hanamizuki.policy.leaflet import leaflet_pdf
from hanamizuki.policy.presentation import policy_document
from hanamizuki.policy.queries import Node

COLUMNS = (
    "code",
    "parent",
    "kind",
    "title_ja",
    "title_en",
    "status",
    "offers",
    "indicator",
    "context",
    "value",
    "unit",
    "as_of",
    "source",
)
# A text that begins like this is a formula to a spreadsheet program; an apostrophe makes it text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(request: HttpRequest) -> HttpResponse:
    """The same document as GET /api/v1/policy."""
    document = policy_document(now())
    if document is None:
        raise Http404("no policy is loaded")
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})


def as_csv(request: HttpRequest) -> HttpResponse:
    """A row a line and indicator, UTF-8 with BOM so that spreadsheet programs read it."""
    policy = queries.current_policy()
    if policy is None:
        raise Http404("no policy is loaded")
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    nodes = list(queries.walk(queries.tree(policy, now())))
    codes: dict[int | None, str] = {node.line.pk: node.line.code for node in nodes}
    for node in nodes:
        writer.writerows({k: cell(v) for k, v in row.items()} for row in _rows(node, codes))
    return csv_response(out.getvalue(), f"policy-{policy.fiscal_year}.csv")


def csv_response(table: str, name: str) -> HttpResponse:
    """A table to keep, UTF-8 with BOM so that spreadsheet programs read it."""
    response = HttpResponse("\ufeff" + table, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def cell(value: str | Decimal) -> str:
    """A number in plain digits, or a text that no program takes for a formula."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return f"'{value}" if value.startswith(FORMULA) else value


def _rows(node: Node, parents: dict[int | None, str]) -> Iterator[dict[str, Any]]:
    base = {
        "code": node.line.code,
        "parent": parents.get(node.line.parent_id, ""),
        "kind": node.line.kind,
        "title_ja": node.line.title["ja"],
        "title_en": localise(node.line.title, "en"),
        "status": node.status,
        "offers": ";".join(offer.url for offer in node.offers),
    }
    if not node.evidence:
        yield base
    for item in node.evidence:
        latest = item.latest
        yield base | {
            "indicator": item.id,
            "context": "context" if item.context else "",
            "value": latest.value if latest else "",
            "unit": localise(item.unit, "ja"),
            "as_of": latest.at.isoformat() if latest else "",
            "source": localise(item.source, "ja") if isinstance(item.source, dict) else item.source,
        }


def leaflet(request: HttpRequest) -> HttpResponse:
    """One sheet to print and hand out, in the reader's language."""
    policy = queries.current_policy()
    if policy is None:
        raise Http404("no policy is loaded")
    address = request.build_absolute_uri("/policy/")
    touched = policy.lines.aggregate(last=Max("touched_at"))["last"]
    made_from = f"{loaded_version()} {policy.pk} {touched} {active_language()} {today()} {address}"
    key = f"leaflet-{hashlib.sha256(made_from.encode()).hexdigest()}"
    pdf = cache.get(key)
    if pdf is None:
        pdf = leaflet_pdf(policy, now(), address)
        cache.set(key, pdf, 3600)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="policy-{policy.fiscal_year}.pdf"'
    return response
