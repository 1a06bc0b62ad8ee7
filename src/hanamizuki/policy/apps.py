"""Django application of the policy room."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "hanamizuki.policy"
    label = "policy"
