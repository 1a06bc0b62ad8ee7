"""The trail's job: an anchor a day."""

from __future__ import annotations

from datetime import datetime

from hanamizuki.core.audit import anchors
from hanamizuki.core.audit.verify import PROBLEMS, verify_since
from hanamizuki.core.jobs import JobFailed, registry


def anchor(moment: datetime) -> None:
    """Prove what was recorded since the last anchor, then write a new one.

    Raises JobFailed where the trail is not whole: no anchor may cover that up.
    """
    last = anchors.last()
    report = verify_since(last.anchor if last else None)
    if not report.ok:
        raise JobFailed(
            f"the audit trail is not whole at entry {report.first_bad}: {PROBLEMS[report.problem]}"
        )
    if report.head.seq:
        anchors.keep(moment, report.head)


registry.register("audit.anchor", anchor, every="day")
