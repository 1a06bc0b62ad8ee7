"""What staff do in the policy room: the actions, and (in its modules) pages, tasks and duties."""

from hanamizuki.core.people import navigation, policy
from hanamizuki.core.people.roles import Role

_SECTION = {Role.PLANNER, Role.SECTION_STAFF}

# Reading drafts and the state of the year.
policy.registry.register("policy.read", {*_SECTION, Role.VIEWER, Role.DISTRICT_OFFICER})
# Words, targets, milestones, money; a planner of a section edits that section's lines.
policy.registry.register("policy.edit", {Role.PLANNER}, by_section=True)
# A section's own part: values, reviews, gender checks, answers to comments.
policy.registry.register("policy.enter", _SECTION, by_section=True)
policy.registry.register("policy.review", _SECTION, by_section=True)
policy.registry.register("policy.answer", _SECTION, by_section=True)
policy.registry.register("policy.approve", {Role.PLANNER}, by_section=True)
# The document as a whole, for planners of the whole ward: next year's draft, its day, reports.
policy.registry.register("policy.publish", {Role.PLANNER}, ward=True)

navigation.menu.register(
    navigation.Entry(
        {"ja": "運営方針", "en": "Policy", "easy": "運営方針"},
        "policy_staff:desk",
        "policy.read",
        order=20,
    )
)

# Below the actions, which these ask for.
from hanamizuki.policy.staff import duties, entry_tasks, tasks  # noqa: E402, F401
