"""Accounts of a portal's officials and the posts they are appointed to."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.accounts.enums import AppointmentState
from tenants.calendar_day import today
from tenants.identity import new_id


class User(AbstractUser):  # type: ignore[django-manager-missing]  # the relations of Wagtail's untyped file models
    """A named person who works in one portal's admin.

    Accounts live in the tenant's schema: the same person in two portals has two accounts. `oidc_subject` and
    `second_factor_at` are there for the province's sign-on and for a second factor, so that neither changes the key later.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    full_name = models.CharField(_("family and given name"), max_length=150, blank=True)
    job_title = models.CharField(_("job title"), max_length=150, blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    oidc_subject = models.CharField(max_length=255, unique=True, null=True, blank=True, editable=False)
    second_factor_at = models.DateTimeField(null=True, blank=True, editable=False)
    must_change_password = models.BooleanField(_("must change the password at next sign-in"), default=True)
    password_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    failed_logins = models.PositiveSmallIntegerField(default=0, editable=False)
    locked_until = models.DateTimeField(null=True, blank=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["full_name", "username"]
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="account_address_once"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.get_username()

    def get_full_name(self) -> str:
        """Return the name in Vietnamese order (family name first), as the appointment prints it."""
        return self.full_name or f"{self.last_name} {self.first_name}".strip()

    def get_short_name(self) -> str:
        """Return the given name, which is the last word of a Vietnamese name."""
        return self.get_full_name().rsplit(" ", 1)[-1] or self.get_username()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and let `first_name`, which Wagtail prints for whoever is signed in, be the full name."""
        self.first_name = self.full_name
        if "full_name" in (
            kwargs.get("update_fields") or ()
        ):  # an archive lets nobody write more than signing in needs
            kwargs["update_fields"] = {*kwargs["update_fields"], "first_name"}
        super().save(*args, **kwargs)

    def set_password(self, raw_password: str | None) -> None:
        """Set the password and note when, so that its age can be judged."""
        super().set_password(raw_password)
        self.password_changed_at = timezone.now()


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Appointments by day, person and post."""

    def on(self, day: dt.date) -> AppointmentQuerySet:
        """Return the appointments in force on `day`, or on a part of it."""
        return self.filter(
            Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
            Q(ended_at__isnull=True) | Q(ended_at__date__gte=day),
        )

    def current(self) -> AppointmentQuerySet:
        """Return the appointments in force now (days by Vietnamese date) of accounts that may sign in."""
        return self.on(today()).filter(ended_at__isnull=True, user__is_active=True)

    def not_over(self) -> AppointmentQuerySet:
        """Return the appointments that are in force or will be."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today()), ended_at__isnull=True)

    def holding(self, *role_keys: str) -> AppointmentQuerySet:
        """Return the appointments to any of the regulation's roles `role_keys`."""
        return self.filter(role_key__in=role_keys)


class Appointment(models.Model):
    """A person's post on the editorial board or in a unit, by a decision.

    `role_key` is a role of the tenant's regulation (`board_chief`, `unit_office`, …) or one of the platform's two posts that never
    approve: `unit_administrator` and `province_it`. Approval rights come from here and from nowhere else.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="appointments",
        verbose_name=_("account"),
    )
    role_key = models.CharField(_("role"), max_length=64)
    post_title = models.CharField(_("post as printed in the decision"), max_length=150)
    decision = models.CharField(
        _("decision"),
        max_length=120,
        help_text=_("Number and date of the decision, e.g. 129/QĐ-UBND, 11/8/2023."),
    )
    fields = models.JSONField(_("fields in charge"), default=list, blank=True)
    columns = models.JSONField(_("sections in charge"), default=list, blank=True)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments_made",
        verbose_name=_("recorded by"),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    end_reason = models.CharField(_("reason for the end"), max_length=200, blank=True, editable=False)

    objects: ClassVar[Any] = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["role_key", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="appointment_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["user", "role_key", "valid_from"],
                condition=Q(ended_at__isnull=True),
                name="appointment_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.post_title}"

    @property
    def state(self) -> AppointmentState:
        """Return whether it is to come, holds now, or is over."""
        if self.ended_at is not None or (self.valid_to is not None and self.valid_to < today()):
            return AppointmentState.OVER
        return AppointmentState.TO_COME if self.valid_from > today() else AppointmentState.HOLDS
