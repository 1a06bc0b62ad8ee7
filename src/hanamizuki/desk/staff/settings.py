"""What a supervisor sets: the kiosk's lock with its text, planned counters, what hints aim at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanamizuki.core.people.policy import allowed
from hanamizuki.core.text import localise
from hanamizuki.core.text.fields import CleanCharField
from hanamizuki.desk.models import Service
from hanamizuki.desk.queries import settings as queries
from hanamizuki.desk.services import settings as services
from hanamizuki.desk.staff.console import actor
from hanamizuki.desk.staff.overview import services_of, supervises


class KioskForm(forms.Form):
    """Empty opens it."""

    text = CleanCharField(
        label=gettext_lazy("発券機に出すことば"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "書くと、発券機は番号を出さずにこのことばを出します。空にすると、また動きます。"
        ),
    )


class TargetForm(forms.Form):
    """Within how many minutes somebody is to be called."""

    minutes = forms.IntegerField(
        label=gettext_lazy("何分以内に呼ぶのをめざすか"), min_value=5, max_value=240
    )


class PlannedForm(forms.Form):
    """How many counters of a service are planned in each hour; empty where nobody knows."""

    def __init__(self, *given: Any, offered: list[Service], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["service"] = forms.ChoiceField(
            label=gettext_lazy("用件"), choices=[(one.code, localise(one.name)) for one in offered]
        )
        for hour in queries.HOURS:
            self.fields[f"h{hour}"] = forms.IntegerField(
                label=_("%(hour)s時") % {"hour": hour}, required=False, min_value=0, max_value=30
            )

    def hours(self) -> dict[int, int]:
        """What is planned, by clock hour."""
        given = {hour: self.cleaned_data[f"h{hour}"] for hour in queries.HOURS}
        return {hour: many for hour, many in given.items() if many is not None}


@supervises
def settings(request: HttpRequest) -> HttpResponse:
    """The forms; `do` says which was sent. Kiosk and target are the whole ward's."""
    who, offered = actor(request), services_of(request)
    do = request.POST.get("do", "") if request.method == "POST" else ""

    def bound(name: str) -> Any:
        return request.POST if do == name else None

    plans = queries.all_planned()
    shown: dict[str, forms.Form] = {
        "kiosk": KioskForm(
            bound("kiosk"), initial={"text": queries.kiosk_closed()}, prefix="kiosk"
        ),
        "target": TargetForm(
            bound("target"), initial={"minutes": int(queries.target_minutes())}, prefix="target"
        ),
        "planned": PlannedForm(bound("planned"), offered=offered, prefix="planned"),
    }
    if not allowed(who, "desk.ward"):
        del shown["kiosk"], shown["target"]
        if do in ("kiosk", "target"):
            raise PermissionDenied
    form = shown.get(do)
    if form is not None and form.is_valid():
        if isinstance(form, PlannedForm):
            services.set_planned(who, form.cleaned_data["service"], form.hours())
        elif do == "kiosk":
            services.set_kiosk(who, form.cleaned_data["text"])
        else:
            services.set_target(who, form.cleaned_data["minutes"])
        messages.success(request, _("変えました。"))
        return redirect("desk_staff:settings")
    rows = [
        {"service": one, "hours": sorted(plans[one.code].items())}
        for one in offered
        if one.code in plans
    ]
    context = {"forms": shown, "planned": rows, "asked": do}
    return render(request, "desk/staff/settings.html", context)
