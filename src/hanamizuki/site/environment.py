"""Reading the environment for settings: database address, cache, secret key, folders."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# WAL lets readers go on while one writes; IMMEDIATE takes the write lock at BEGIN, so that two
# writers queue for `timeout` instead of failing half-way with "database is locked".
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
        "PRAGMA cache_size=-16000;"
    ),
}


def base_dir() -> Path:
    """The checkout this package runs from (`src/` beside `packs/`)."""
    return Path(__file__).resolve().parents[3]


def flag(name: str) -> bool:
    """True when the variable is set to 1, true, yes or on."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int, *, low: int, high: int) -> int:
    """A whole number from the environment. Raises ValueError, naming what was expected."""
    given = os.environ.get(name, "").strip()
    if not given:
        return default
    if not given.isascii() or not given.isdecimal() or not low <= int(given) <= high:
        raise ValueError(f"{name} is {given!r}; write a whole number from {low} to {high}")
    return int(given)


def sign_on() -> dict[str, Any] | None:
    """The provider of the single sign-on (OpenID Connect), as allauth wants it; None without.

    Raises ValueError where only some of its variables are set, or where it is not https.
    """
    names = ("HANAMIZUKI_OIDC_ISSUER", "HANAMIZUKI_OIDC_CLIENT_ID", "HANAMIZUKI_OIDC_CLIENT_SECRET")
    issuer, client, secret = (os.environ.get(name, "").strip() for name in names)
    if not (issuer or client or secret):
        return None
    if not (issuer and client and secret):
        raise ValueError(f"{', '.join(names)}: set all three, or none")
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise ValueError(f"HANAMIZUKI_OIDC_ISSUER is {issuer!r}; write an https address")
    return {
        "provider_id": "sso",
        "name": os.environ.get("HANAMIZUKI_OIDC_NAME", "").strip() or parts.hostname,
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": issuer.rstrip("/"), "oauth_pkce_enabled": True},
    }


def pack_folder(base: Path) -> Path:
    """The folder that holds the packs: `HANAMIZUKI_PACKS`, or `packs/` of the checkout."""
    return Path(os.environ.get("HANAMIZUKI_PACKS", base / "packs")).resolve()


def secret_key(data: Path) -> str:
    """The key from `HANAMIZUKI_SECRET_KEY`, or one made once in the data folder (mode 600)."""
    given = os.environ.get("HANAMIZUKI_SECRET_KEY")
    if given:
        return given
    file = data / "secret.key"
    if not file.exists():
        data.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(
                os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
            ) as out:
                out.write(secrets.token_urlsafe(64))
        except FileExistsError:  # another process was first; its key is the key
            pass
    return file.read_text(encoding="ascii")


def database(data: Path) -> dict[str, Any]:
    """`DATABASE_URL` as a Django database; SQLite in the data folder where it is not set.

    Raises ValueError, naming what was expected, for an address of another kind.
    """
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return _sqlite(data / "ward.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(
            f"DATABASE_URL starts with {parts.scheme!r}; "
            "write postgresql://user:password@host:5432/name or sqlite:///file"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),  # sslmode=require and the like
    }


def _sqlite(file: Path) -> dict[str, Any]:
    file.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "CONN_MAX_AGE": None,
        "OPTIONS": SQLITE_OPTIONS,
    }


def caches() -> dict[str, dict[str, Any]]:
    """Redis or Valkey where `REDIS_URL` names one, else memory of the one process.

    `counts` is for rate limits: many small entries, which nobody waits for.
    """
    url = os.environ.get("REDIS_URL", "")
    if url:
        backend = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
        patience = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}  # seconds
        return {"default": backend, "counts": {**backend, "OPTIONS": patience}}
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    counts = {**memory, "LOCATION": "counts", "OPTIONS": {"MAX_ENTRIES": 20_000}}
    return {"default": memory, "counts": counts}
