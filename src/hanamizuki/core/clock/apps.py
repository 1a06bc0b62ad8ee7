"""Django application of `core.clock`."""

from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "hanamizuki.core.clock"
    label = "clock"
