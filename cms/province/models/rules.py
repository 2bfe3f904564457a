"""Which state a province's calendar and rulebook are in, so that every process knows without a restart whether it holds the latest."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.identity import new_id
from tenants.models import Tenant


class RulesStateQuerySet(models.QuerySet["RulesState"]):
    """States by province."""

    def mark_changed(self, province: Tenant) -> UUID:
        """Give the calendar and rulebook of `province` a new state, in the caller's transaction, and return it.

        The row stays locked until that transaction ends: two changes of one province follow each other. A state is never used twice, so
        one that is rolled back is nobody's.
        """
        state = new_id()
        self.update_or_create(province=province, defaults={"state": state, "changed_at": timezone.now()})
        return state

    def of(self, province_id: UUID) -> UUID | None:
        """Return the state of a province's rules, None where it never set any."""
        return self.filter(pk=province_id).values_list("state", flat=True).first()


class RulesState(models.Model):
    """One row a province: the state of its calendar and its rulebook."""

    province = models.OneToOneField(
        Tenant, on_delete=models.CASCADE, primary_key=True, related_name="+", verbose_name=_("province")
    )
    state = models.UUIDField(_("state"))
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    objects: ClassVar[RulesStateQuerySet] = RulesStateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("state of a province's rules")
        verbose_name_plural = _("states of provinces' rules")

    def __str__(self) -> str:
        return f"{self.province_id} {self.state}"
