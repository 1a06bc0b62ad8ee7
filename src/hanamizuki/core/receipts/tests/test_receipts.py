"""Secrets of private links: made, kept as digests, masked in the log, drawn as QR."""

from __future__ import annotations

import logging
import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.core.receipts import absolute, derived, digest, new_token, private, qr_svg
from hanamizuki.core.receipts.logs import NoSecrets, masked

FORM = re.compile(r"[A-Za-z0-9_-]{32}")


def test_a_token_is_32_characters_of_an_address() -> None:
    some = {new_token() for _ in range(1_000)}
    assert len(some) == 1_000 and all(FORM.fullmatch(one) for one in some)


@given(st.text(min_size=1), st.lists(st.text() | st.integers(), max_size=4))
def test_derived_is_the_same_again_and_depends_on_all(secret: str, parts: list[object]) -> None:
    if any("\ud800" <= c <= "\udfff" for c in secret + "".join(map(str, parts))):
        return
    made = derived(secret, *parts)
    assert FORM.fullmatch(made) and made == derived(secret, *parts)
    assert made != derived(secret + "x", *parts) and made != derived(secret, *parts, "")


@given(st.text())
def test_anything_has_a_digest(text: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", digest(text))


def test_the_log_shows_no_secret() -> None:
    token = new_token()
    for path in (f"/desk/t/{token}/", f"/api/v1/desk/stream?ticket={token}", f"/x/{token}/print/"):
        record = logging.LogRecord("django.request", 30, "", 1, "Not Found: %s", (path,), None)
        assert NoSecrets().filter(record) and token not in record.getMessage()
    plain = "Not Found: /policy/indicators/what-a-long-name-of-an-indicator-here/ 2026-04-08"
    assert masked(plain) == plain
    handler = settings.LOGGING["handlers"]["console"]
    assert handler["filters"] == ["secrets"]
    assert settings.LOGGING["filters"]["secrets"]["()"].endswith("logs.NoSecrets")


def test_private_pages_say_so() -> None:
    @private
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("x")

    answer = view(RequestFactory().get("/"))
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_an_address_for_phones(settings: object) -> None:
    request = RequestFactory().get("/", headers={"host": "127.0.0.1"})
    settings.WARD_URL = "http://127.0.0.1:8000"  # type: ignore[attr-defined]
    assert absolute(request, "/desk/") == "http://127.0.0.1/desk/"
    settings.WARD_URL = "https://ward.example.lg.jp"  # type: ignore[attr-defined]
    assert absolute(request, "/desk/") == "https://ward.example.lg.jp/desk/"


def test_a_qr_has_no_style_and_no_text_of_the_link() -> None:
    drawn = qr_svg("https://ward.example/desk/t/secret/")
    assert drawn.startswith("<svg") and "style" not in drawn and "secret" not in drawn
