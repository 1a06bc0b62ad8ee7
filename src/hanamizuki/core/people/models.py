"""Staff accounts, what they may do and for whom, and the invitations that open them."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from hanamizuki.core.people.roles import Role


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their log-in name whatever its case. Writing is for `services`."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account of an e-mail address; Account.DoesNotExist where there is none."""
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """One person of the staff; the id says nothing about them and stands in the audit trail.

    `is_active` is true once the invitation was accepted, until the person leaves.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254)
    display_name = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=8, default="ja")
    is_active = models.BooleanField(default=False)
    invited_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = AccountManager()

    class Meta:
        ordering = ("email",)
        constraints = (
            models.UniqueConstraint(Lower("email"), name="people_account_email_once"),
            models.CheckConstraint(
                condition=~models.Q(is_active=True, left_at__isnull=False),
                name="people_account_left_is_not_active",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)  # never the address: this is what logs and error pages show

    @property
    def name(self) -> str:
        """What colleagues read: the display name, else the address."""
        return self.display_name or self.email

    @property
    def state(self) -> str:
        """invited, active or left."""
        if self.left_at:
            return "left"
        return "active" if self.is_active else "invited"


class Membership(models.Model):
    """One role of an account; an empty section or district means the whole ward."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=32, choices=[(one.value, one.value) for one in Role])
    section = models.CharField(max_length=64, blank=True)
    district = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("role", "section", "district")
        constraints = (
            models.UniqueConstraint(
                fields=("account", "role", "section", "district"), name="people_membership_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.section or '*'} {self.district or '*'}"


class Invitation(models.Model):
    """A link sent once: only the digest of its secret is kept, and it opens one account once."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.account_id} until {self.expires_at:%Y-%m-%d %H:%M}"

    def usable(self, moment: datetime) -> bool:
        """True where the link still opens the account at that moment."""
        return self.used_at is None and self.cancelled_at is None and moment < self.expires_at
