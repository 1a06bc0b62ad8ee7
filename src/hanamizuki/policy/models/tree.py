"""What is stored of a policy itself: the year's document, its lines, the themes it names."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

from django.db import models
from django.db.models import Q

from hanamizuki.core.people.models import Account

Kind = Literal[
    "goal",
    "theme",
    "measure",
    "initiative",
    "project",
    "principles",
    "principle",
    "strengths",
    "strength",
    "workplace",
    "workplace_strength",
]
KINDS: tuple[str, ...] = get_args(Kind)


class PolicyQuerySet(models.QuerySet["Policy"]):
    """Finds policies by what they are to the public."""

    def public(self, day: date) -> PolicyQuerySet:
        """Approved, and the day of publication has come: newest year first, then newest text."""
        found = self.filter(state=Policy.APPROVED, publish_on__lte=day)
        return found.order_by("-fiscal_year", "-publish_on")

    def operating(self) -> PolicyQuerySet:
        """The ward's yearly operating policies, not its other plans."""
        return self.filter(plan=Policy.OPERATING)


class Policy(models.Model):
    """One text of one plan: a fiscal year's operating policy, or a plan over several years.

    `plan` says which (`operating`, `reading`, …), `until_year` its last fiscal year where it runs
    over several. A draft is worked on, sent for review by somebody, approved by somebody else
    (`decision` is what they wrote back); it is public from `publish_on` on, and of two approved
    texts of one year the one published later holds. `complete` is False where only reports of it
    were found. `origin` says who put it there: a pack (its next load may take it away), an import
    or the staff.
    """

    OPERATING = "operating"
    PACK, IMPORT, STAFF = "pack", "import", "staff"
    DRAFT, REVIEW, APPROVED = "draft", "review", "approved"

    plan = models.SlugField(max_length=40, default=OPERATING)
    fiscal_year = models.PositiveSmallIntegerField()
    until_year = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(
        max_length=8,
        choices=[(DRAFT, DRAFT), (REVIEW, REVIEW), (APPROVED, APPROVED)],
        default=APPROVED,
    )
    publish_on = models.DateField(null=True)
    title = models.JSONField()
    complete = models.BooleanField(default=True)
    note = models.JSONField(null=True)
    source = models.TextField()
    as_of = models.DateField(null=True)
    origin = models.CharField(
        max_length=6, choices=[(PACK, PACK), (IMPORT, IMPORT), (STAFF, STAFF)], default=PACK
    )
    version = models.PositiveIntegerField(default=1)
    sent_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ("-fiscal_year", "-publish_on", "-id")
        verbose_name_plural = "policies"
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "fiscal_year"),
                condition=Q(origin="pack"),
                name="policy_pack_year_once",
            ),
            models.UniqueConstraint(
                fields=("plan", "fiscal_year", "publish_on"),
                condition=Q(state="approved"),
                name="policy_published_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", publish_on__isnull=False)
                | Q(state__in=("draft", "review")),
                name="policy_approved_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(until_year__isnull=True) | Q(until_year__gte=models.F("fiscal_year")),
                name="policy_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan} {self.fiscal_year}"

    def is_public(self, day: date) -> bool:
        """True where everybody may read it on that day."""
        return (
            self.state == self.APPROVED and self.publish_on is not None and self.publish_on <= day
        )


class Line(models.Model):
    """One line. Texts are maps {ja, en, easy}; `printed` are the paper's other wordings.

    `edited` names the fields that people changed: a load of the pack leaves these alone, and
    lines of origin `staff` altogether. `follows` are the earlier lines that this one goes on
    with; a line that ended says when and why. `owner` is whoever looks after it, for reminders;
    the public reads only the section.
    """

    PACK, STAFF = "pack", "staff"

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="lines")
    code = models.CharField(max_length=32)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in KINDS])
    order = models.PositiveIntegerField()
    title = models.JSONField()
    printed = models.JSONField(default=list)
    text = models.JSONField(null=True)
    themes = models.JSONField(default=list)
    room = models.CharField(max_length=32, blank=True)
    works_when = models.JSONField(null=True)
    section = models.CharField(max_length=64, blank=True)
    section_source = models.TextField(blank=True)
    mark = models.CharField(max_length=20, blank=True)
    owner = models.ForeignKey(Account, models.PROTECT, null=True, related_name="policy_lines")
    follows = models.ManyToManyField("self", symmetrical=False, related_name="followed_by")
    ended_on = models.DateField(null=True)
    ended_why = models.JSONField(null=True)
    origin = models.CharField(max_length=6, choices=[(PACK, PACK), (STAFF, STAFF)], default=PACK)
    edited = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    touched_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("policy", "order")
        constraints = (
            models.UniqueConstraint(fields=("policy", "code"), name="policy_line_code_once"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_why__isnull=False),
                name="policy_line_ended_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.policy_id}/{self.code}"


class Theme(models.Model):
    """A theme of the mid-term plan that a measure names; `title` is empty where not found."""

    theme_id = models.CharField(max_length=8, unique=True)
    title = models.JSONField(null=True)
    note = models.JSONField()
    source = models.TextField()

    class Meta:
        ordering = ("theme_id",)

    def __str__(self) -> str:
        return self.theme_id
