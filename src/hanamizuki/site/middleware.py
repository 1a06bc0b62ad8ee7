"""Language by address, cookie or browser; readings above kanji, Japanese words marked."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from hanamizuki.core.text.furigana import rubify_html
from hanamizuki.core.text.marking import mark_japanese
from hanamizuki.site.api.problems import problem

Handler = Callable[[HttpRequest], HttpResponse]
LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)
YEAR = 365 * 24 * 3600


class Language:
    """`?lang=` chooses and is remembered; else the cookie; else the browser; else Japanese.

    The switch keeps the page: it is the same address with another `lang`.
    """

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("lang", "")
        language = asked if asked in LANGUAGES else self._remembered(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        try:
            response = self.handler(request)
        finally:
            translation.deactivate()
        if asked == language:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                language,
                max_age=YEAR,
                secure=settings.BEHIND_TLS,
                httponly=True,
                samesite="Lax",
            )
        response.headers.setdefault("Content-Language", "en" if language == "en" else "ja")
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    def _remembered(self, request: HttpRequest) -> str:
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if cookie in LANGUAGES:
            return cookie
        accepted = request.headers.get("Accept-Language", "")
        first = accepted.partition(",")[0].partition(";")[0].strip().lower()
        return "en" if first and not first.startswith("ja") and first != "*" else "ja"


class Permissions:
    """A page may ask for the position (わたしの町, on request), nothing else of the device."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.handler(request)
        response.headers["Permissions-Policy"] = (
            "geolocation=(self), camera=(), microphone=(), payment=(), usb=()"
        )
        return response


class ApiAnswers:
    """Below /api/v1/: HEAD is a GET without its body, and "method not allowed" is a problem."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/v1/"):
            return self.handler(request)
        if request.method == "HEAD":
            # The server sends no body to a HEAD, whatever the view answers.
            request.method = "GET"
        response = self.handler(request)
        if response.status_code == 405:
            allowed = response.headers.get("Allow", "GET, HEAD")
            response = problem(405)
            response.headers["Allow"] = allowed
        return response


class Furigana:
    """Adds readings to every page in やさしい日本語; marks what is Japanese on an English one."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.handler(request)
        change = {"ja-easy": rubify_html, "en": mark_japanese}.get(request.LANGUAGE_CODE)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if change and is_page and not response.streaming:
            response.content = change(response.content.decode()).encode()
            if "Content-Length" in response.headers:
                response.headers["Content-Length"] = str(len(response.content))
        return response
