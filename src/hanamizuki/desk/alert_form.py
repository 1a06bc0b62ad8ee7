"""The form of a ticket's page for being told, and what that part of the page shows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hanamizuki.core.notices.push import public_key
from hanamizuki.core.visitors import in_the_house, visitor_key
from hanamizuki.desk import limits
from hanamizuki.desk.logic.alerts import OFFERED, USUAL, Choice, Unit
from hanamizuki.desk.logic.leaving import LONGEST, MARGIN, before_leaving
from hanamizuki.desk.models import Ticket
from hanamizuki.desk.queries.alerts import Shown, shown, way_of


def words(choice: Choice, way: int = 0) -> str:
    """When it tells, in words; `way` is how many minutes they said their way takes."""
    if way and choice == before_leaving(way):
        return _("家などを出る時刻の%(n)s分前に") % {"n": MARGIN}
    if choice == Choice("people", 1):
        return _("あと1人になったら")
    said = _("あと%(n)s人になったら") if choice.unit == "people" else _("呼ばれる%(n)s分前に")
    return said % {"n": choice.number}


class WhenForm(forms.Form):
    """So many people or minutes before."""

    when = forms.TypedChoiceField(label=gettext_lazy("いつ知らせますか"))

    def __init__(self, *given: Any, kept: Choice | None = None, way: int = 0, **more: Any) -> None:
        leaving = [before_leaving(way)] if way else []
        chosen = kept or (leaving or [USUAL])[0]
        first = {"when": chosen.code}
        super().__init__(*given, **{"initial": first, "auto_id": "id_alert_%s", **more})
        field: Any = self.fields["when"]
        field.coerce = chosen_of
        offered = {unit: [Choice(unit, n) for n in some] for unit, some in OFFERED.items()}
        for one in (*leaving, chosen):
            if one not in offered[one.unit]:
                offered[one.unit].append(one)
        names: dict[Unit, str] = {"people": _("人数で"), "minutes": _("時間で")}
        field.choices = [
            (names[unit], [(one.code, words(one, way)) for one in some])
            for unit, some in offered.items()
        ]


class WayForm(forms.Form):
    """How long the way is; empty for not said."""

    way = forms.IntegerField(
        label=gettext_lazy("区役所まで何分かかりますか"),
        min_value=1,
        max_value=LONGEST,
        required=False,
        help_text=gettext_lazy("どこから来るかは聞きません。分だけを、今日が終わるまで持ちます。"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **{"auto_id": "id_way_%s", **more})


class MailForm(WhenForm):
    """By mail, which works on every phone."""

    email = forms.EmailField(
        label=gettext_lazy("メールアドレス"),
        max_length=254,
        help_text=gettext_lazy("この番号の知らせだけに使い、今日が終わったら消します。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


def chosen_of(code: str) -> Choice:
    """The choice of a field's code (people-5). Raises ValueError."""
    unit, _dash, number = code.partition("-")
    for known in OFFERED:
        if unit == known and number.isascii() and number.isdecimal():
            return Choice(known, int(number))
    raise ValueError("people-5, minutes-10")


def alerting(ticket: Ticket) -> dict[str, Any]:
    """What `alerts.html` needs of a link's ticket."""
    alert: Shown | None = shown(ticket)
    way = way_of(ticket)
    form = WhenForm(kept=alert.choice, way=way) if alert else MailForm(way=way)
    return {
        "alert": alert,
        "alert_when": words(alert.choice, way) if alert else "",
        "way_form": WayForm(initial={"way": way or None}),
        "alert_form": form,
        "push_key": public_key(),
    }


OUTSIDE, INSIDE = 60, 1_000
"""Changes in ten minutes: of one address outside, and of one of the office's own."""


def room_left(request: HttpRequest) -> bool:
    """Whether this address may change another alert now; counts it."""
    if not settings.RATE_LIMIT:
        return True
    limit = INSIDE if in_the_house(request) else OUTSIDE
    return limits.counted(f"desk-alert:{visitor_key(request)}", limits.MINUTES * 60) <= limit
