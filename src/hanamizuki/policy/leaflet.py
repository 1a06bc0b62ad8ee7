"""The one-sheet leaflet: the whole policy on one A4 sheet, with a QR code to the living page."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import segno
from django.utils.translation import gettext

from hanamizuki.core.clock.templatetags.clock import day
from hanamizuki.core.paper import pieces, render
from hanamizuki.core.text.localised import active_language, localise
from hanamizuki.policy import queries
from hanamizuki.policy.models import Policy
from hanamizuki.policy.queries import Node

TEMPLATE = Path(__file__).parent / "templates" / "policy" / "paper" / "leaflet.typ"


def leaflet_pdf(policy: Policy, moment: datetime, address: str) -> bytes:
    """The leaflet's bytes; `address` is the page's absolute URL, put into the QR code."""
    nodes = queries.tree(policy, moment)
    coverage = queries.coverage(nodes)
    goal = nodes[0]
    data = {
        "language": "en" if active_language() == "en" else "ja",
        "title": localise(policy.title),
        "readings": active_language() == "easy",
        "heading": pieces(f"{localise(policy.title)} ・ {gettext('基本目標')}"),
        "goal": pieces(localise(goal.line.title)),
        "pillars": [_pillar(node) for node in goal.children],
        "legend": pieces(
            "　".join([gettext("● サービスと数字があります"), gettext("○ どちらかがあります")])
        ),
        "count": pieces(
            gettext("全%(total)s行のうち %(both)s行に、サービスと数字があります（%(day)s）")
            % {"total": coverage.total, "both": coverage.both, "day": day(moment)}
        ),
        "address": address,
        "qr": _qr(address),
        "qr_alt": gettext("運営方針のページへのQRコード"),
        "source": policy.source,
    }
    return render(TEMPLATE, data)


def _pillar(node: Node) -> dict[str, Any]:
    direct = [child for child in node.children if not child.children]
    groups = [child for child in node.children if child.children]
    return {
        "title": pieces(localise(node.line.title)),
        "number": node.line.code if node.line.code.isdecimal() else "",
        "items": [_item(child) for child in direct],
        "groups": [
            {
                "title": pieces(localise(group.line.title)),
                "items": [_item(child) for child in group.children],
            }
            for group in groups
        ],
    }


def _item(node: Node) -> dict[str, Any]:
    mark = {"both": "●", "none": ""}.get(node.status, "○")
    return {"text": pieces(localise(node.line.title)), "mark": mark}


def _qr(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=0, xmldecl=False, svgns=True)
    return out.getvalue().decode()
