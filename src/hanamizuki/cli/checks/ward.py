"""Checks of a ward's own set-up; Django has been started with its settings."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

from hanamizuki.cli.checks import Finding, fail, ok, warn
from hanamizuki.cli.common import is_loopback

PREPARE = "run ./ward up, or hanamizuki prepare"
LOCAL = {"127.0.0.1", "localhost", "[::1]"}


def database() -> list[Finding]:
    """The database answers, is migrated, and (SQLite) writes a log that survives a kill."""
    from django.conf import settings
    from django.db import DatabaseError, connection

    shown = _shown(settings.DATABASES["default"])
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        findings = [_engine(connection, shown), _migrations(connection)]
    except DatabaseError as error:
        line = (str(error).strip().splitlines() or ["no reason given"])[0]
        todo = "start the database, or correct DATABASE_URL"
        return [fail("database", f"{shown} cannot be reached: {line}", todo)]
    return findings


def _shown(database: dict[str, Any]) -> str:
    if database["ENGINE"].endswith("sqlite3"):
        return f"SQLite {database['NAME']}"
    return f"PostgreSQL {database['HOST'] or 'socket'}/{database['NAME']}"


def _engine(connection: Any, shown: str) -> Finding:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        if mode != "wal":
            todo = "keep the data folder on a local disk: network file systems have no WAL"
            return fail("database", f"{shown} in mode {mode}, not WAL", todo)
        return ok("database", f"{shown}, WAL")
    version = connection.pg_version // 10000
    if version < 15:
        return fail("database", f"{shown} is version {version}", "use PostgreSQL 15 or newer")
    from hanamizuki.core.backup.postgres import tool_version

    tool = tool_version()
    if not tool:
        todo = f"install PostgreSQL {version}'s client programs (apt install postgresql-client)"
        return warn("database", f"{shown}, version {version}; no pg_dump for backups", todo)
    return ok("database", f"{shown}, version {version}, {tool}")


def _migrations(connection: Any) -> Finding:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    loader = executor.loader
    unknown = set(loader.applied_migrations) - set(loader.disk_migrations)
    if unknown:
        todo = "use the version of this program that made the database, or a newer one"
        return fail("tables", f"made by a newer version ({len(unknown)} unknown changes)", todo)
    missing = len(executor.migration_plan(loader.graph.leaf_nodes()))
    if missing:
        return fail("tables", f"{missing} migrations are not applied", PREPARE)
    return ok("tables", f"all {len(loader.applied_migrations)} migrations applied")


def redis() -> Finding:
    """Redis or Valkey answers, where one is named."""
    url = os.environ.get("REDIS_URL", "")
    if not url:
        return ok("Redis", "not used (REDIS_URL is not set)")
    from redis import Redis, RedisError

    try:
        client = Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3)
        version = client.info("server")["redis_version"]
    except (RedisError, ValueError) as error:
        todo = "start it, or correct REDIS_URL (redis://host:6379/0)"
        return fail("Redis", f"cannot be reached: {error}", todo)
    return ok("Redis", f"version {version}")


def pack() -> Finding:
    """The pack has no problem, and it is the one that is loaded."""
    from django.conf import settings
    from django.db import DatabaseError

    from hanamizuki.core import packs
    from hanamizuki.core.packs.models import PackLoad

    name = settings.PACK
    try:
        problems = packs.check(settings.PACKS_DIR, name)
    except (OSError, ValueError) as error:
        return fail("pack", f"{name}: {error}", "set HANAMIZUKI_PACK to a folder of packs/")
    if problems:
        todo = f"hanamizuki pack check {name} lists them"
        return fail("pack", f"{name} has {len(problems)} problems: {problems[0].text('en')}", todo)
    try:
        latest = PackLoad.objects.first()
    except DatabaseError:
        latest = None
    if latest is None or latest.name != name:
        return fail("pack", f"{name} is well, but not loaded", PREPARE)
    return ok("pack", f"{name}, loaded {latest.loaded_at:%Y-%m-%d %H:%M}")


def secret_key() -> Finding:
    """The key is long, and nobody else on the machine can read it."""
    from django.conf import settings

    given = os.environ.get("HANAMIZUKI_SECRET_KEY")
    if given is not None and len(given) < 50:
        todo = 'make one: python3 -c "import secrets; print(secrets.token_urlsafe(64))"'
        return fail("secret key", "HANAMIZUKI_SECRET_KEY is shorter than 50 characters", todo)
    if given:
        return ok("secret key", "from HANAMIZUKI_SECRET_KEY")
    file = Path(settings.DATA_DIR) / "secret.key"
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        return fail("secret key", f"{file} can be read by others", f"chmod 600 {file}")
    return ok("secret key", f"{file}, for its owner alone")


def hosts(host: str) -> Finding:
    """The names people use are answered, and only those."""
    from django.conf import settings

    allowed = [name for name in settings.ALLOWED_HOSTS if name]
    if "*" in allowed:
        todo = "name the hosts instead: HANAMIZUKI_HOSTS=ward.example.lg.jp"
        return fail("host names", "every name is answered (*)", todo)
    if not is_loopback(host) and set(allowed) <= LOCAL:
        todo = "name them: HANAMIZUKI_HOSTS=ward.example.lg.jp"
        return fail("host names", f"only {', '.join(allowed)}, but served on {host}", todo)
    if not is_loopback(host) and not settings.BEHIND_TLS:
        todo = "put a proxy with TLS in front and set HANAMIZUKI_TLS=1"
        return warn("host names", f"{', '.join(allowed)}, served on {host} without TLS", todo)
    return ok("host names", ", ".join(allowed))


def static_files() -> Finding:
    """Styles and scripts have been collected."""
    from django.conf import settings

    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        return fail("styles and scripts", f"not collected in {settings.STATIC_ROOT}", PREPARE)
    return ok("styles and scripts", f"in {settings.STATIC_ROOT}")


def workers(count: int, vendor: str) -> Finding:
    """The number of server processes suits the database."""
    if count > 1 and vendor == "sqlite":
        todo = "use one, or PostgreSQL (DATABASE_URL)"
        return warn("workers", f"{count} server processes on SQLite wait for each other", todo)
    if count > 1 and not os.environ.get("REDIS_URL"):
        todo = "set REDIS_URL: rate limits and live boards are else kept by each process"
        return warn("workers", f"{count} server processes without Redis or Valkey", todo)
    return ok("workers", str(count))


def rehearsal() -> Finding:
    """Nothing of a rehearsal is switched on."""
    from django.conf import settings

    on = []
    if settings.CLOCK:
        on.append(f"the clock is set to {settings.CLOCK}")
    if not settings.RATE_LIMIT:
        on.append("rate limits are off")
    if settings.DEBUG:
        on.append("HANAMIZUKI_DEBUG shows the program's inside to visitors")
    if on:
        return warn("rehearsal", "; ".join(on), "unset HANAMIZUKI_CLOCK, _RATE_LIMIT, _DEBUG")
    return ok("rehearsal", "nothing of a rehearsal is on")
