"""The room's part of the API: lines, budget, payment plan."""

from hanamizuki.policy.api.lines import router

__all__ = ["router"]
