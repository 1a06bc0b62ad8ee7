"""What staff do at the desk: the actions, and (in its modules) pages and tasks."""

from hanamizuki.core.people import navigation, policy
from hanamizuki.core.people.roles import Role

_CLERKS = {Role.COUNTER, Role.SECTION_STAFF}

# Calling at the counters of one's section.
policy.registry.register("desk.console", _CLERKS, by_section=True)
# Giving out a number by hand: whoever is asked at the entrance or on the phone, for any section.
policy.registry.register("desk.issue", _CLERKS)
# The kiosk's lock and the aim of the whole ward: for who supervises the whole ward.
policy.registry.register("desk.ward", {Role.SECTION_STAFF, Role.PLANNER}, ward=True)
# Lines and loads of a section, moving somebody forward, planned counters.
policy.registry.register("desk.supervise", {Role.SECTION_STAFF, Role.PLANNER}, by_section=True)

_LABEL = {"ja": "窓口", "en": "Counters", "easy": "まどぐち"}
navigation.menu.register(navigation.Entry(_LABEL, "desk_staff:choose", "desk.console", order=10))
navigation.menu.register(
    navigation.Entry(
        {"ja": "窓口の混みぐあい", "en": "Lines", "easy": "こみぐあい"},
        "desk_staff:overview",
        "desk.supervise",
        order=11,
    )
)

# Below the actions, which these ask for.
from hanamizuki.desk.appointments import staff_actions  # noqa: E402, F401
from hanamizuki.desk.staff import tasks  # noqa: E402, F401
