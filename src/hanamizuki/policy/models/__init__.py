"""The tables of the policy room: the tree, its year, its money, what is being changed."""

from hanamizuki.policy.models.editing import OPEN, Comment, Proposal
from hanamizuki.policy.models.money import BudgetLine, BudgetYear
from hanamizuki.policy.models.reminders import Reminded
from hanamizuki.policy.models.tracking import (
    GenderCheck,
    Milestone,
    Override,
    ProgressChange,
    Report,
    Review,
    Target,
)
from hanamizuki.policy.models.tree import KINDS, Kind, Line, Policy, Theme

__all__ = [
    "KINDS",
    "OPEN",
    "BudgetLine",
    "BudgetYear",
    "Comment",
    "GenderCheck",
    "Kind",
    "Line",
    "Milestone",
    "Override",
    "Policy",
    "ProgressChange",
    "Proposal",
    "Reminded",
    "Report",
    "Review",
    "Target",
    "Theme",
]
