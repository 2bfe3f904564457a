"""Changing what people decide about searching. Each act is in force with the next query."""

from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from search.analysis.query import QueryTooLongError, parse
from search.analysis.synonyms import LONGEST_EXPRESSION, Expression
from search.models import Pin, SynonymGroup, UnansweredQuery
from search.models.words import LONGEST_WORDS
from search.words.pins import MOST_PINS, folded_query
from sites.releases.enums import ITEM_TYPES
from sites.releases.models import Release

MOST_GROUPS = 1_000


class WordsRefused(ValueError):
    """What was decided cannot be; the message says why and what can be."""


@dataclass(frozen=True)
class Decider:
    """Who decides, for which portal."""

    tenant_id: UUID
    name: str


def save_synonyms(by: Decider, expressions: str, group_id: int | None = None) -> SynonymGroup:
    """Add a group of expressions parted by commas or lines, or change one.

    Raises:
        WordsRefused: fewer than two expressions, one is too long, or the portal has the group already.
    """
    parts = [" ".join(part.split()) for part in expressions.replace("\n", ",").split(",")]
    read = {Expression.read(part): part for part in parts if part}
    read.pop(Expression((), ()), None)
    if len(read) < 2:
        raise WordsRefused(_("Write at least two expressions that mean the same, parted by commas."))
    longest = next((part for key, part in read.items() if len(key.folded) > LONGEST_EXPRESSION), None)
    if longest is not None:
        raise WordsRefused(
            _("“%(expression)s” has more than %(most)d words.")
            % {"expression": longest, "most": LONGEST_EXPRESSION}
        )
    text = ", ".join(read.values())
    if len(text) > 500:
        raise WordsRefused(_("The group has more than 500 characters; make two of it."))
    if group_id is None and SynonymGroup.objects.filter(owner_id=by.tenant_id).count() >= MOST_GROUPS:
        raise WordsRefused(_("A portal has at most %(most)d groups.") % {"most": MOST_GROUPS})
    values = {"expressions": text, "changed_at": timezone.now(), "changed_by": by.name[:150]}
    try:
        with transaction.atomic():
            if group_id is None:
                return SynonymGroup.objects.create(owner_id=by.tenant_id, **values)
            SynonymGroup.objects.filter(owner_id=by.tenant_id, pk=group_id).update(**values)
            return SynonymGroup.objects.get(owner_id=by.tenant_id, pk=group_id)
    except IntegrityError:
        raise WordsRefused(_("The portal has this group already.")) from None


def remove_synonyms(by: Decider, group_id: int) -> bool:
    """Take a group of the portal's own away; returns whether it was there."""
    return bool(SynonymGroup.objects.filter(owner_id=by.tenant_id, pk=group_id).delete()[0])


def pin(by: Decider, query: str, address: str) -> Pin:
    """Let an item of the portal stand first for a query.

    Parameters: `address` of the item on this portal, or its path.

    Raises:
        WordsRefused: the query is empty or too long, no public item is there, or enough are pinned already.
    """
    release = _release_at(by.tenant_id, address)
    try:
        parsed = parse(query)
    except QueryTooLongError:
        raise WordsRefused(
            _("What is searched has more than %(most)d characters.") % {"most": LONGEST_WORDS}
        ) from None
    folded = folded_query(parsed)
    if not folded or len(folded) > LONGEST_WORDS:
        raise WordsRefused(_("Write the words that readers search for."))
    pins = Pin.objects.filter(owner_id=by.tenant_id, folded=folded, language=release.language)
    if pins.filter(item_id=release.item_id).exists():
        raise WordsRefused(_("This item is pinned to this query already."))
    if pins.count() >= MOST_PINS:
        raise WordsRefused(_("A query has at most %(most)d pinned items.") % {"most": MOST_PINS})
    made: Pin = Pin.objects.create(
        owner_id=by.tenant_id,
        query=parsed.text[:LONGEST_WORDS],
        folded=folded,
        tenant_id=release.tenant_id,
        item_id=release.item_id,
        language=release.language,
        changed_by=by.name[:150],
    )
    return made


def unpin(by: Decider, pin_id: int) -> bool:
    """Take a pinned result away; returns whether it was there."""
    return bool(Pin.objects.filter(owner_id=by.tenant_id, pk=pin_id).delete()[0])


def dismiss(by: Decider, query_id: int) -> bool:
    """Forget a query without results; returns whether it was there."""
    return bool(UnansweredQuery.objects.filter(tenant_id=by.tenant_id, pk=query_id).delete()[0])


def _release_at(tenant_id: UUID, address: str) -> Release:
    path = urlsplit(address.strip()).path
    path = path if path.endswith("/") else f"{path}/"
    found = Release.objects.of(tenant_id).public().filter(path=path, type__in=ITEM_TYPES).first()
    if found is None:
        raise WordsRefused(
            _("No public item of this portal has the address “%(path)s”.") % {"path": path[:200]}
        )
    return found
