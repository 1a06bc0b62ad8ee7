"""Sentences about a plan that page and sheet share, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hanamizuki.core.clock.templatetags.clock import day
from hanamizuki.core.places.models import Section
from hanamizuki.core.text.localised import active_language, localise
from hanamizuki.policy.payment_plan.content import Plan


def yen(amount: int) -> str:
    """120,000円."""
    return _("%(n)s円") % {"n": f"{amount:,}"}


def phone(section: Section | None) -> str:
    """The section's phone, or that it is not known."""
    return section.phone if section and section.phone else _("電話番号はわかりません")


def outcome(plan: Plan) -> str:
    """What the late charge comes to, in a sentence; the reason where nothing can be said."""
    late = plan.late
    if late is None:
        return localise(plan.asked.charge.why_no_rule)
    if late.unknown_years:
        joint = ", " if active_language() == "en" else "・"
        years = joint.join(str(year) for year in late.unknown_years)
        return _(
            "%(years)s年の率は見つかっていません。その年の分を入れないで、%(yen)s"
            "（端数を切り捨てる前）です。実際はこれより多くなることがあります。"
        ) % {"years": years, "yen": yen(late.known)}
    if late.total:
        return _("この計画どおりに払うと、およそ%(yen)sです。") % {"yen": yen(late.total)}
    if late.known:
        return _("0円です。計算すると%(yen)sですが、少ない額のため、かかりません。") % {
            "yen": yen(late.known)
        }
    return _("0円です。")


def grown(plan: Plan, yen_until_then: int | None) -> str:
    """A cell of the late charge: yen, not known, or a dash where there is no rule."""
    if yen_until_then is not None:
        return yen(yen_until_then)
    return _("わかりません") if plan.late else "—"


def start_note(plan: Plan) -> str:
    """From which day the charge is counted here."""
    due = day(plan.asked.due)
    if plan.rule and plan.rule.starts == "reminder":
        return _("書いた日（%(day)s）を督促状の期限として計算しました。") % {"day": due}
    return _("納期限 %(day)s の次の日から計算しました。") % {"day": due}
