"""A real ward in processes of its own, with its own data folder, and a browser to visit it."""

from __future__ import annotations

import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.servers import chromium

ROOT = Path(__file__).resolve().parents[2]
START_PATIENCE = 180  # seconds; two slow cores collect, load and index in about 20


@dataclass
class Ward:
    """A ward being served: its address, data folder and main process."""

    url: str
    data: Path
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self, sig: signal.Signals = signal.SIGINT) -> int:
        """Stop it; the exit code. A ward that does not stop is killed, and the test fails."""
        self.process.send_signal(sig)
        try:
            return self.process.wait(timeout=15)
        finally:
            self.process.kill()
            self.process.wait()

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body of a page."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=20) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


def free_port() -> int:
    """A port that nothing listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment for a ward's process: none of the tests' own settings reach it."""
    given = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("HANAMIZUKI_") and name not in {"DATABASE_URL", "REDIS_URL"}
    }
    given.pop("DJANGO_SETTINGS_MODULE", None)
    return {
        **given,
        "HANAMIZUKI_DATA": str(data),
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUNBUFFERED": "1",
        **more,
    }


def start(data: Path, *options: str, command: str = "up", **more: str) -> Ward:
    """Start a ward and wait until it answers. Stops the test with its log where it does not.

    Nobody comes to its counters unless the test says so (`--demo-day`).
    """
    port = free_port()
    if command == "up" and not {"--no-demo", "--demo-day"} & set(options):
        options = (*options, "--demo-day", "off")
    log = data.parent / f"{data.name}.log"
    words = [sys.executable, "-m", "hanamizuki.cli", command, "--port", str(port), *options]
    with log.open("ab") as out:
        process = subprocess.Popen(
            words, env=environment(data, **more), stdout=out, stderr=out, stdin=subprocess.DEVNULL
        )
    ward = Ward(f"http://127.0.0.1:{port}", data, process, log)
    deadline = time.monotonic() + START_PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if ward.get("/healthz")[0] == 200:
                return ward
        except OSError:
            time.sleep(0.1)
    process.kill()
    process.wait()
    pytest.fail(f"the ward did not start:\n{log.read_text(errors='replace')[-3000:]}")


def pytest_configure(config: pytest.Config) -> None:
    """Texts in every language, before the first test: a fresh clone has none compiled."""
    from hanamizuki.cli.prepare import translations

    translations(ROOT / "src")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the Kohoku pack loaded, to be copied: making it takes a while."""
    data = tmp_path_factory.mktemp("prepared") / "data"
    words = [sys.executable, "-m", "hanamizuki.cli", "prepare"]
    done = subprocess.run(
        words, env=environment(data), capture_output=True, text=True, timeout=START_PATIENCE
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return data


@pytest.fixture(scope="session")
def live_ward(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """A served ward with the Kohoku pack, for the whole session; do not stop it."""
    data = shutil.copytree(prepared, tmp_path_factory.mktemp("live") / "data")
    ward = start(data, HANAMIZUKI_RATE_LIMIT="off")
    yield ward
    ward.stop()


def _fonts(folder: Path) -> Path:
    """A XDG data folder with the Japanese font that a package brings; the system may have none."""
    import pylopdf_fonts_jp

    fonts = folder / "fonts"
    fonts.mkdir(parents=True)
    for font in Path(pylopdf_fonts_jp.__file__).parent.rglob("*.otf"):
        (fonts / font.name).symlink_to(font)
    return folder


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A Chromium of the system under playwright (synchronous API).

    For one module: while playwright runs, its event loop makes Django refuse every query.
    """
    from playwright.sync_api import sync_playwright

    home = _fonts(tmp_path_factory.mktemp("xdg") / "data")
    with sync_playwright() as playwright, _settled_clicks():
        made = playwright.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox"],
            env={**os.environ, "XDG_DATA_HOME": str(home)},
        )
        yield made
        made.close()


@contextmanager
def _settled_clicks() -> Iterator[None]:
    """A click or key that leads to another page ends when that page is read in whole.

    Playwright itself ends it when the page begins to arrive; what is counted then is a matter
    of luck on a busy machine.
    """
    from playwright.sync_api import Locator, Page

    def settled(act: Any) -> Any:
        @functools.wraps(act)
        def acted(self: Any, *given: Any, **options: Any) -> Any:
            page = self if isinstance(self, Page) else self.page
            result = act(self, *given, **options)
            if not page.is_closed():
                page.wait_for_load_state("domcontentloaded")
            return result

        return acted

    with pytest.MonkeyPatch.context() as patch:
        for kind in (Page, Locator):
            for name in ("click", "press"):
                patch.setattr(kind, name, settled(getattr(kind, name)))
        yield


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A fresh page in a context of its own, as a phone's size, in Japanese."""
    context = browser.new_context(locale="ja-JP", viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()
