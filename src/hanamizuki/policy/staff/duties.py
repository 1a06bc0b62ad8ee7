"""What a leaver hands over: lines looked after, and proposals that are still open."""

from hanamizuki.core.people.handover import Duty, registry
from hanamizuki.policy.services import owners

registry.register(
    Duty(
        "policy.lines",
        {"ja": "運営方針の行", "en": "Lines of the policy", "easy": "運営方針の 行"},
        owners.lines_owned,
        owners.hand_over_lines,
    )
)
registry.register(
    Duty(
        "policy.proposals",
        {"ja": "運営方針の案", "en": "Proposals for the policy", "easy": "運営方針の 案"},
        owners.proposals_open,
        owners.hand_over_proposals,
    )
)
