"""Django application of `core.packs`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PacksConfig(AppConfig):
    name = "hanamizuki.core.packs"
    label = "packs"

    def ready(self) -> None:
        """Let every room register its sections (`pack.py`)."""
        autodiscover_modules("pack")
