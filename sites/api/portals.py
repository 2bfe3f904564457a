"""Calls about the portal itself: identity, sections, regulation, communes."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Sum
from django.http import HttpRequest
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from cms.clocks.timeliness import months
from cms.inbox.enums import EnvelopeKind
from cms.province.models import Timeliness
from sites.api import parameters as forms
from sites.api import schemas
from sites.api.output import origin_or_none, voice_of
from sites.api.parameters import Parameters
from sites.api.problems import not_found
from sites.api.read import Answer, ReadView
from sites.api.scopes import READER, tenant_of
from sites.releases.enums import ReleaseType
from sites.releases.fields import canonical_json
from sites.releases.models import Release
from sites.releases.moments import instant
from sites.releases.purge import portal_key
from sites.releases.sharing import SHARABLE_TYPES, province_scope
from sites.syndication.portal_parts import portal_parts
from tenants.calendar_day import today
from tenants.enums import TenantKind, TenantState
from tenants.models import Interruption, Tenant, TenantSuccession, Unit
from tenants.origins import public_origin

Shape = dict[str, Any]
CLOSED: Shape = {"enabled": False}


class PortalView(ReadView):
    """The portal's identity."""

    @extend_schema(operation_id="portal", responses=schemas.PORTAL)
    def get(self, request: HttpRequest) -> Response:
        """Who speaks on this host: name, kind, province, menu, contact, what re-use must carry."""
        raise NotImplementedError

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """What was released of the portal, with what the registry says of it today."""
        tenant = tenant_of(request)
        sent = portal_parts(tenant)
        body = canonical_json({**portal_shape(tenant), **sent.shape}).encode()
        keys = tuple(dict.fromkeys((portal_key(tenant.pk), *sent.keys)))
        return Answer(body, keys=keys, survives=True, until=sent.until)


class SectionsView(ReadView):
    """The tree of sections."""

    @extend_schema(operation_id="sections", responses=schemas.SECTIONS)
    def get(self, request: HttpRequest) -> Response:
        """The portal's public sections (chuyên mục) as a tree, in the order of the menu."""
        raise NotImplementedError

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """The released tree; an empty one before the first release."""
        return _json(part(tenant_of(request), ReleaseType.SECTIONS) or {"sections": []})


class RegulationView(ReadView):
    """The regulation."""

    parameters = Parameters(forms.day("on", "The version in force on this date; today's without it."))

    @extend_schema(
        operation_id="regulation", parameters=parameters.documented(), responses=schemas.REGULATION
    )
    def get(self, request: HttpRequest) -> Response:
        """The regulation (Quy chế) the portal lives by, each value with its clause, and the other versions there are."""
        raise NotImplementedError

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """The version in force on the day, out of those released."""
        stored = part(tenant_of(request), ReleaseType.REGULATION)
        if stored is None:
            raise not_found(_("This portal has no regulation of its own."))
        found = version_on(stored["versions"], values["on"] or today())
        if found is None:
            raise not_found(_("No version of the regulation was in force on that day."))
        return _json(found)


class CommunesView(ReadView):
    """The communes of a province."""

    @extend_schema(operation_id="communes", responses=schemas.COMMUNES)
    def get(self, request: HttpRequest) -> Response:
        """All communes of the province today, by code; those with a portal here with its address and number of public items."""
        raise NotImplementedError

    def answer(self, request: HttpRequest, values: dict[str, Any], **path: Any) -> Answer:
        """From the register of units and from what is released."""
        tenant = tenant_of(request)
        if tenant.kind != TenantKind.PROVINCE:
            raise not_found(_("Only a province's portal has communes."))
        return _json({"communes": communes_of(tenant)})


def part(tenant: Tenant, kind: ReleaseType) -> Shape | None:
    """A released part of a portal; None while it has none."""
    release = Release.objects.using(READER).part(tenant.pk, kind)
    return None if release is None else release.full


def portal_shape(tenant: Tenant) -> Shape:
    """A portal's identity as the API gives it."""
    identity = tenant.identity()
    stored = part(tenant, ReleaseType.PORTAL) or _before_first_release(identity.name)
    parent = tenant.parent()
    return {
        "id": str(tenant.pk),
        "kind": tenant.kind,
        "state": tenant.state,
        "code": identity.code,
        "unit_type": identity.unit_type,
        "unit_name": identity.name,
        "origin": public_origin(tenant),
        "parent": _parent(parent) if parent else None,
        "province": _province(parent or tenant),
        "archive": _archive(tenant) if tenant.kind == TenantKind.FORMER_UNIT else None,
        "interruptions": _interruptions(tenant),
        "deadlines": deadlines_kept(tenant),
        **stored,
        **{kind.desk: _desk(tenant, stored.get(kind.desk) or CLOSED) for kind in EnvelopeKind},
    }


def _desk(tenant: Tenant, stored: Shape) -> Shape:
    """What was released of a desk; a portal that is no longer written in takes nothing."""
    return {**stored, "enabled": stored["enabled"] and tenant.state == TenantState.ACTIVE}


def deadlines_kept(tenant: Tenant) -> Shape | None:
    """How many of the deadlines for publishing that fell due in the last twelve months were kept; None where none did.

    Overdue ones count as not kept, and the share is never rounded up: 100 means all.
    """
    counted = (
        Timeliness.objects.using(READER).filter(tenant=tenant, month__gte=months()[-1]).exclude(category="")
    )
    sums = counted.aggregate(
        timely=Sum("met"), late=Sum("met_late"), overdue=Sum("overdue"), begun=Min("month")
    )
    total = sum(sums[name] or 0 for name in ("timely", "late", "overdue"))
    if not total:
        return None
    return {
        "timely": sums["timely"],
        "total": total,
        "percent": 1000 * sums["timely"] // total / 10,
        "from": sums["begun"].isoformat(),
        "to": today().isoformat(),
        "url": f"{public_origin(tenant)}/du-lieu-mo/thoi-han.csv",
    }


def version_on(versions: Iterable[Shape], day: date) -> Shape | None:
    """The version of a regulation in force on a day, with the list of all versions."""
    known = list(versions)
    current = _shown_on(known, today())
    listed = [
        {name: version[name] for name in schemas.VERSION_PROPERTIES} | {"current": version is current}
        for version in known
    ]
    found = _shown_on(known, day)
    return None if found is None else {**found, "versions": listed}


def _shown_on(versions: list[Shape], day: date) -> Shape | None:
    """The version in force; after the last has ended, as in an archive, still the last. They come newest first."""
    text = day.isoformat()
    begun = [version for version in versions if version["effective_from"] <= text]
    in_force = (
        version for version in begun if version["effective_to"] is None or text <= version["effective_to"]
    )
    return next(in_force, begun[0] if begun and begun[0] is versions[0] else None)


def communes_of(province: Tenant) -> list[Shape]:
    """The communes of a province, from the register; with address and number of items where they have a portal here."""
    scope = province_scope(province.pk, using=READER)
    counts = _counts(scope.values())
    units = Unit.objects.using(READER).on(today()).communes(province.identity().code).order_by("code")
    return [
        {
            "id": str(scope[unit.code]) if unit.code in scope else None,
            "code": unit.code,
            "name": unit.name,
            "unit_type": unit.unit_type,
            "url": f"{voice_of(scope[unit.code]).origin}/" if unit.code in scope else None,
            "items": counts.get(scope[unit.code], 0) if unit.code in scope else None,
        }
        for unit in units
    ]


def _counts(tenants: Iterable[UUID]) -> dict[UUID, int]:
    found = (
        Release.objects.using(READER).public().filter(tenant_id__in=list(tenants), type__in=SHARABLE_TYPES)
    )
    return dict(found.values_list("tenant_id").annotate(number=Count("id")))


def _parent(tenant: Tenant) -> Shape:
    return {"id": str(tenant.pk), "name": tenant.identity().name, "url": origin_or_none(tenant)}


def _province(tenant: Tenant) -> Shape | None:
    if tenant.kind != TenantKind.PROVINCE:
        return None
    identity = tenant.identity()
    return {"code": identity.code, "name": identity.name}


def _interruptions(tenant: Tenant) -> list[Shape]:
    """What is announced, the next one first (Nghị định 224/2026/NĐ-CP, Điều 13)."""
    return [
        {"starts_at": instant(one.starts_at), "ends_at": instant(one.ends_at), "reason": one.reason}
        for one in Interruption.objects.using(READER).to_announce(tenant.pk)
    ]


def _archive(tenant: Tenant) -> Shape:
    instrument = (
        TenantSuccession.objects.using(READER)
        .filter(tenant_id=tenant.pk)
        .values_list("instrument", flat=True)
    )
    return {
        "abolished_on": tenant.abolished_on.isoformat() if tenant.abolished_on else None,
        "instrument": instrument.first() or "",
        "successors": [
            {"code": successor.code, "name": successor.name, "url": origin_or_none(successor.tenant)}
            for successor in tenant.successors()
        ],
    }


def _before_first_release(name: str) -> Shape:
    return {
        "name": name,
        "authority": "",
        "languages": [],
        "accent": None,
        "emblem": None,
        "contact": {"address": "", "telephone": "", "email": "", "person_responsible": ""},
        "attribution": "",
        "menu": [],
        "regulation_notice": None,
    }


def _json(shape: Shape) -> Answer:
    return Answer(canonical_json(shape).encode())
