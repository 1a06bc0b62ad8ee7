"""The public's way to say something to a line: no account, no cookie, an answer by a day."""

from __future__ import annotations

import hashlib

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from ninja.throttling import SimpleRateThrottle

from hanamizuki.core.clock import today
from hanamizuki.core.clock.queries import office_day_after
from hanamizuki.core.text.fields import CleanCharField
from hanamizuki.policy import queries
from hanamizuki.policy.models import Comment, Line
from hanamizuki.policy.queries.comments import counted
from hanamizuki.policy.services.comments import LONGEST, OFFICE_DAYS, receive

PER_ADDRESS, PER_DAY = "5/d", 500


class CommentForm(forms.Form):
    """What is said; `again` is left empty by people and filled in by programs."""

    text = CleanCharField(
        label=_("つたえたいこと"),
        max_length=LONGEST,
        help_text=_("2000文字まで。名前や電話番号、マイナンバーは書かないでください。"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    email = forms.CharField(
        label=_("返事を受けとるメールアドレス"),
        required=False,
        max_length=254,
        help_text=_("返事がいらないときは、書かなくてかまいません。返事を送ったら消します。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    again = forms.CharField(
        label=_("ここには何も書かないでください"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )


class PerAddress(SimpleRateThrottle):
    """So many comments a day from one address; the address itself is not kept."""

    scope = "policy-comment"

    def get_cache_key(self, request: HttpRequest) -> str:
        """A keyed digest of the address."""
        text = f"{settings.SECRET_KEY}{self.get_ident(request)}".encode()
        return f"policy-comment:{hashlib.sha256(text).hexdigest()[:32]}"


def context_for(line: Line) -> dict[str, object]:
    """What `policy/comment_form.html` needs: the empty form, the promise, how others fared."""
    return {
        "comment_form": CommentForm(),
        "comment_line": line,
        "comment_days": OFFICE_DAYS,
        "comment_due": office_day_after(today(), OFFICE_DAYS),
        "comments": counted(line.code),
    }


# Without the token the page needs no cookie. What a forged form could gain, more comments than
# one address may send, is stopped by the browsers' word on where it comes from.
@csrf_exempt
@never_cache
def comment(request: HttpRequest, code: str) -> HttpResponse:
    """The form on a page of its own, and what happens next once it is sent."""
    policy = queries.current_policy()
    line = policy.lines.filter(code=code, ended_on=None).first() if policy else None
    if line is None:
        raise Http404(f"no line {code}")
    context = {**context_for(line), "line": line, "policy": policy}
    if request.method != "POST":
        return render(request, "policy/comment.html", context)
    form = CommentForm(request.POST)
    context["comment_form"] = form
    if not form.is_valid():
        return render(request, "policy/comment.html", context)
    program = bool(form.cleaned_data["again"])
    if program or _from_elsewhere(request) or not _room_left(request):
        return render(request, "policy/comment_refused.html", context, status=429)
    try:
        kept = receive(line, form.cleaned_data["text"], email=form.cleaned_data["email"])
    except ValidationError as error:
        for field, texts in error.message_dict.items():
            form.add_error(field, texts)
        return render(request, "policy/comment.html", context)
    context["comment_due"] = kept.due_on
    context["answered"] = bool(kept.email)
    return render(request, "policy/comment_sent.html", context)


def _from_elsewhere(request: HttpRequest) -> bool:
    """True where a browser says that the form stood on another site."""
    site = request.headers.get("Sec-Fetch-Site", "")
    if site:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin", "")
    return bool(origin) and origin.partition("://")[2] != request.get_host()


def _room_left(request: HttpRequest) -> bool:
    if not settings.RATE_LIMIT:
        return True
    today_so_far = Comment.objects.filter(received_at__date=today()).count()
    return today_so_far < PER_DAY and PerAddress(PER_ADDRESS).allow_request(request)
