"""The only writers of the policy room, by subject: tree, records, editing, drafts, …"""

from hanamizuki.policy.services.tree import LineInput, forget_years_but, store_policy

__all__ = ["LineInput", "forget_years_but", "store_policy"]
