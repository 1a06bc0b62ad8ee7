"""Django application of `core.search`."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "hanamizuki.core.search"
    label = "search"
