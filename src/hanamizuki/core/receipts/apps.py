"""Django application of `core.receipts`."""

from django.apps import AppConfig


class ReceiptsConfig(AppConfig):
    name = "hanamizuki.core.receipts"
    label = "receipts"
