"""Django application of the desk room."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DeskConfig(AppConfig):
    name = "hanamizuki.desk"
    label = "desk"

    def ready(self) -> None:
        """Whoever writes to the desk locks its one row; it is there again after a flush too."""
        post_migrate.connect(_one_row, sender=self)


def _one_row(using: str, **_more: Any) -> None:
    from hanamizuki.desk.models import Desk

    Desk.objects.using(using).get_or_create(pk=1)
