"""Django application of `core.offers`."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OffersConfig(AppConfig):
    name = "hanamizuki.core.offers"
    label = "offers"

    def ready(self) -> None:
        """Let every room declare its offers."""
        autodiscover_modules("offers")
