"""One case: what was asked and said, until when by which clause, what can be done, what was done. Every look at it is in its history."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.engagement import rules
from cms.engagement.acts.steps import clock_of, write
from cms.engagement.enums import Act
from cms.engagement.exchange import contact_of, said_in
from cms.engagement.keys import NoInstallationKey
from cms.engagement.powers import deciders_of
from cms.engagement.views.base import CaseScreen
from cms.engagement.views.steps import STEPS
from cms.inbox.sealing import Unreadable
from cms.regulation.registers import field_label


class CaseView(CaseScreen):
    """*Câu hỏi*."""

    template_name = "engagement/case.html"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Question %(code)s") % {"code": self.case.code}

    def get_page_subtitle(self) -> str:
        """Return the matter."""
        return self.case.topic

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Open what was sealed, and keep that this person read it."""
        context: dict[str, Any] = {"unreadable": ""}
        if self.case.purged_at is None:
            try:
                context |= {"contact": contact_of(self.case), "said": said_in(self.case)}
            except (Unreadable, NoInstallationKey) as error:
                context["unreadable"] = str(error)
            else:
                write(self.case, Act.READ, by=self.user)
        return super().get_context_data(
            case=self.case,
            clock=clock_of(self.case),
            field=field_label(self.case.field) if self.case.field else "",
            interim=rules.interim_rule(),
            steps=self._steps(),
            deciders=[one.words for one in deciders_of(self.case)],
            history=self.case.history.select_related("by").exclude(act=Act.READ),
            readings=self.case.history.select_related("by").filter(act=Act.READ).order_by("-at")[:20],
            **context,
            **kwargs,
        )

    def _steps(self) -> list[tuple[str, str, bool]]:
        """Return what this person can do now: address, words, whether it is the next step."""
        return [
            (reverse("engagement_step", args=[self.case.pk, step.slug]), str(step.label), step.is_next)
            for step in STEPS.values()
            if step.may(self.case, self.powers)
        ]
