"""/desk/kiosk/appointment/: checking in at the hall's machine, by the code or the link's QR."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from hanamizuki.core.receipts import Gone, derived, digest
from hanamizuki.core.visitors import from_elsewhere
from hanamizuki.desk.appointments.forms import CodeForm
from hanamizuki.desk.appointments.limits import guess_left
from hanamizuki.desk.appointments.models import Appointment
from hanamizuki.desk.house import only_in_the_house
from hanamizuki.desk.queries.appointments import SIGNS, appointment_of, by_code
from hanamizuki.desk.services.appointment_day import check_in
from hanamizuki.desk.services.appointments import Refused
from hanamizuki.desk.services.taking import NotNow
from hanamizuki.desk.views.kiosk import SECONDS

_LINK = re.compile(r"/desk/appointments/b/([A-Za-z0-9_-]{20,64})/?")


@csrf_exempt
@only_in_the_house
@never_cache
def here(request: HttpRequest) -> HttpResponse:
    """The number is printed like any other; somebody who checked in before is told it again."""
    form = CodeForm(request.POST or None)
    again: Appointment | None = None
    if request.method == "POST" and not from_elsewhere(request) and form.is_valid():
        one, token = _named(form.cleaned_data["code"])
        if one is None:
            words = _("今日の予約に見あたりません。もう一度、入れるか、窓口の人に聞いてください。")
            if not guess_left(request):
                words = _("何度もちがう番号が入りました。窓口の人に声をかけてください。")
            form.add_error("code", words)
        else:
            try:
                made = check_in(one, "kiosk", token)
            except (Refused, NotNow) as error:
                form.add_error("code", error.messages[0])
            else:
                if digest(made.token) == made.ticket.digest:
                    return redirect("desk:kiosk_number", made.token)
                again = one
                again.ticket = made.ticket
    context: dict[str, Any] = {"form": form, "again": again, "signs": SIGNS}
    context |= {"screen": "appointment", "seconds": SECONDS}
    return render(request, "desk/kiosk/appointment.html", context)


def _named(text: str) -> tuple[Appointment | None, str | None]:
    """The appointment that was meant, and the secret of its number's link where it is known."""
    found = _LINK.search(text)
    if found is None:
        return by_code(text), None
    try:
        return appointment_of(found[1]), derived(found[1], "ticket")
    except (Appointment.DoesNotExist, Gone):
        return None, None
