"""The desk's pack sections: rules, services, counters, errands, appointments, crowding."""

from hanamizuki.desk.pack import appointments, counters, errands, pattern, rules, services

__all__ = ["appointments", "counters", "errands", "pattern", "rules", "services"]
