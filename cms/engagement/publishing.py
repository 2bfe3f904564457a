"""Answers of common concern in public: a wording made by an official, checked, put forward on the portal's own route of approval.

Nothing of the case goes along but its field: not its code, not a word of the asker's that the official did not write anew.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.checks.scanning import unanswered
from cms.content.models import AnswerPage, HomePage, SectionPage
from cms.content.slugs import ascii_slug
from cms.engagement import rules
from cms.engagement.acts.steps import locked, move, require
from cms.engagement.enums import Act
from cms.engagement.kinds import Publication, kind_of
from cms.engagement.machine import allows
from cms.engagement.models import Case
from cms.engagement.personal import refuse_personal
from cms.engagement.powers import DeskPowers
from cms.engagement.wording import authority
from cms.moderation.publishing import grant_provisioned
from tenants.calendar_day import today

RESERVED = frozenset({"gui", "theo-doi"})
"""What the front end has below a section's address."""


@transaction.atomic
def publish(case: Case, *, by: User, title: str, question: str, answer: str) -> AnswerPage:
    """Put the public wording of an answered case forward for publication.

    Args:
        title: names the matter; question, answer: in the official's own words, paragraphs apart by empty lines.

    Raises PermissionDenied; ValidationError by field for what tells who asked.
    """
    held = locked(case)
    require(DeskPowers.of(by).answers(held))
    place = kind_of(held.kind).publication
    if place is None or not allows(held.kind, held.state, Act.PUBLIC_DRAFT):
        raise ValidationError(_("Only what has been answered is published."))
    if held.item_id is not None and AnswerPage.objects.filter(item_id=held.item_id).exists():
        raise ValidationError(
            _("The public wording has been put forward already; change it in its own screen.")
        )
    refuse_personal(held, {"title": title, "question": question, "answer": answer})
    page = _page(held, place, title, question, answer, by)
    section(place).add_child(instance=page)
    page.save_revision(user=by)
    held.item_id, held.common_interest = page.item_id, True
    move(held, Act.PUBLIC_DRAFT, by=by, clause=rules.publishing_rule(held.kind).source, note=page.title)
    fresh = AnswerPage.objects.get(pk=page.pk)
    if not unanswered(fresh):
        fresh.get_workflow().start(fresh, by)
    return fresh


def section(place: Publication) -> SectionPage:
    """Return the section of a desk's published answers, made with the first one."""
    home = HomePage.objects.get()
    found = SectionPage.objects.child_of(home).filter(slug=place.slug).first()
    if found is None:
        found = SectionPage(title=place.title, slug=place.slug, show_in_menus=False, live=True)
        grant_provisioned(found, "section of the answers that a desk publishes")
        home.add_child(instance=found)
    return found


def became_public(sender: Any, instance: Any, **kwargs: Any) -> None:
    """An answer is public: its case says so."""
    if isinstance(instance, AnswerPage):
        _follow(instance, Act.PUBLISHED)


def became_private(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A published answer was withdrawn: its case says so."""
    if isinstance(instance, AnswerPage):
        _follow(instance, Act.UNPUBLISHED)


def _follow(page: AnswerPage, act: Act) -> None:
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).filter(item_id=page.item_id).first()
        if case is None or not allows(case.kind, case.state, act):
            return
        case.published_at = timezone.now() if act is Act.PUBLISHED else None
        move(case, act)


def _page(case: Case, place: Publication, title: str, question: str, answer: str, by: User) -> AnswerPage:
    slug = ascii_slug(title)[:200] or "cau-hoi"
    return AnswerPage(
        title=title.strip(),
        slug=_free(f"{slug}-1" if slug in RESERVED else slug, place),
        summary="",
        category=place.category,
        field=case.field,
        question=question.strip(),
        answered_by=str(case.unit) if case.unit is not None else authority(),
        answered_on=timezone.localtime(case.answered_at).date() if case.answered_at else today(),
        owner=by,
        live=False,
        body=json.dumps([{"type": "paragraph", "value": _paragraphs(answer)}]),
    )


def _free(slug: str, place: Publication) -> str:
    taken = set(AnswerPage.objects.child_of(section(place)).values_list("slug", flat=True))
    if slug not in taken:
        return slug
    return next(f"{slug}-{number}" for number in range(2, len(taken) + 3) if f"{slug}-{number}" not in taken)


def _paragraphs(text: str) -> str:
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return "".join(f"<p>{html.escape(part).replace(chr(10), '<br/>')}</p>" for part in parts)
