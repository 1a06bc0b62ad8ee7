"""Django application of `core.text`."""

from django.apps import AppConfig


class TextConfig(AppConfig):
    name = "hanamizuki.core.text"
    label = "text"
