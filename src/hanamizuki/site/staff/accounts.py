"""Accounts, for administrators: who is there, invite, roles, leaving, coming back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from hanamizuki.core.people import handover, invitations, queries, services
from hanamizuki.core.people.grants import Grant, held
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import requires
from hanamizuki.core.text.localised import localise
from hanamizuki.site.staff.account_forms import Grants, InviteForm, ReasonForm, RemoveForm
from hanamizuki.site.staff.mails import send_invitation
from hanamizuki.site.staff.rows import place_names, role_texts

administrators_only = requires("accounts.manage")


def _send(request: HttpRequest, account: Account, token: str) -> None:
    """Mail the link, and say whether that worked."""
    if send_invitation(account, request.build_absolute_uri("/"), token):
        messages.success(request, gettext("招待のメールを送りました。3日のあいだ使えます。"))
    else:
        messages.error(
            request,
            gettext("メールを送れませんでした。しばらくしてから、新しいリンクを送ってください。"),
        )


@administrators_only
def index(request: HttpRequest) -> HttpResponse:
    """Everybody, leavers too."""
    names = place_names()
    opened = dict(UserSession.objects.values_list("user").annotate(Count("pk")))
    rows = [
        {
            "account": one,
            "roles": role_texts(one.memberships.all(), names),
            "sessions": opened.get(one.pk, 0),
        }
        for one in queries.accounts()
    ]
    return render(request, "staff/accounts.html", {"rows": rows})


@administrators_only
def invite(request: HttpRequest) -> HttpResponse:
    """Invite one person."""
    form, grants = InviteForm(request.POST or None), Grants(request.POST or None, prefix="grant")
    if request.method == "POST" and form.is_valid() and grants.is_valid():
        data = form.cleaned_data
        try:
            account, token = invitations.invite(
                _actor(request), data["email"], grants.grants(), display_name=data["display_name"]
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            _send(request, account, token)
            return redirect("staff:account", account.pk)
    return render(request, "staff/invite.html", {"form": form, "grants": grants})


def _actor(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)  # noqa: S101 (the decorator saw to it)
    return request.user


def _initial(rows: list[Grant]) -> list[dict[str, str]]:
    return [{"role": g.role, "section": g.section, "district": g.district} for g in rows]


@administrators_only
def account(request: HttpRequest, id: UUID) -> HttpResponse:
    """One account: its roles can be changed here, the other actions begin here."""
    one = get_object_or_404(queries.accounts(), pk=id)
    form = ReasonForm(request.POST or None)
    grants = Grants(request.POST or None, prefix="grant", initial=_initial(held(one)))
    if request.method == "POST" and form.is_valid() and grants.is_valid():
        try:
            services.change_roles(
                _actor(request), one, grants.grants(), reason=form.cleaned_data["reason"]
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, gettext("役割を変えました。"))
            return redirect("staff:account", one.pk)
    return render(request, "staff/account.html", _account_context(one, form, grants))


def _account_context(one: Account, form: Any, grants: Any, **more: Any) -> dict[str, Any]:
    duties = [(localise(d.title), number) for d, number in handover.registry.held(one)]
    return {
        "account": one,
        "form": form,
        "grants": grants,
        "roles": role_texts(one.memberships.all()),
        "duties": duties,
        "remove_form": RemoveForm(one, prefix="leave"),
        "return_form": ReasonForm(prefix="back"),
        **more,
    }


def _again(request: HttpRequest, one: Account, **more: Any) -> HttpResponse:
    """The account's page with what was wrong in one of its other forms."""
    grants = Grants(prefix="grant", initial=_initial(held(one)))
    context = _account_context(one, ReasonForm(), grants, **more)
    return render(request, "staff/account.html", context)


@administrators_only
def link(request: HttpRequest, id: UUID) -> HttpResponse:
    """Send a new link: lost mail, lost password, lost phone."""
    one = get_object_or_404(Account, pk=id)
    if request.method != "POST":
        return redirect("staff:account", one.pk)
    try:
        token = invitations.invite_again(_actor(request), one)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        _send(request, one, token)
    return redirect("staff:account", one.pk)


@administrators_only
def remove(request: HttpRequest, id: UUID) -> HttpResponse:
    """Let somebody leave; what they look after goes to the successor."""
    one = get_object_or_404(queries.accounts(), pk=id)
    if request.method != "POST":  # after a log-in in between: begin again from the page
        return redirect("staff:account", one.pk)
    form = RemoveForm(one, request.POST, prefix="leave")
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.remove(_actor(request), one, data["successor"], reason=data["reason"])
        except ValidationError as error:
            field = "successor" if getattr(error, "code", "") == "successor" else None
            form.add_error(field, error)
        else:
            messages.success(request, gettext("この人のログインを止めました。"))
            return redirect("staff:account", one.pk)
    return _again(request, one, remove_form=form)


@administrators_only
def bring_back(request: HttpRequest, id: UUID) -> HttpResponse:
    """Let somebody come back, with roles given anew and a new link."""
    one = get_object_or_404(queries.accounts(), pk=id)
    if request.method != "POST":
        return redirect("staff:account", one.pk)
    form, grants = ReasonForm(request.POST, prefix="back"), Grants(request.POST, prefix="grant")
    if form.is_valid() and grants.is_valid():
        try:
            token = services.reactivate(
                _actor(request), one, grants.grants(), reason=form.cleaned_data["reason"]
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            _send(request, one, token)
            return redirect("staff:account", one.pk)
    return render(
        request, "staff/account.html", _account_context(one, ReasonForm(), grants, return_form=form)
    )
