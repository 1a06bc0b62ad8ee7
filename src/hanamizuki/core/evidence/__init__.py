"""Numbers anyone can check.

A room declares `Computed` indicators in its `evidence.py` (autodiscovered): code, unit, direction,
method in one sentence, the policy lines it speaks about, and a function from the present moment to
readings. The packs declare statistics with their series. Every value carries its as-of date and
its source; demo values are marked and never counted. Who may import: rooms and site.
"""

from hanamizuki.core.evidence.registry import Computed, Reading, registry

__all__ = ["Computed", "Reading", "registry"]
