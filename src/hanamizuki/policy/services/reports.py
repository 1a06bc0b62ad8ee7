"""Freezing a report: the policy as it stands, kept for good."""

from __future__ import annotations

import hashlib
import json
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hanamizuki.core import audit
from hanamizuki.core.audit.models import Entry
from hanamizuki.core.clock import now, today
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import allowed
from hanamizuki.policy.models import Policy, Report, Review
from hanamizuki.policy.queries.report import report_document, without_review
from hanamizuki.policy.services.records import AskBack

FROZEN = "policy.report.frozen"


@transaction.atomic
def freeze(actor: Account, policy: Policy, half: str, *, confirmed: bool = False) -> Report:
    """Keep the policy as it is now as its mid-year or year-end report; once, and never changed.

    Raises ValidationError before the half is over (1 October; 1 March of the last year) or where
    it is frozen already, AskBack where lines have no review, unless `confirmed`.
    """
    if not allowed(actor, "policy.publish"):
        raise PermissionDenied
    policy = Policy.objects.select_for_update().get(pk=policy.pk)
    if not policy.is_public(today()):
        raise ValidationError(_("公表されていない方針の報告は、作れません。"))
    begins = opens_on(policy, half)
    if today() < begins:
        raise ValidationError(
            _("%(day)s から作れます。") % {"day": begins.isoformat()}, code="early"
        )
    if policy.reports.filter(half=half).exists():
        raise ValidationError(_("この報告は、もう作ってあります。あとからは変えられません。"))
    missing = without_review(policy, half)
    if missing and not confirmed:
        raise AskBack(
            _("ふりかえりのない行が%(n)s行あります。このまま作りますか。") % {"n": len(missing)}
        )
    document = report_document(policy, half, now())
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    report = Report.objects.create(
        policy=policy, half=half, frozen_at=now(), document=text, digest=digest
    )
    audit.record(
        actor,
        FROZEN,
        subject(report),
        after={"digest": digest, "lines": len(document["lines"]), "without_review": len(missing)},
    )
    return report


def opens_on(policy: Policy, half: str) -> date:
    """From when a report of that half can be made."""
    if half == Review.MID:
        return date(policy.fiscal_year, 10, 1)
    return date((policy.until_year or policy.fiscal_year) + 1, 3, 1)


def subject(report: Report) -> str:
    """How a report stands in the audit trail."""
    return f"policy.report:{report.policy.plan}/{report.policy.fiscal_year}/{report.half}"


def unchanged(report: Report) -> bool:
    """Whether the document is the one whose digest stands in the audit trail."""
    entry = Entry.objects.filter(action=FROZEN, subject=subject(report)).first()
    if entry is None:
        return False
    noted = entry.change["digest"]["after"]
    return bool(noted == hashlib.sha256(report.document.encode()).hexdigest() == report.digest)
