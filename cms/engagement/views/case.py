"""One case: what was asked and said, until when by which clause, what can be done, what was done. Every look at it is in its history."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from cms.clocks.models import Clock
from cms.engagement import acts, rules
from cms.engagement.acts.steps import write
from cms.engagement.enums import Act
from cms.engagement.exchange import contact_of, said_in
from cms.engagement.forms import NATURES, SUPPLY
from cms.engagement.keys import NoInstallationKey
from cms.engagement.places import admin_path, step_path
from cms.engagement.powers import deciders_of
from cms.engagement.timing import clock_of
from cms.engagement.views.base import CaseScreen
from cms.engagement.views.steps import steps_of
from cms.inbox.sealing import Unreadable
from cms.regulation.registers import field_label
from cms.regulation.vocabulary import DeadlineKey


class CaseView(CaseScreen):
    """*Vụ việc*: a question, a petition, a request for information."""

    template_name = "engagement/case.html"

    def get_page_title(self) -> str:
        """Return the heading."""
        return str(self.desk.words.one) % {"code": self.case.code}

    def get_page_subtitle(self) -> str:
        """Return the matter."""
        return self.case.topic

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Open what was sealed, and keep that this person read it."""
        context: dict[str, Any] = {"unreadable": ""}
        if self.case.purged_at is None:
            try:
                contact = contact_of(self.case)
                context |= {"contact": contact, "said": said_in(self.case)}
                context["supply"] = dict(SUPPLY).get(contact.supply, "")
                context["nature"] = dict(NATURES).get(contact.nature, "")
                context["reported"] = self._reported()
            except (Unreadable, NoInstallationKey) as error:
                context["unreadable"] = str(error)
            else:
                write(self.case, Act.READ, by=self.user)
        return super().get_context_data(
            case=self.case,
            clock=clock_of(self.case),
            forwarding=self._forwarding(),
            field=field_label(self.case.field) if self.case.field else "",
            interim=rules.interim_rule(self.kind) if self.kind not in rules.NO_INTERIM else None,
            steps=self._steps(),
            deciders=[one.words for one in deciders_of(self.case)],
            duplicates=[(admin_path(one), one.code) for one in self.case.duplicates.order_by("received_at")],
            merged_into=self._merged_into(),
            history=self.case.history.select_related("by").exclude(act=Act.READ),
            readings=self.case.history.select_related("by").filter(act=Act.READ).order_by("-at")[:20],
            **context,
            **kwargs,
        )

    def _forwarding(self) -> Clock | None:
        """Return the time for classifying and forwarding while it runs."""
        clocks = Clock.objects.of_subject(self.case.pk).open()
        return clocks.with_keys([DeadlineKey.PETITION_FORWARD]).first()

    def _reported(self) -> dict[str, Any] | None:
        """Return the item that a report is about, and what became of it."""
        page = acts.reported_page(self.case)
        if page is None:
            return None
        address = reverse("moderation_review", args=[page.pk])
        return {"page": page, "address": address, "takedown": acts.takedown_of(self.case, page)}

    def _merged_into(self) -> tuple[str, str] | None:
        first = self.case.merged_into
        return (admin_path(first), first.code) if first is not None else None

    def _steps(self) -> list[tuple[str, str, bool]]:
        """Return what this person can do now: address, words, whether it is the next step."""
        return [
            (step_path(self.case, step.slug), str(step.label), step.is_next)
            for step in steps_of(self.kind).values()
            if step.may(self.case, self.powers)
        ]
