"""A role with the section or district it is held for, checked before it is stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hanamizuki.core.people.models import Account, Membership
from hanamizuki.core.people.roles import NEEDS_DISTRICT, NEEDS_SECTION, Role
from hanamizuki.core.places.models import District, Section


@dataclass(frozen=True, order=True)
class Grant:
    """One role; "" for section and district is the whole ward."""

    role: str
    section: str = ""
    district: str = ""


def check(grants: Iterable[Grant]) -> list[Grant]:
    """The grants without doubles, in order. Raises ValidationError for what cannot be."""
    wanted = sorted(set(grants))
    if not wanted:
        raise ValidationError(_("役割を一つ以上えらんでください。"))
    known = {one.value for one in Role}
    for grant in wanted:
        if grant.role not in known:
            raise ValidationError(_("その役割はありません。"))
        if grant.role in NEEDS_SECTION and not grant.section:
            raise ValidationError(_("課の職員と窓口は、課をえらんでください。"))
        if grant.role in NEEDS_DISTRICT and not grant.district:
            raise ValidationError(_("地区担当は、地区をえらんでください。"))
    _places_exist(wanted)
    return wanted


def _places_exist(grants: list[Grant]) -> None:
    sections = {one.section for one in grants} - {""}
    districts = {one.district for one in grants} - {""}
    if Section.objects.filter(code__in=sections).count() < len(sections):
        raise ValidationError(_("その課はありません。"))
    if District.objects.filter(code__in=districts).count() < len(districts):
        raise ValidationError(_("その地区はありません。"))


def held(account: Account) -> list[Grant]:
    """What an account holds now."""
    rows = account.memberships.values_list("role", "section", "district")
    return sorted(Grant(*row) for row in rows)


def as_record(grants: Iterable[Grant]) -> list[dict[str, str]]:
    """How grants stand in the audit trail: empty parts are left out."""
    return [{key: text for key, text in asdict(one).items() if text} for one in grants]


def store(account: Account, grants: Iterable[Grant]) -> None:
    """Make these the account's grants (inside the caller's transaction)."""
    wanted = set(grants)
    for row in account.memberships.all():
        grant = Grant(row.role, row.section, row.district)
        if grant in wanted:
            wanted.discard(grant)
        else:
            row.delete()
    Membership.objects.bulk_create(
        Membership(account=account, **asdict(grant)) for grant in sorted(wanted)
    )
    account.__dict__.pop("_roles", None)
