"""What is stored of reminders: who was told what, so that nobody is told it twice."""

from __future__ import annotations

from django.db import models

from hanamizuki.core.people.models import Account


class Reminded(models.Model):
    """Somebody was reminded of this. `key` is logic.reminders' with the policy's id before it."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    key = models.CharField(max_length=250)
    on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("account", "key"), name="policy_reminded_once"),
        )

    def __str__(self) -> str:
        return f"{self.account_id} {self.key}"
