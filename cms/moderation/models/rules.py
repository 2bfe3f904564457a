"""What a regulation leaves open and a tenant decides for itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.moderation.enums import SoleApproverRule


class ModerationRule(models.Model):
    """The tenant's own answers where its regulation is silent; one row a tenant.

    `board_quorum` is how many members decide for *the board as a whole* (Thống Nhất 4.5, 10.2a names no number); empty means a majority,
    which is shown as assumed.
    """

    board_quorum = models.PositiveSmallIntegerField(
        _("members who decide for the board"), null=True, blank=True
    )
    sole_approver = models.CharField(
        _("when only an author could approve"),
        max_length=20,
        choices=SoleApproverRule.choices,
        default=SoleApproverRule.WAIT,
    )

    class Meta:
        verbose_name = _("moderation rule")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_moderation_rule")]

    def __str__(self) -> str:
        return str(_("Moderation rules of this portal"))

    @classmethod
    def of_tenant(cls) -> ModerationRule:
        """Return the current tenant's rule, the platform's where it made none."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
