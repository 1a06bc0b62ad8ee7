"""What the process of one sheet runs: typst, which keeps fonts and sheets in memory as long as its
process lives. Started as a file by `typesetting`; imports nothing of the house.

In: a JSON object on stdin with `source`, `fonts`, `data` (a JSON text), `dots` (an inch, for a PNG;
null for a PDF). Out: the file on stdout, or exit code 1 and typst's words on stderr.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import typst


def main() -> int:
    """Compile one sheet."""
    job = json.load(sys.stdin.buffer)
    try:
        # A picture is of one page, however many the sheet has.
        how = {"format": "png", "ppi": job["dots"]} if job["dots"] else {"pdf_standards": "ua-1"}
        made, warnings = typst.compile_with_warnings(
            job["source"],
            root=str(Path(job["source"]).parent),
            font_paths=[job["fonts"]],
            ignore_system_fonts=True,
            sys_inputs={"data": job["data"]},
            **how,
        )
    except typst.TypstError as error:
        return _refused(str(error))
    if warnings:
        return _refused("; ".join(warning.message for warning in warnings))
    sys.stdout.buffer.write(made)
    return 0


def _refused(words: str) -> int:
    sys.stderr.buffer.write(words.encode())
    return 1


if __name__ == "__main__":
    sys.exit(main())
