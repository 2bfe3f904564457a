"""The scan of an item for personal data: its text and its attachments, and what nobody has answered yet."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cms.checks.completeness import keys_in
from cms.checks.enums import Answer
from cms.checks.models import PersonalDataAnswer
from cms.checks.personal_data import Finding, Kind, digits_of, scan
from cms.content.digest import content_of
from cms.content.models import Attachment, ContactDirectoryPage, HomePage, PortalPage
from cms.file_text.limited import FileState, Reading, read
from cms.moderation.recording import post_of
from cms.record.enums import Act
from cms.record.writing import write

SHORTEST_REASON = 10
# What is no text: choices, keys, dates; and who wrote it, which is public by the regulation.
NOT_TEXT = frozenset(
    {
        "category",
        "field",
        "origin",
        "kind",
        "status",
        "body_key",
        "accent",
        "column_key",
        "number",
        "telephone",
        "email",
        "address",
    }
)
_MARKUP = re.compile(r"<[^>]+>")


def findings(content: PortalPage) -> list[Finding]:
    """Return what may be personal data in `content` and its attachments, each value once.

    The contact directory and the footer hold official contacts (Thành Đông 3.11): telephones there are meant to be public.
    """
    official = isinstance(content, ContactDirectoryPage | HomePage)
    known = known_numbers()
    found: dict[str, Finding] = {}
    for place, text in _texts(content):
        for one in scan(text, place, known):
            if not (official and one.kind is Kind.PHONE):
                found.setdefault(one.key, one)
    for attachment in Attachment.objects.filter(pk__in=keys_in(content, Attachment)).order_by("pk"):
        for one in _in_file(attachment, known):
            found.setdefault(one.key, one)
    return list(found.values())


def unanswered(content: PortalPage) -> list[Finding]:
    """Return the findings that have no answer."""
    given = answers(content)
    return [finding for finding in findings(content) if finding.key not in given]


def answers(content: PortalPage) -> dict[str, PersonalDataAnswer]:
    """Return the answers of an item by what they answer."""
    kept = PersonalDataAnswer.objects.filter(item_id=content.item_id).select_related("answered_by")
    return {answer.finding: answer for answer in kept}


@transaction.atomic
def answer(content: PortalPage, finding: Finding, user: Any, said: Answer, reason: str) -> PersonalDataAnswer:
    """Keep why something that may be personal data may be public.

    Raises ValidationError for a reason of fewer than 10 characters, or an answer that does not fit.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise ValidationError(
            _("Give the reason in at least %(least)s characters.") % {"least": SHORTEST_REASON}
        )
    if (said == Answer.READ) != (finding.kind is Kind.UNREADABLE):
        raise ValidationError(_("This answer does not fit."))
    kept, _is_new = PersonalDataAnswer.objects.update_or_create(
        item_id=content.item_id,
        finding=finding.key,
        defaults={"kind": finding.kind, "answer": said, "reason": reason.strip()[:500], "answered_by": user},
    )
    write(
        Act.PERSONAL_DATA_ANSWERED,
        account=user.pk,
        post=post_of(user.pk),
        item=content.item_id,
        digest=content.content_digest,
        about=kept.pk,
    )
    return kept


def known_numbers() -> frozenset[str]:
    """Return the numbers that the portal itself publishes as its contacts, digits alone."""
    said = [home.telephone for home in HomePage.objects.only("telephone")]
    for directory in ContactDirectoryPage.objects.live():
        said += [
            str(entry.get("phone", ""))
            for group in directory.contacts
            for entry in group.value.get("entries", [])
        ]
    return frozenset(
        digits_of(part) for text in said for part in re.split(r"[;,/–]| - ", text) if part.strip()
    )


def _texts(content: PortalPage) -> Iterator[tuple[str, str]]:
    for name, value in content_of(content).items():
        if name not in NOT_TEXT and isinstance(value, str | list | dict):
            place = capfirst(str(content._meta.get_field(name).verbose_name))
            yield place, "\n".join(_strings(_loaded(value)))


def _loaded(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in "[{":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield html.unescape(_MARKUP.sub(" ", value))
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)


def _in_file(attachment: Attachment, known: frozenset[str]) -> list[Finding]:
    reading = _read(attachment)
    if reading.state is FileState.EMPTY:
        return []
    found = scan(reading.text, attachment.title, known)
    if not reading.whole:  # what a machine did not read, a person has to
        key = f"{attachment.item_id}:{attachment.file_hash}"
        found.append(Finding(Kind.UNREADABLE, key, _("A machine cannot read this file."), attachment.title))
    return found


def _read(attachment: Attachment) -> Reading:
    extension = PurePath(attachment.filename).suffix.lower().removeprefix(".")
    try:
        with attachment.file.open("rb") as file:
            return read(file.read(), extension)
    except OSError:
        return Reading(FileState.REFUSED, why="it is not in the storage")
