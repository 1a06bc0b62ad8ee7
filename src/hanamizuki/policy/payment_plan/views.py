"""The page and its sheet. They keep nothing: no row, no cookie, no log, no cache of the answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from hanamizuki.policy.payment_plan import content
from hanamizuki.policy.payment_plan.forms import PlanForm
from hanamizuki.policy.payment_plan.paper import plan_pdf
from hanamizuki.policy.payment_plan.words import outcome, start_note, yen


# What is typed goes by POST, so that no address holds it. There is no account and nothing is
# changed, so nobody gains by forging such a POST; without the token the page needs no cookie.
@csrf_exempt
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """The form, and the plan once it is filled in."""
    form = PlanForm(content.charges(), request.POST if request.method == "POST" else None)
    return _page(request, form)


@csrf_exempt
@never_cache
def sheet(request: HttpRequest) -> HttpResponse:
    """The plan as one sheet to take along; without a form, back to the page."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("policy:payment_plan"))
    form = PlanForm(content.charges(), request.POST)
    if not form.is_valid() or form.plan is None:
        return _page(request, form)
    response = HttpResponse(plan_pdf(form.plan), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="payment-plan.pdf"'
    return response


def _page(request: HttpRequest, form: PlanForm) -> HttpResponse:
    plan = form.plan if form.is_bound and form.is_valid() else None
    context: dict[str, object] = {"form": form, "plan": plan}
    if plan:
        context["given"] = [(name, form.data.get(name, "")) for name in form.fields]
        context["words"] = {
            "amount": yen(plan.asked.amount),
            "outcome": outcome(plan),
            "start_note": start_note(plan),
        }
    return render(request, "policy/payment_plan.html", context)
