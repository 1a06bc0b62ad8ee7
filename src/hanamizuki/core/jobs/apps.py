"""Django application of `core.jobs`."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "hanamizuki.core.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Let every room declare its jobs."""
        autodiscover_modules("jobs")
