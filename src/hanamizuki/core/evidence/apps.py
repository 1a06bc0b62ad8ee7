"""Django application of `core.evidence`."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class EvidenceConfig(AppConfig):
    name = "hanamizuki.core.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Let every room declare its indicators."""
        autodiscover_modules("evidence")
