"""What was sent and why: one's own notices; for administrators everybody's, and trying again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from hanamizuki.core import audit
from hanamizuki.core.notices import services
from hanamizuki.core.notices.models import Notice
from hanamizuki.core.people.policy import allowed, requires, staff_only
from hanamizuki.site.staff.audit import actor_names

PER_PAGE = 50
AGAIN = (Notice.State.FAILED, Notice.State.UNSURE)


@staff_only
def index(request: HttpRequest) -> HttpResponse:
    """Newest first. Whoever may read all of them sees addresses only where no account is named."""
    account: Any = request.user
    everything = allowed(account, "notices.read")
    found = Notice.objects.order_by("-id")
    if not everything:
        found = found.filter(who=f"account:{account.pk}")
    names = actor_names()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "notice": one,
            "to": names.get(one.who) or masked(one.email),
            "again": everything and one.state in AGAIN and one.forgotten_at is None,
        }
        for one in page
    ]
    context = {"rows": rows, "page": page, "everything": everything}
    return render(request, "staff/notices.html", context)


def masked(email: str) -> str:
    """h…@example.jp: enough to answer "did you send me something?"."""
    name, at, host = email.partition("@")
    return f"{name[:1]}…@{host}" if at else "—"


@requires("notices.read")
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a notice that was given up be tried again."""
    if request.method == "POST":
        with transaction.atomic():
            done = services.retry(pk)
            if done:
                audit.record(request.user, "notices.retried", f"notice:{pk}")  # type: ignore[arg-type]
        said = gettext("もう一度送ります。") if done else gettext("もう送られたか、消されました。")
        messages.info(request, said)
    return redirect("staff:notices")
