"""Whether a wording tells who somebody is: their own words for themselves, and numbers of anybody's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cms.checks.personal_data import Kind, digits_of, scan
from cms.checks.scanning import known_numbers
from cms.engagement.exchange import Contact, contact_of
from cms.engagement.models import Case

NEVER = frozenset({Kind.PHONE, Kind.CITIZEN_ID, Kind.BANK_ACCOUNT})
"""What has no place in a public wording, whatever the reason; words about health are asked about in the item's own screen."""
SHORTEST_NAME = 4


def refuse_personal(case: Case, texts: Mapping[str, str]) -> None:
    """Refuse a public wording in which something tells who sent a case or one merged with it, or which holds anybody's numbers.

    Raises ValidationError by field.
    """
    known = known_numbers()
    contacts = [contact_of(one) for one in (case, *case.duplicates.filter(purged_at__isnull=True))]
    errors: dict[str, list[str]] = {}
    for name, text in texts.items():
        found = [one.value for one in scan(text, name, known) if one.kind in NEVER]
        found += [word for contact in contacts for word in of_person(contact, text)]
        if found:
            said = _("Take this out, it may tell who somebody is: %(found)s.") % {
                "found": "; ".join(dict.fromkeys(found))
            }
            errors[name] = [said]
    if errors:
        raise ValidationError(errors)


def of_person(contact: Contact, text: str) -> list[str]:
    """Return what of somebody's own stands in a text, whatever its letters' case."""
    plain = _plain(text)
    words = [contact.name, contact.email, contact.address]
    found = [word for word in words if len(word.strip()) >= SHORTEST_NAME and _plain(word.strip()) in plain]
    number = digits_of(contact.telephone) if contact.telephone else ""
    if len(number) >= 8 and number in re.sub(r"\D", "", text):
        found.append(contact.telephone)
    return found


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).casefold()
