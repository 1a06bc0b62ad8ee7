"""The plan on one A4 sheet, to take along to the office."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from hanamizuki.core.clock import today
from hanamizuki.core.clock.templatetags.clock import day
from hanamizuki.core.paper import render
from hanamizuki.core.text.localised import active_language, localise
from hanamizuki.policy.payment_plan.content import Plan
from hanamizuki.policy.payment_plan.words import grown, outcome, phone, start_note, yen

TEMPLATE = Path(__file__).parents[1] / "templates" / "policy" / "paper" / "payment_plan.typ"


def plan_pdf(plan: Plan) -> bytes:
    """The sheet's bytes, in the reader's language."""
    return render(TEMPLATE, sheet_data(plan))


def sheet_data(plan: Plan) -> dict[str, Any]:
    """What the template shows."""
    asked, charge = plan.asked, plan.asked.charge
    section = localise(plan.section.name) if plan.section else _("わかりません")
    late = _("延滞金の目安")
    return {
        "language": "en" if active_language() == "en" else "ja",
        "title": _("分けて払う計画"),
        "made": _("%(day)s に作りました") % {"day": day(today())},
        "facts": [
            [_("何のお金か"), localise(charge.title)],
            [_("金額"), yen(asked.amount)],
            [_("納期限"), day(asked.due)],
            [_("相談するところ"), f"{section}（{phone(plan.section)}）"],
        ],
        "head": [_("回"), _("払う日"), _("払う額"), _("残り"), late],
        "rows": [
            [
                str(row.number),
                day(row.on),
                yen(row.amount),
                yen(row.balance),
                grown(plan, late_yen),
            ]
            for row, late_yen in plan.table
        ],
        "late": f"{late}: {outcome(plan)}",
        "rule": [start_note(plan), *(localise(one) for one in plan.rule.words)]
        if plan.rule
        else [],
        "note": localise(plan.rule.note) if plan.rule else "",
        "bring_title": _("持っていくもの"),
        "bring": [localise(one.text) for one in charge.bring]
        or [_("わかりません。電話で聞いてください。")],
        "decides": _("この紙は申し込みではありません。分けて払えるかどうかは、役所が決めます。"),
        "source": f"{_('出典')}: {plan.rule.source if plan.rule else charge.source}",
    }
