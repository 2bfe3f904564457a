"""What a regulation leaves open and a tenant decides for itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.board.standing import ESCALATION, Rules
from cms.moderation.enums import SoleApproverRule, UnreviewedRule, VacancyRule

URGENT_REVIEW_HOURS = 24


class ModerationRule(models.Model):
    """The tenant's own answers where its regulation is silent; one row a tenant.

    `board_quorum` is how many members decide for *the board as a whole* (Thống Nhất 4.5, 10.2a names no number); empty means a majority,
    which is shown as assumed. `escalation` are the posts that act for a vacant one, in order; empty means the platform's order. `urgent_posts`
    are the posts that may publish at once; empty means those of the item's final step.
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
    vacancy = models.CharField(
        _("when a post is vacant or its holder is away"),
        max_length=10,
        choices=VacancyRule.choices,
        default=VacancyRule.ESCALATE,
    )
    escalation = models.JSONField(_("who acts for a vacant post, in this order"), default=list, blank=True)
    urgent_posts = models.JSONField(_("who may publish at once"), default=list, blank=True)
    urgent_review_hours = models.PositiveSmallIntegerField(
        _("hours within which what was published at once is reviewed"), default=URGENT_REVIEW_HOURS
    )
    unreviewed = models.CharField(
        _("when it is not reviewed in time"),
        max_length=10,
        choices=UnreviewedRule.choices,
        default=UnreviewedRule.ESCALATE,
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

    def as_rules(self) -> Rules:
        """Return what the board has to know of it."""
        order = tuple(self.escalation) or ESCALATION
        return Rules(
            escalation=order if self.vacancy == VacancyRule.ESCALATE else (),
            quorum=self.board_quorum,
            authors_may=self.sole_approver == SoleApproverRule.ALLOW_RECORDED,
        )
