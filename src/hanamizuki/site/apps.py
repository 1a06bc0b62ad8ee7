"""Django application of the composition root."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "hanamizuki.site"
    label = "site_root"

    def ready(self) -> None:
        """Fill the staff's menu."""
        from hanamizuki.site.staff import menu  # noqa: F401
