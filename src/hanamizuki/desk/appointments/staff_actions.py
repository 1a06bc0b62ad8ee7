"""What staff may do with appointments, and the entry of their menu."""

from hanamizuki.core.people import navigation, policy
from hanamizuki.core.people.roles import Role

ACTION = "desk.appointments"
policy.registry.register(ACTION, {Role.COUNTER, Role.SECTION_STAFF}, by_section=True)
navigation.menu.register(
    navigation.Entry(
        {"ja": "予約", "en": "Appointments", "easy": "よやく"},
        "desk_appointments:day",
        ACTION,
        order=12,
    )
)
