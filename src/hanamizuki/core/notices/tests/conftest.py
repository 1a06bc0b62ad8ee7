"""The sample kind of notice, a settable clock, a mail folder of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hanamizuki.core.clock import JST
from hanamizuki.core.notices.tests.sample import declared


class Time:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 1, 9, 0, tzinfo=JST)

    def pass_by(self, **more: float) -> datetime:
        self.now += timedelta(**more)
        return self.now


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hanamizuki.core.notices.services.registry", declared())


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr("hanamizuki.core.clock.now", lambda: made.now)
    return made


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: object) -> Iterator[Path]:
    monkeypatch.setenv("HANAMIZUKI_EMAIL_URL", f"files://{tmp_path}/mail")
    settings.EMAIL_BACKEND = "hanamizuki.core.notices.carrier.EmailBackend"  # type: ignore[attr-defined]
    yield tmp_path / "mail"
