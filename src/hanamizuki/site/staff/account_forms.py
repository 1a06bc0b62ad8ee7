"""The administrators' forms: invite, roles, leaving with a successor, coming back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hanamizuki.core.people.grants import Grant
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.queries import at_work
from hanamizuki.core.people.roles import LABELS, Role
from hanamizuki.core.places.models import District, Section
from hanamizuki.core.text.fields import CleanCharField
from hanamizuki.core.text.localised import localise

WHOLE_WARD = ("", _("区役所全体"))
ROWS = 4  # one person rarely holds more roles than this; saving shows as many empty rows again


def _sections() -> list[tuple[str, Any]]:
    return [WHOLE_WARD, *((s.code, localise(s.name)) for s in Section.objects.all())]


def _districts() -> list[tuple[str, Any]]:
    return [WHOLE_WARD, *((d.code, localise(d.name)) for d in District.objects.all())]


def _roles() -> list[tuple[str, Any]]:
    return [("", _("（なし）")), *((role.value, localise(LABELS[role])) for role in Role)]


class GrantForm(forms.Form):
    """One role for one section or district."""

    role = forms.ChoiceField(label=_("役割"), required=False)
    section = forms.ChoiceField(label=_("課"), required=False)
    district = forms.ChoiceField(label=_("地区"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("role", _roles), ("section", _sections), ("district", _districts)
        ):  # fmt: skip
            self.fields[name].choices = choices()  # type: ignore[attr-defined]

    def grant(self) -> Grant | None:
        """What the row says; None for an empty one."""
        data = self.cleaned_data
        return Grant(data["role"], data["section"], data["district"]) if data.get("role") else None


class BaseGrants(forms.BaseFormSet):
    """The roles of one person."""

    def grants(self) -> list[Grant]:
        """The rows that say something."""
        return [grant for form in self.forms if (grant := form.grant())]


Grants: Any = forms.formset_factory(
    GrantForm, formset=BaseGrants, extra=ROWS, max_num=20, absolute_max=20, validate_max=True
)


class InviteForm(forms.Form):
    """Whom to invite."""

    email = forms.CharField(
        label=_("メールアドレス（ログインの名前になります）"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    display_name = CleanCharField(label=_("名前（同僚に見えます）"), max_length=60, required=False)


class ReasonForm(forms.Form):
    """Why; it stands in the record of changes."""

    reason = CleanCharField(label=_("理由（記録に残ります）"), max_length=200, required=False)


class RemoveForm(ReasonForm):
    """A successor for whatever the leaver looks after."""

    successor = forms.ModelChoiceField(
        label=_("引きつぐ人"), queryset=Account.objects.none(), required=False
    )

    def __init__(self, leaver: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["successor"]
        field.queryset = at_work().filter(is_active=True).exclude(pk=leaver.pk)
        field.label_from_instance = lambda one: one.name
        field.empty_label = _("（えらんでください）")
