"""The one place that has sheets set by typst, each in a short-lived process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from pylopdf_fonts_jp import sans_path

_HERE = Path(__file__).parent
_COMPILER = _HERE / "compiler.py"
_LIBRARY = _HERE / "ruby.typ"  # a template may import it
_PATIENCE = 60.0  # seconds for one sheet
# Each takes some 100 MB while it runs; more at once would be no quicker on two cores.
_at_once = threading.BoundedSemaphore(2)


class PaperError(Exception):
    """The template does not compile, or asks for a font that is not there."""


def render(template: Path, data: dict[str, Any]) -> bytes:
    """The PDF of a template filled with data, tagged as PDF/UA-1.

    Raises PaperError with typst's own words, or where a sheet takes longer than a minute. Only the
    font of the installed package is used, so that every machine makes the same sheet; typst must
    be given one folder to read from, which holds nothing but the template and `ruby.typ`.
    """
    return _made(template, data, None)


def picture(template: Path, data: dict[str, Any], dots: int) -> bytes:
    """The same as a PNG of so many dots an inch, for a sheet of one page. Raises PaperError."""
    return _made(template, data, dots)


def _made(template: Path, data: dict[str, Any], dots: int | None) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / template.name
        source.write_bytes(template.read_bytes())
        (Path(folder) / _LIBRARY.name).write_bytes(_LIBRARY.read_bytes())
        job = {
            "source": str(source),
            "fonts": str(Path(sans_path()).parent),
            "data": json.dumps(data, ensure_ascii=False),
            "dots": dots,
        }
        with _at_once:
            return _compiled(json.dumps(job).encode())


def _compiled(job: bytes) -> bytes:
    # Isolated, so that neither the folder of the script nor PYTHONPATH can put something before
    # the installed package.
    command = [sys.executable, "-I", str(_COMPILER)]
    try:
        done = subprocess.run(command, input=job, capture_output=True, timeout=_PATIENCE)
    except subprocess.TimeoutExpired as error:
        raise PaperError(f"no sheet within {_PATIENCE:.0f} seconds") from error
    if done.returncode:
        raise PaperError(done.stderr.decode(errors="replace") or f"exit code {done.returncode}")
    return done.stdout
