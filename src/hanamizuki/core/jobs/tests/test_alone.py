"""The lock: one holder, free again when the holder gives it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from hanamizuki.core.jobs.alone import FileLock, ServerLock, lock


def test_a_file_lock_has_one_holder(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "l"), FileLock(tmp_path / "l")
    assert first.take() and first.held()
    assert not second.take() and not second.held()
    first.release()
    assert not first.held() and second.take()
    second.release()


@pytest.mark.django_db
def test_the_database_says_which_lock(tmp_path: Path) -> None:
    kind = ServerLock if connection.vendor == "postgresql" else FileLock
    assert isinstance(lock(tmp_path), kind)
