"""A ward as it is served: from the moment that the turn is near to the mail, and from the call."""

from __future__ import annotations

import json
import re
import shutil
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.support.ward import Ward, start

pytestmark = pytest.mark.slow
SOON = 15.0  # seconds that anybody waits to be told


def post(ward: Ward, path: str, data: dict[str, Any]) -> Any:
    request = urllib.request.Request(
        f"{ward.url}/api/v1/desk/tickets{path}",
        json.dumps(data).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def mails(ward: Ward, many: int) -> tuple[list[str], float]:
    """The mails once there are so many, and after how many seconds."""
    begun, folder = time.monotonic(), ward.data / "mail"
    while time.monotonic() - begun < SOON:
        found = list(folder.glob("*.eml")) if folder.exists() else []
        if len(found) >= many:
            return [one.read_text() for one in found], time.monotonic() - begun
        time.sleep(0.1)
    raise AssertionError(f"not {many} mails in {SOON} s: {ward.log.read_text()[-2000:]}")


def test_the_worker_tells_within_seconds(prepared: Path, tmp_path: Path) -> None:
    data = shutil.copytree(prepared, tmp_path / "data")
    more = {"HANAMIZUKI_CLOCK": "2026-04-08T10:00", "HANAMIZUKI_CLOCK_SET_AT": str(time.time())}
    ward = start(data, **more)
    try:
        made = post(ward, "", {"service": "registration"})
        given = {"people": 3, "email": "hana@example.jp", "language": "en"}
        assert post(ward, f"/{made['token']}/alert", given)["carrier"] == "mail"
        (text,), took = mails(ward, 1)
        assert took < SOON
        assert re.search(rf"^Subject: Your turn is near \({made['number']}\)$", text, re.M)
        assert f"/desk/t/{made['token']}/" in text and "To: hana@example.jp" in text
        time.sleep(5)
        assert len(mails(ward, 1)[0]) == 1  # once
    finally:
        ward.stop()
