"""On PostgreSQL: backed up while another process writes, restored into another database."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from hanamizuki.core.backup import services
from hanamizuki.core.backup.errors import BackupError

pytestmark = pytest.mark.postgres

WRITER = """
import psycopg, sys
with psycopg.connect(sys.argv[1], autocommit=True) as db:
    number = 0
    while True:
        number += 1
        with db.transaction():
            db.execute("INSERT INTO ticket VALUES (%s)", (number,))
            db.execute("INSERT INTO event (ticket) VALUES (%s)", (number,))
        print(number, flush=True)
"""


def describe(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": parts.username or "",
        "PASSWORD": parts.password or "",
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }


@pytest.fixture
def writing(postgres_url: str) -> Iterator[subprocess.Popen[str]]:
    with psycopg.connect(postgres_url) as db:
        db.execute("CREATE TABLE ticket (id integer PRIMARY KEY)")
        db.execute(
            "CREATE TABLE event (id serial PRIMARY KEY, ticket integer UNIQUE REFERENCES ticket)"
        )
        db.execute("CREATE TABLE django_migrations (app text, name text)")
        db.execute("INSERT INTO django_migrations VALUES ('desk', '0001_initial')")
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, postgres_url], stdout=subprocess.PIPE, text=True
    )
    yield process
    process.kill()
    process.communicate()


@pytest.fixture
def other_url(postgres_url: str) -> Iterator[str]:
    base, _, name = postgres_url.rpartition("/")
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}_other" TEMPLATE template0')
        yield f"{base}/{name}_other"
        server.execute(f'DROP DATABASE "{name}_other" WITH (FORCE)')


def test_backup_while_being_written_restored_elsewhere_is_whole(
    writing: subprocess.Popen[str],
    postgres_url: str,
    other_url: str,
    tmp_path: Path,
) -> None:
    assert writing.stdout is not None
    acknowledged = [int(writing.stdout.readline()) for _ in range(50)][-1]
    data = tmp_path / "data"
    data.mkdir()
    (data / "secret.key").write_text("k")
    archive = tmp_path / "b.tar.gz"
    source = describe(postgres_url)
    services.backup(archive, data, source, version="1.0", made_at="x")
    assert writing.poll() is None

    new = tmp_path / "new"
    target = describe(other_url)
    manifest = services.restore(archive, new, target, version="1.0")
    with psycopg.connect(other_url) as db:
        kept = [n for (n,) in db.execute("SELECT id FROM ticket ORDER BY id")]
        events = [n for (n,) in db.execute("SELECT ticket FROM event ORDER BY ticket")]
    assert kept == list(range(1, kept[-1] + 1)) and kept[-1] >= acknowledged
    assert events == kept
    assert manifest.rows == {"django_migrations": 1, "event": len(kept), "ticket": len(kept)}
    assert manifest.migrations == ["desk.0001_initial"]
    assert (new / "secret.key").read_text() == "k"

    with pytest.raises(BackupError, match="--force"):
        services.restore(archive, tmp_path / "third", target, version="1.0")
    again = services.restore(archive, tmp_path / "third", target, version="1.0", force=True)
    assert again.rows == manifest.rows


def test_an_unreachable_server_is_one_line(tmp_path: Path) -> None:
    nowhere = describe("postgresql://ward:hidden@127.0.0.1:9/none")
    with pytest.raises(BackupError) as caught:
        services.backup(tmp_path / "b.tar.gz", tmp_path / "d", nowhere, version="1", made_at="x")
    assert "\n" not in str(caught.value) and "hidden" not in str(caught.value)
    assert not (tmp_path / "b.tar.gz").exists()
