"""What a resident can do here.

A room declares `Offer`s in its `offers.py` (autodiscovered). Portal, search, policy pages and
checklists are all built from them; an offer names the policy lines it serves. Nothing is stored.
"""

from hanamizuki.core.offers.registry import Availability, Offer, registry

__all__ = ["Availability", "Offer", "registry"]
