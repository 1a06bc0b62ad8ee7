"""What people type for an appointment: residents, and staff for a caller."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hanamizuki.core.clock import JST
from hanamizuki.core.text import localise
from hanamizuki.core.text.fields import CleanCharField
from hanamizuki.desk.appointments.words import WAY

REMIND_HOURS = 2
LONGEST_REASON = 300
_PHONE = re.compile(r"\+?[0-9][0-9-]{8,18}")


def slot_of(text: str) -> datetime | None:
    """The moment of a slot as addresses and buttons have it (2026-12-08T09:00, in Japan)."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return found.replace(tzinfo=JST) if found.tzinfo is None else found.astimezone(JST)
    except OverflowError:
        return None


class PhoneField(CleanCharField):
    """A phone number; digits of any width, spaces and brackets between them."""

    def clean(self, value: Any) -> str:
        """The number with plain digits. Raises ValidationError."""
        text = str(super().clean(value))
        plain = unicodedata.normalize("NFKC", text)
        plain = re.sub(r"[\s()]", "", re.sub(r"[ー−‐–—]", "-", plain))
        if plain and not _PHONE.fullmatch(plain):
            raise forms.ValidationError(_("電話番号は、数字で書いてください（例 045-000-0000）。"))
        return plain


class BookingForm(forms.Form):
    """Who comes; how they are told if the office has to call it off."""

    name = CleanCharField(
        label=_("来る方の名前"),
        max_length=60,
        help_text=_("窓口でお呼びする名前です。予約の次の日に消します。"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = PhoneField(
        label=_("電話番号"),
        max_length=20,
        required=False,
        help_text=_(
            "電話かメールの、どちらかを書いてください。受けられなくなったときに、お知らせします。"
        ),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=_("メールアドレス"),
        max_length=254,
        required=False,
        help_text=_("予約の内容と、前の日のお知らせを送ります。予約の次の日に消します。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    remind = forms.BooleanField(label=_("2時間前にも、メールで知らせる"), required=False)
    way = forms.ChoiceField(label=_("どうやって"), required=False, widget=forms.RadioSelect)

    def __init__(self, ways: Sequence[str], *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.ways = list(ways) or ["counter"]
        if len(self.ways) == 1:
            del self.fields["way"]  # nothing to choose
        else:
            choices = [(one, localise(WAY[one])) for one in self.ways]
            self.fields["way"].choices = choices  # type: ignore[attr-defined]
            self.fields["way"].initial = self.ways[0]

    def clean(self) -> dict[str, Any]:
        """A phone number or an address: else nobody can tell them that a day is closed."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not given.get("phone") and not given.get("email"):
            self.add_error("phone", _("電話番号かメールアドレスを書いてください。"))
        if given.get("remind") and not given.get("email") and not self.errors:
            self.add_error("email", _("メールで知らせるには、アドレスが要ります。"))
        given["way"] = given.get("way") or self.ways[0]
        if given["way"] == "phone" and not given.get("phone") and not self.errors:
            self.add_error("phone", _("電話でお話しするには、電話番号が要ります。"))
        if given["way"] == "video" and not given.get("email") and not self.errors:
            self.add_error("email", _("ビデオ通話には、アドレスが要ります。"))
        return given


class StaffBookingForm(BookingForm):
    """For somebody who calls or stands there: in which language they are written to."""

    channel = forms.ChoiceField(
        label=_("どこから"), choices=(("phone", _("電話")), ("counter", _("窓口")))
    )
    language = forms.ChoiceField(
        label=_("お知らせのことば"),
        choices=(("ja", _("日本語")), ("easy", _("やさしい日本語")), ("en", "English")),
    )
    start = forms.ChoiceField(label=_("日時"))

    field_order = ("start", "way", "name", "phone", "email", "remind", "channel", "language")


class CodeForm(forms.Form):
    """The six characters of an appointment, or the whole link out of its QR."""

    code = CleanCharField(
        label=_("予約番号（6文字）"),
        max_length=300,
        # By this id the kiosk's script finds what its buttons type into.
        widget=forms.TextInput(
            attrs={"id": "id_number", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )


class ReasonForm(forms.Form):
    """Why the office calls an appointment off; the person reads it."""

    reason = CleanCharField(
        label=_("理由（本人に知らせます）"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ClosingForm(forms.Form):
    """A day, or one slot of it, for which nothing more is given."""

    start = forms.ChoiceField(label=_("止めるもの"), required=False)
    reason = CleanCharField(
        label=_("理由（予約をやめるとき、本人に知らせます）"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    cancel_open = forms.BooleanField(
        label=_("いまある予約もやめて、本人に知らせる"), required=False
    )
