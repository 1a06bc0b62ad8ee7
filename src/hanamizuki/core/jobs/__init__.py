"""What the ward does by itself: jobs that rooms declare, run by one worker for each database.

A room's `jobs.py` (autodiscovered) calls `registry.register(name, run, every="day")`, or with a
number of seconds. `hanamizuki serve` runs the worker, or `hanamizuki worker` does: docs/deploy.md.
Who may import: rooms, site, cli and the rest of core.
"""

from hanamizuki.core.jobs.registry import Job, JobFailed, registry

__all__ = ["Job", "JobFailed", "registry"]
