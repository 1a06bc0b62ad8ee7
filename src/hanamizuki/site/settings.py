"""Django settings, all from the environment (docs/deploy.md lists every name).

`HANAMIZUKI_DATA` is the folder that holds everything a ward has entered: the SQLite database,
the secret key, uploads. With no environment at all this is a small ward on SQLite.
"""

from __future__ import annotations

import os
from pathlib import Path

from hanamizuki.core.visitors import networks
from hanamizuki.site.environment import (
    base_dir,
    caches,
    database,
    flag,
    number,
    pack_folder,
    secret_key,
)
from hanamizuki.site.settings_staff import *  # noqa: F403
from hanamizuki.site.settings_staff import APPS, SIGN_ON_ORIGINS

BASE_DIR = base_dir()
DATA_DIR = Path(os.environ.get("HANAMIZUKI_DATA", BASE_DIR / "data")).resolve()
PACKS_DIR = pack_folder(BASE_DIR)
PACK = os.environ.get("HANAMIZUKI_PACK", "kohoku")

SECRET_KEY = secret_key(DATA_DIR)
DEBUG = flag("HANAMIZUKI_DEBUG")
ALLOWED_HOSTS = os.environ.get("HANAMIZUKI_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
BEHIND_TLS = flag("HANAMIZUKI_TLS")
DEMO = flag("HANAMIZUKI_DEMO")
DEMO_DAY = os.environ.get("HANAMIZUKI_DEMO_DAY", "off") if DEMO else "off"
RATE_LIMIT = os.environ.get("HANAMIZUKI_RATE_LIMIT", "on") != "off"
PAGE_VIEWS, PAGE_FORMS = 300, 30  # a minute, for one visitor (site/throttle.py)
# Everybody who waits in the hall shares one address: the desk counts its numbers itself.
PAGE_SHARED = {"/desk/": 10}  # so many times the limits
# Nets of the office: its kiosks and its net for visitors, whose word that they are here counts.
HOUSE = networks(os.environ.get("HANAMIZUKI_HOUSE", "127.0.0.0/8,::1"))
DESK_MEMORY = 1.0  # seconds for which a process remembers the desk's services and lines
# Where slips are printed: tcp://host:9100 or /dev/usb/lp0; nothing for a preview.
SLIP_PRINTER = os.environ.get("HANAMIZUKI_SLIP_PRINTER", "").strip()
CLOCK = os.environ.get("HANAMIZUKI_CLOCK", "")
CLOCK_RATE = number("HANAMIZUKI_CLOCK_RATE", 1, low=1, high=60)  # times the real speed
# How links in mails begin.
WARD_URL = (os.environ.get("HANAMIZUKI_URL", "").strip() or "http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "lucide",
    "hanamizuki.core.packs",
    "hanamizuki.core.clock",
    "hanamizuki.core.places",
    "hanamizuki.core.evidence",
    "hanamizuki.core.offers",
    "hanamizuki.core.search",
    "hanamizuki.core.text",
    "hanamizuki.core.audit",
    "hanamizuki.core.notices",
    "hanamizuki.core.jobs",
    "hanamizuki.core.people",
    "hanamizuki.core.receipts",
    "hanamizuki.policy",
    "hanamizuki.desk",
    "hanamizuki.site",
    *APPS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hanamizuki.site.middleware.Permissions",
    "hanamizuki.site.middleware.Language",
    "hanamizuki.site.middleware.Furigana",
    "django.middleware.common.CommonMiddleware",
    "hanamizuki.site.middleware.ApiAnswers",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hanamizuki.site.throttle.PageLimit",
    "hanamizuki.site.staff.middleware.Door",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "hanamizuki.site.urls"
WSGI_APPLICATION = "hanamizuki.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hanamizuki.site.context.ward",
                "hanamizuki.site.staff.context.staff",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "hanamizuki.core.text.templatetags.text",
                "hanamizuki.core.clock.templatetags.clock",
                "hanamizuki.site.templatetags.ward",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "lucide.templatetags.lucide",
            ],
        },
    }
]
COTTON_DIR = "components"

DATABASES = {"default": database(DATA_DIR)}
CACHES = caches()
EMAIL_BACKEND = "hanamizuki.core.notices.carrier.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("HANAMIZUKI_EMAIL_FROM", "noreply@localhost")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Whose address counts for rate limits: that of the connection, or the one the last N proxies saw.
NINJA_NUM_PROXIES = int(os.environ.get("HANAMIZUKI_PROXIES", "0"))

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("ja-easy", "やさしい日本語"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "hanamizuki_language"
LOCALE_PATHS = [Path(__file__).resolve().parent / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("HANAMIZUKI_STATIC", DATA_DIR / "static"))
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_MAX_AGE = 300
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

_SELF = "'self'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": [_SELF],
        "style-src": [_SELF],
        "img-src": [_SELF],
        "font-src": [_SELF],
        "connect-src": [_SELF],
        "manifest-src": [_SELF],
        # The way to the single sign-on begins with a form of ours.
        "form-action": [_SELF, *SIGN_ON_ORIGINS],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"secrets": {"()": "hanamizuki.core.receipts.logs.NoSecrets"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["secrets"],
        }
    },
    # Anyone can send a wrong Host or a broken request: a 400 is answer enough, not a traceback.
    "loggers": {"django.security": {"level": "CRITICAL"}},
    "root": {"handlers": ["console"], "level": os.environ.get("HANAMIZUKI_LOG", "WARNING")},
}
