"""The console's form for a number given by hand or to somebody on the phone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import allowed
from hanamizuki.core.text import localise
from hanamizuki.desk.models import Service
from hanamizuki.desk.services.handing import hand_out
from hanamizuki.desk.services.issuing import Issued
from hanamizuki.desk.staff.words import REASONS


class ServiceField(forms.ModelChoiceField):
    """A service, told by its letter and name."""

    def label_from_instance(self, obj: Service) -> str:
        """A 引っ越しの届."""
        return f"{obj.letter} {localise(obj.name)}"


class HandForm(forms.Form):
    """What for, who, in which language; `save(actor)` gives the number.

    form = HandForm(request.POST or None)
    if form.is_valid() and (made := form.save(request.user)): show made.ticket.label
    """

    service = ServiceField(
        queryset=Service.objects.none(), to_field_name="code", label=_("用件"), empty_label=None
    )
    channel = forms.ChoiceField(
        label=_("だれに"),
        choices=[("staff", _("ここにいる人")), ("phone", _("電話の人（これから来る）"))],
        widget=forms.RadioSelect,
        initial="staff",
    )
    language = forms.ChoiceField(
        label=_("ことば"),
        choices=[("ja", "日本語"), ("easy", "やさしい日本語"), ("en", "English")],
        initial="ja",
    )
    priority = forms.BooleanField(
        label=_("優先する"),
        required=False,
        help_text=_("体の具合などで長く待てない人。決まりの分だけ、早く来たことになります。"),
    )
    reason = forms.ChoiceField(
        label=_("優先する理由"),
        required=False,
        help_text=_("優先するときだけ。記録に残ります。"),
    )

    def __init__(self, *given: object, **more: object) -> None:
        super().__init__(*given, **more)  # type: ignore[arg-type]
        field = self.fields["service"]
        assert isinstance(field, ServiceField)  # noqa: S101 (declared above)
        field.queryset = Service.objects.filter(withdrawn=False)
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)  # noqa: S101 (declared above)
        reason.choices = [("", "—"), *((code, localise(one)) for code, one in REASONS.items())]

    def clean(self) -> dict[str, Any]:
        """Priority needs a reason."""
        data = super().clean() or {}
        if data.get("priority") and not data.get("reason"):
            self.add_error("reason", _("優先する理由を選んでください。"))
        return data

    def give(self, actor: Account, token: str = "") -> Issued:
        """The number, with the secret of its link where one is given. Raises ValidationError where
        none is given now, and for priority in another section's line."""
        data = self.cleaned_data
        service: Service = data["service"]
        if data["priority"] and not allowed(actor, "desk.console", service.section):
            words = _("優先できるのは、自分の課の用件だけです。その課の窓口に頼んでください。")
            raise ValidationError(words, code="section")
        return hand_out(
            actor,
            service,
            data["channel"],
            language=data["language"],
            reason=data["reason"] if data["priority"] else "",
            token=token,
        )

    def save(self, actor: Account) -> Issued | None:
        """The same; None where none is given, which the form then says at `service`."""
        try:
            return self.give(actor)
        except ValidationError as error:
            self.add_error("service", error)
            return None
