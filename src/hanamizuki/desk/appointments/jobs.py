"""The day after an appointment, what tells of the person goes."""

from hanamizuki.core.jobs import registry
from hanamizuki.desk.services.appointment_day import forget

registry.register("desk.forget_appointments", forget, every="day")
