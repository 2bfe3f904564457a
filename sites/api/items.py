"""Calls about items: one item, what stands at a path."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from sites.api import schemas
from sites.api import vocabulary as words
from sites.api.cursors import query_digest
from sites.api.output import Voice, item_json, only, origin_or_none, voice_of
from sites.api.parameters import Parameters
from sites.api.problems import gone, not_found
from sites.api.read import Answer, ReadView
from sites.api.scopes import READER, Scope, tenant_of, widest_scope
from sites.releases.enums import ChangeKind
from sites.releases.listing import Stored, at_path, with_key
from sites.releases.models import Change, OldAddress, Release
from sites.releases.purge import item_key
from sites.syndication.portal_parts import received
from tenants.models import Host, Tenant


class ItemView(ReadView):
    """One item in full."""

    parameters = Parameters(words.LANGUAGE, words.fields(schemas.FULL_PROPERTIES))

    @extend_schema(operation_id="item", parameters=parameters.documented(), responses=schemas.ITEM)
    def get(self, request: HttpRequest, item_id: UUID) -> Response:
        """An item by its key, which stays the same through edit, move, takedown and merger.

        On a province's host also one that a commune of the province shares, on a commune's one that it was sent and shows.
        410 where it was withdrawn for good.
        """
        raise NotImplementedError

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """The stored item, its source put in front."""
        tenant = tenant_of(request)
        scope = widest_scope(tenant)
        found = _by_key(path["item_id"], values["language"], scope)
        if found is None and (answer := _received(tenant, path["item_id"], values)):
            return answer
        if found is None:
            raise _missing(Q(item_id=path["item_id"]), values["language"], scope)
        return full_answer(found, values["fields"])


class ResolveView(ReadView):
    """What stands at a path."""

    parameters = Parameters(words.PATH)

    @extend_schema(operation_id="resolve", parameters=parameters.documented(), responses=schemas.RESOLVED)
    def get(self, request: HttpRequest) -> Response:
        """The item at a path of the portal, or where an old address leads now. 410 where it was withdrawn for good."""
        raise NotImplementedError

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """The item, or a redirect from an old path or from a predecessor's."""
        tenant = tenant_of(request)
        wanted = values["path"].split("?")[0].split("#")[0]
        found = at_path(tenant.pk, wanted, using=READER)
        if found is not None:
            stored = full_answer(found)
            return Answer(
                b'{"item":' + stored.body + b"}",
                etag=f"r-{stored.etag}",
                modified=stored.modified,
                keys=stored.keys,
            )
        location = _new_address(tenant, wanted) or _of_predecessors(tenant, wanted)
        if location is None:
            raise _missing(Q(path__in=_spellings(wanted)), None, Scope(own=tenant.pk))
        return Answer(json.dumps({"redirect": {"location": location, "permanent": True}}).encode())


def full_answer(found: Stored, members: tuple[str, ...] = ()) -> Answer:
    """An item in full as it is sent, or these members of it."""
    voice = voice_of(found.tenant_id)
    return Answer(
        item_body(found, voice, members),
        etag=item_etag(found, voice, members),
        modified=found.released_at,
        keys=(item_key(found.item_id),),
    )


def item_etag(found: Stored, voice: Voice, members: tuple[str, ...] = ()) -> str:
    """The entity tag of an item's representation: content, source, members chosen."""
    tag = f"{found.etag}-{voice.stamp}"
    return f"{tag}-{query_digest({'fields': sorted(members)})}" if members else tag


def item_body(found: Stored, voice: Voice, members: tuple[str, ...] = ()) -> bytes:
    """An item as it is sent: the stored text, its source put in front."""
    body = item_json(found.full or "{}", found.path, voice)
    return (only(body, members) if members else body).encode()


def _by_key(item_id: UUID, language: str | None, scope: Scope) -> Stored | None:
    found = with_key(item_id, language, using=READER)
    return next((each for each in found if scope.contains(each.tenant_id, each.shared)), None)


def _received(tenant: Tenant, item_id: UUID, values: dict[str, Any]) -> Answer | None:
    """An item of another portal that this one was sent and shows."""
    shown = received(tenant)
    pairs = {pair for pair in shown.pairs if pair[1] == item_id}
    if not pairs:
        return None
    public = with_key(item_id, values["language"], using=READER)
    found = next((each for each in public if (each.tenant_id, each.item_id) in pairs), None)
    if found is None:
        return None
    keys = tuple(dict.fromkeys((item_key(item_id), *shown.keys)))
    return replace(full_answer(found, values["fields"]), keys=keys, until=shown.until)


def _spellings(path: str) -> list[str]:
    """A path as it may have been meant: with its last slash, in small letters."""
    slashed = path if path.endswith("/") else f"{path}/"
    return list(dict.fromkeys([slashed, slashed.lower()]))


def _new_address(tenant: Tenant, path: str) -> str | None:
    """Where the item is now that once was at a path, or that is there in another spelling."""
    spellings = _spellings(path)
    released = Release.objects.using(READER).of(tenant.pk).items().public()
    other = released.filter(path__in=spellings).values_list("path", flat=True).first()
    if other is not None:
        return other
    old = OldAddress.objects.using(READER).filter(tenant_id=tenant.pk, path__in=spellings).first()
    if old is None:
        return None
    return released.filter(item_id=old.item_id, language=old.language).values_list("path", flat=True).first()


def _of_predecessors(tenant: Tenant, path: str) -> str | None:
    """Where a path leads that belonged to a unit whose host the portal took over."""
    hosts = (
        Host.objects.using(READER)
        .filter(tenant_id=tenant.pk, valid_to__isnull=True)
        .values_list("name", flat=True)
    )
    for name in hosts:
        for predecessor in Host.objects.using(READER).previous_tenants(name):
            known = at_path(predecessor.pk, path, using=READER)
            location = known.path if known else _new_address(predecessor, path)
            origin = origin_or_none(predecessor)
            if location is not None and origin is not None:
                return origin + location
    return None


def _missing(which: Q, language: str | None, scope: Scope) -> Exception:
    """Why nothing is there: withdrawn for good, or never public as far as this scope may know."""
    changes = Change.objects.using(READER).filter(which, tenant_id__in=scope.tenants)
    if language is not None:
        changes = changes.filter(language=language)
    last = changes.order_by("-id").first()
    if last is None or not (last.tenant_id == scope.own or last.was_shared):
        return not_found()
    withdrawn = last.kind == ChangeKind.WITHDRAWN or last.tenant_id != scope.own
    return gone() if withdrawn and last.final else not_found()
