"""Answers of common concern in public: a wording made by an official, checked, put forward on the portal's own route of approval.

Nothing of the case goes along but its field: not its code, not a word of the asker's that the official did not write anew.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.checks.personal_data import Kind, digits_of, scan
from cms.checks.scanning import known_numbers, unanswered
from cms.content.models import AnswerPage, HomePage, SectionPage
from cms.content.slugs import ascii_slug
from cms.engagement import rules
from cms.engagement.acts.steps import locked, move, require
from cms.engagement.enums import Act
from cms.engagement.exchange import Contact, contact_of
from cms.engagement.machine import allows
from cms.engagement.models import Case
from cms.engagement.powers import DeskPowers
from cms.engagement.wording import authority
from cms.moderation.publishing import grant_provisioned
from tenants.calendar_day import today

SLUG = "hoi-dap"
RESERVED = frozenset({"gui", "theo-doi"})
"""What the front end has below the section's address."""
NEVER = frozenset({Kind.PHONE, Kind.CITIZEN_ID, Kind.BANK_ACCOUNT})
"""What has no place in a public wording, whatever the reason; words about health are asked about in the item's own screen."""
SHORTEST_NAME = 4


@transaction.atomic
def publish(case: Case, *, by: User, title: str, question: str, answer: str) -> AnswerPage:
    """Put the public wording of an answered case forward for publication.

    Args:
        title: names the matter; question, answer: in the official's own words, paragraphs apart by empty lines.

    Raises PermissionDenied; ValidationError by field for what tells who asked.
    """
    held = locked(case)
    require(DeskPowers.of(by).answers(held))
    if not allows(held.state, Act.PUBLIC_DRAFT):
        raise ValidationError(_("Only what has been answered is published."))
    if held.item_id is not None and AnswerPage.objects.filter(item_id=held.item_id).exists():
        raise ValidationError(
            _("The public wording has been put forward already; change it in its own screen.")
        )
    refuse_personal(held, {"title": title, "question": question, "answer": answer})
    page = _page(held, title, question, answer, by)
    section().add_child(instance=page)
    page.save_revision(user=by)
    held.item_id, held.common_interest = page.item_id, True
    move(held, Act.PUBLIC_DRAFT, by=by, clause=rules.publishing_rule().source, note=page.title)
    fresh = AnswerPage.objects.get(pk=page.pk)
    if not unanswered(fresh):
        fresh.get_workflow().start(fresh, by)
    return fresh


def refuse_personal(case: Case, texts: dict[str, str]) -> None:
    """Refuse a wording in which something tells who asked, or which holds anybody's numbers. Raises ValidationError by field."""
    known, contact = known_numbers(), contact_of(case)
    errors: dict[str, list[str]] = {}
    for name, text in texts.items():
        found = [one.value for one in scan(text, name, known) if one.kind in NEVER]
        found += _of_asker(contact, text)
        if found:
            said = _("Take this out, it may tell who somebody is: %(found)s.") % {
                "found": "; ".join(dict.fromkeys(found))
            }
            errors[name] = [said]
    if errors:
        raise ValidationError(errors)


def section() -> SectionPage:
    """Return the section of published answers, made with the first one."""
    home = HomePage.objects.get()
    found = SectionPage.objects.child_of(home).filter(slug=SLUG).first()
    if found is None:
        found = SectionPage(title="Hỏi – đáp", slug=SLUG, show_in_menus=False, live=True)
        grant_provisioned(found, "section of the answers that the questions' desk publishes")
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
        if case is None or not allows(case.state, act):
            return
        case.published_at = timezone.now() if act is Act.PUBLISHED else None
        move(case, act)


def _page(case: Case, title: str, question: str, answer: str, by: User) -> AnswerPage:
    slug = ascii_slug(title)[:200] or "cau-hoi"
    return AnswerPage(
        title=title.strip(),
        slug=_free(f"{slug}-1" if slug in RESERVED else slug),
        summary="",
        category="qa",
        field=case.field,
        question=question.strip(),
        answered_by=str(case.unit) if case.unit is not None else authority(),
        answered_on=timezone.localtime(case.answered_at).date() if case.answered_at else today(),
        owner=by,
        live=False,
        body=json.dumps([{"type": "paragraph", "value": _paragraphs(answer)}]),
    )


def _free(slug: str) -> str:
    taken = set(AnswerPage.objects.child_of(section()).values_list("slug", flat=True))
    if slug not in taken:
        return slug
    return next(f"{slug}-{number}" for number in range(2, len(taken) + 3) if f"{slug}-{number}" not in taken)


def _paragraphs(text: str) -> str:
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return "".join(f"<p>{html.escape(part).replace(chr(10), '<br/>')}</p>" for part in parts)


def _of_asker(contact: Contact, text: str) -> list[str]:
    """Return what of the asker's own stands in a text, whatever its letters' case."""
    plain = _plain(text)
    words = [contact.name, contact.email, contact.address]
    found = [word for word in words if len(word.strip()) >= SHORTEST_NAME and _plain(word.strip()) in plain]
    number = digits_of(contact.telephone) if contact.telephone else ""
    if len(number) >= 8 and number in re.sub(r"\D", "", text):
        found.append(contact.telephone)
    return found


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).casefold()
