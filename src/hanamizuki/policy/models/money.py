"""What is stored of the money: years with the council's vote, and amounts by line."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class BudgetYear(models.Model):
    """How far a fiscal year's budget is: proposed, voted by the council, settled."""

    PROPOSED, VOTED, SETTLED = "proposed", "voted", "settled"

    fiscal_year = models.PositiveSmallIntegerField(unique=True)
    state = models.CharField(
        max_length=8,
        choices=[(PROPOSED, PROPOSED), (VOTED, VOTED), (SETTLED, SETTLED)],
        blank=True,
    )
    voted_on = models.DateField(null=True)
    source = models.TextField(blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-fiscal_year",)

    def __str__(self) -> str:
        return str(self.fiscal_year)


class BudgetLine(models.Model):
    """One amount in thousand yen; empty where it is not known.

    `area` is the pack it belongs to. What was spent, carried in from the year before
    and carried over to the next is entered by people, for rows of a pack too, and survives its
    next load.
    """

    PACK, STAFF = "pack", "staff"

    key = models.CharField(max_length=200, unique=True)
    fiscal_year = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=32)
    group = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    amount = models.PositiveBigIntegerField(null=True)
    carried_in = models.PositiveBigIntegerField(null=True)
    spent = models.PositiveBigIntegerField(null=True)
    carried_over = models.PositiveBigIntegerField(null=True)
    execution_source = models.TextField(blank=True)
    line = models.CharField(max_length=32, blank=True)
    source = models.TextField(blank=True)
    note = models.TextField(blank=True)
    order = models.PositiveIntegerField(default=0)
    origin = models.CharField(max_length=6, choices=[(PACK, PACK), (STAFF, STAFF)], default=PACK)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-fiscal_year", "order", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(spent__isnull=True) | ~Q(execution_source=""),
                name="policy_budget_spent_has_a_source",
            ),
        )

    def __str__(self) -> str:
        return self.key
