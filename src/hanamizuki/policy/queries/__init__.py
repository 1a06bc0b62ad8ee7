"""Reads of the policy room, by subject: the tree with its services and numbers, progress, …"""

from hanamizuki.policy.queries.tree import (
    Coverage,
    Node,
    budget,
    coverage,
    current_policy,
    milestones,
    missing_year,
    tree,
    walk,
)

__all__ = [
    "Coverage",
    "Node",
    "budget",
    "coverage",
    "current_policy",
    "milestones",
    "missing_year",
    "tree",
    "walk",
]
