"""Django application of `core.audit`."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AuditConfig(AppConfig):
    name = "hanamizuki.core.audit"
    label = "audit"

    def ready(self) -> None:
        """Let every room say its actions in words."""
        autodiscover_modules("audit_words")
