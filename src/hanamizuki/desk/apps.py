"""Django application of the desk room."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "hanamizuki.desk"
    label = "desk"
