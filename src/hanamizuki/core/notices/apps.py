"""Django application of `core.notices`."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NoticesConfig(AppConfig):
    name = "hanamizuki.core.notices"
    label = "notices"

    def ready(self) -> None:
        """Let every room declare its templates and reminders."""
        autodiscover_modules("notices")
