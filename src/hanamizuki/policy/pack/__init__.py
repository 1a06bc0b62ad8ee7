"""The room's sections of a pack: the tree, the money, plans, what can be paid in parts."""

from hanamizuki.policy.pack import money, plans, tree
from hanamizuki.policy.payment_plan import pack as payment_plan

__all__ = ["money", "payment_plan", "plans", "tree"]
