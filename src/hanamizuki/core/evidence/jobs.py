"""The indicators' job: keep their values."""

from __future__ import annotations

from hanamizuki.core.evidence import services
from hanamizuki.core.jobs import registry

# A day has one value, and its last hour's is the one to keep.
registry.register("evidence.snapshot", services.snapshot, every=3600)
