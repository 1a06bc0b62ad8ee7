"""Django application of `core.people`."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PeopleConfig(AppConfig):
    name = "hanamizuki.core.people"
    label = "people"

    def ready(self) -> None:
        """Let every room declare its actions, its tasks and the duties it can hand over."""
        autodiscover_modules("staff")
