"""From releases to what engines index, and which indexes an item belongs to."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from django.utils import translation

from cms.content.enums import DocumentKind
from search.attachments import attached, files_tag
from search.engines.interface import IndexItem, Reach, Scope
from search.models import FileText
from sites.releases.models import Release
from tenants.calendar_day import today
from tenants.enums import TenantKind
from tenants.models import Tenant, TenantIdentity

ANALYSIS_VERSION: Final = 1
"""Part of every entity tag in an index: raise it when the analysis changes, and `search verify` finds
everything stale.
"""
COLUMNS: Final = (
    "id", "tenant_id", "item_id", "language", "type", "title", "category", "field", "section_id",
    "section_ids", "published_at", "issued_on", "expires_at", "shared", "facets", "text", "etag", "full",
)  # fmt: skip


def index_items(releases: Iterable[Release]) -> list[IndexItem]:
    """What is indexed of releases, with the texts of their files."""
    batch = list(releases)
    texts = attached(release.pk for release in batch)
    return [index_item(release, texts.get(release.pk, ())) for release in batch]


def index_item(release: Release, files: Sequence[FileText] = ()) -> IndexItem:
    """What is indexed of a release. The kind of a legal document is searched like its text."""
    facets = release.facets
    kind = str((facets.get("kind") or {}).get("key", ""))
    sections = [*release.section_ids, *([release.section_id] if release.section_id else [])]
    return IndexItem(
        tenant_id=release.tenant_id,
        item_id=release.item_id,
        language=release.language,
        type=release.type,
        title=release.title,
        text=f"{kind_label(kind, release.language)}\n{release.text}" if kind else release.text,
        published_at=release.published_at,
        category=release.category,
        field=release.field,
        section_ids=tuple(dict.fromkeys(sections)),
        issued_on=release.issued_on,
        expires_at=release.expires_at,
        number=str(facets.get("number") or ""),
        kind=kind,
        status=str((facets.get("status") or {}).get("key", "")),
        issuer=str(facets.get("issuing_body") or ""),
        has_file=bool(release.full.get("files")),
        etag=index_tag(release.etag, files),
        attached="\n".join(file.text for file in files),
    )


def index_tag(etag: str, files: Sequence[FileText] = ()) -> str:
    """The entity tag under which a release with its files is in an index."""
    return f"{ANALYSIS_VERSION}{files_tag(files)}:{etag}"[:64]


def kind_label(kind: str, language: str) -> str:
    """What a kind of legal document is called; empty for an unknown one."""
    if kind not in DocumentKind.values:
        return ""
    with translation.override(language):
        return str(DocumentKind(kind).label)


def scopes_of(tenants: Iterable[UUID]) -> dict[UUID, tuple[Scope, Scope | None]]:
    """For each tenant its own index, and its province's today; a former unit has no province's."""
    day = today()
    scopes: dict[UUID, tuple[Scope, Scope | None]] = {tenant: (Scope(tenant), None) for tenant in tenants}
    for tenant in Tenant.objects.filter(pk__in=list(scopes)):
        province: UUID | None = None
        if tenant.kind == TenantKind.PROVINCE:
            province = tenant.pk
        elif tenant.kind == TenantKind.COMMUNE:
            identity = TenantIdentity.objects.on(day).filter(tenant=tenant).first()
            province = identity.parent_id if identity else None
        if province is not None:
            scopes[tenant.pk] = (Scope(tenant.pk), Scope(province, Reach.PROVINCE))
    return scopes


def placed(
    releases: Iterable[Release], scopes: Mapping[UUID, tuple[Scope, Scope | None]]
) -> dict[Scope, list[IndexItem]]:
    """What goes into which index: everything into its tenant's, a province's own and what communes share
    into the province's.
    """
    by_scope: dict[Scope, list[IndexItem]] = {}
    batch = list(releases)
    for release, item in zip(batch, index_items(batch), strict=True):
        own, province = scopes[release.tenant_id]
        by_scope.setdefault(own, []).append(item)
        if province is not None and (release.shared or province.owner_id == release.tenant_id):
            by_scope.setdefault(province, []).append(item)
    return by_scope
