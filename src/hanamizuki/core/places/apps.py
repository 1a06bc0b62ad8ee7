"""Django application of `core.places`."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "hanamizuki.core.places"
    label = "places"
