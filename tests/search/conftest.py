"""What the tests of search share: portals in the registry, and releases that are written as the release
store does.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import Client

from cms.content.enums import DocumentKind, DocumentStatus
from search import languages
from search.engines import readiness, registry
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.interface import Engine
from search.engines.postgres.engine import PostgresEngine
from search.local_server.server import LocalServer
from sites.releases import changes
from sites.releases.enums import ChangeKind, ReleaseType
from sites.releases.models import Change, Release
from tenants.enums import TenantKind, TenantState, UnitType
from tenants.identity import new_id
from tenants.models import Host, Tenant, TenantIdentity
from tenants.resolver import resolver

SINCE = date(2025, 7, 1)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """The process's memory of hosts and positions belongs to a database; tests have many."""
    resolver.clear()
    readiness.forget()
    languages.forget()
    yield
    resolver.clear()
    readiness.forget()
    languages.forget()


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """A real server, one for all workers, from the first test that needs it to the last."""
    given = os.environ.get("ELASTICSEARCH_URL")
    if given:
        yield given
        return
    with LocalServer.of_checkout("elasticsearch-test", brief=True).lease() as url:
        yield url


_numbers = count()


@pytest.fixture
def elasticsearch(elasticsearch_url: str) -> Iterator[ElasticsearchEngine]:
    """An engine whose indexes are this test's alone; what is written is visible at once."""
    prefix = f"t{os.getpid()}x{next(_numbers)}"
    engine = ElasticsearchEngine(elasticsearch_url, prefix, ask_seconds=30, at_once=True)
    yield engine
    indices = ",".join(engine.connection.call(lambda client: client.indices.get(index=f"{prefix}-*")))
    if indices:
        engine.connection.call(lambda client: client.indices.delete(index=indices))
    engine.connection.close()


BOTH = [
    pytest.param("postgres", id="postgres"),
    pytest.param("elasticsearch", id="elasticsearch", marks=pytest.mark.needs("elasticsearch")),
]


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The engine that answers; `BOTH` are asked by `@pytest.mark.parametrize("engine", BOTH, indirect=True)`."""
    if getattr(request, "param", "postgres") == "postgres":
        yield PostgresEngine()
        return
    first = request.getfixturevalue("elasticsearch")
    with registry.using(first, PostgresEngine()):
        yield first


@dataclass(frozen=True)
class Portals:
    """Two provinces; the first has two communes, the second one."""

    province: Tenant
    quangphu: Tenant
    quangbinh: Tenant
    elsewhere: Tenant
    far: Tenant


def _tenant(
    code: str, host: str, name: str, unit_type: UnitType, kind: TenantKind, parent: Tenant | None = None
) -> Tenant:
    tenant = Tenant.objects.create(schema_name=f"t_{code}_2025", kind=kind, state=TenantState.ACTIVE)
    TenantIdentity.objects.create(
        tenant=tenant,
        code=code,
        unit_type=unit_type,
        name=name,
        short_name=name.split(" ", 1)[1],
        parent=parent,
        valid_from=SINCE,
    )
    Host.objects.create(name=host, tenant=tenant, is_canonical=True, valid_from=SINCE)
    return tenant


@pytest.fixture
def portals(db: None, settings: Any) -> Portals:
    """The portals, in the registry only: search needs no schema of theirs."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.ROOT_URLCONF = "cms.urls_delivery"
    province = _tenant("38", "thanhhoa.test", "Tỉnh Thanh Hóa", UnitType.TINH, TenantKind.PROVINCE)
    elsewhere = _tenant("31", "haiphong.test", "Thành phố Hải Phòng", UnitType.THANH_PHO, TenantKind.PROVINCE)
    commune = TenantKind.COMMUNE
    return Portals(
        province=province,
        quangphu=_tenant("16522", "quangphu.test", "Phường Quảng Phú", UnitType.PHUONG, commune, province),
        quangbinh=_tenant("16543", "quangbinh.test", "Xã Quảng Bình", UnitType.XA, commune, province),
        elsewhere=elsewhere,
        far=_tenant("10507", "thanhdong.test", "Phường Thành Đông", UnitType.PHUONG, commune, elsewhere),
    )


@dataclass(frozen=True)
class Item:
    """What was released."""

    tenant: Tenant
    item_id: UUID
    language: str


@pytest.fixture
def release(portals: Portals) -> Callable[..., Item]:
    """Release an item as the release store does: the row and its change in one transaction, then the
    position.
    """

    def write(
        tenant: Tenant,
        title: str,
        text: str = "",
        *,
        item_id: UUID | None = None,
        language: str = "vi",
        kind: str = ReleaseType.ARTICLE,
        number: str = "",
        document_kind: str = DocumentKind.DECISION,
        status: str = DocumentStatus.IN_FORCE,
        issued_on: date | None = None,
        published_at: datetime | None = None,
        files: list[dict[str, Any]] | None = None,
        shared: bool = False,
        announce: bool = True,
        **columns: Any,
    ) -> Item:
        item_id = item_id or new_id()
        published = published_at or datetime(2026, 3, 1, 8, tzinfo=ZONE)
        path = f"/{hashlib.sha1(str(item_id).encode(), usedforsecurity=False).hexdigest()[:10]}/"
        facets: dict[str, Any] = {"year": str((issued_on or published).year)}
        document = None
        if kind == ReleaseType.DOCUMENT:
            issued_on = issued_on or date(2026, 3, 1)
            facets |= {
                "kind": {"key": document_kind, "label": str(DocumentKind(document_kind).label)},
                "status": {"key": status, "label": str(DocumentStatus(status).label)},
                "number": number,
                "issuing_body": columns.pop("issuer", "UBND phường Quảng Phú"),
                "year": str(issued_on.year),
            }
            document = {"number": number, "issued_on": issued_on.isoformat()}
            text = f"{number}\n{text}"
        summary = {
            "id": str(item_id),
            "type": kind,
            "language": language,
            "title": title,
            "path": path,
            "document": document,
            "summary": "",
            "published_at": published.isoformat(),
            "updated_at": published.isoformat(),
        }
        values = {
            "type": kind,
            "path": path,
            "title": title,
            "text": text,
            "published_at": published,
            "updated_at": published,
            "issued_on": issued_on,
            "facets": facets,
            "shared": shared,
            "summary": summary,
            "full": {**summary, "files": files or []},
            "etag": hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()[:32],
            **columns,
        }
        with transaction.atomic():
            Release.objects.update_or_create(
                tenant_id=tenant.pk, item_id=item_id, language=language, defaults=values
            )
            _announce(tenant, item_id, language, ChangeKind.RELEASED, shared, kind)
        if announce:
            changes.assign_positions()
        return Item(tenant, item_id, language)

    return write


@pytest.fixture
def withdraw() -> Callable[..., None]:
    """Withdraw an item as the release store does."""

    def act(item: Item, *, announce: bool = True) -> None:
        with transaction.atomic():
            row = Release.objects.get(tenant_id=item.tenant.pk, item_id=item.item_id, language=item.language)
            row.delete()
            _announce(item.tenant, item.item_id, item.language, ChangeKind.WITHDRAWN, row.shared, row.type)
        if announce:
            changes.assign_positions()

    return act


def _announce(tenant: Tenant, item_id: UUID, language: str, what: str, shared: bool, kind: str) -> None:
    change = Change(
        tenant_id=tenant.pk,
        item_id=item_id,
        language=language,
        kind=what,
        type=kind,
        shared=shared,
        was_shared=shared,
    )
    changes.record(change)


@pytest.fixture
def ask(client: Client) -> Callable[..., dict[str, Any]]:
    """Search on a portal's host, through the API."""

    def search(host: str, q: str = "", **parameters: Any) -> dict[str, Any]:
        response = client.get("/api/v1/search/", {"q": q, **parameters}, HTTP_HOST=host)
        assert response.status_code == 200, response.content
        return response.json()

    return search


@pytest.fixture
def found(ask: Callable[..., dict[str, Any]]) -> Callable[..., list[str]]:
    """The titles that a search gives, in order."""

    def titles(host: str, q: str = "", **parameters: Any) -> list[str]:
        return [item["title"] for item in ask(host, q, **parameters)["items"]]

    return titles
