"""The indicators that the room computes: of its lines, of progress, of the money."""

from hanamizuki.policy.evidence import lines, money, progress

__all__ = ["lines", "money", "progress"]
