"""Whatever is published, shared, changed and taken down: a portal finds its own public items, a province also what its
communes share, and nobody anything else. Sequences of acts are generated; each seed is another one.
"""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from search import verification
from search.engines.interface import Engine
from sites.releases.models import Release
from tenants.models import Tenant
from tests.search.conftest import BOTH, Portals

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.portal_database(role="owner"),
    pytest.mark.parametrize("engine", BOTH, indirect=True),
]

ACTS = 40
WORDS = ["lịch", "tiếp", "công", "dân", "khai", "sinh", "đất", "rừng"]


def hosts(portals: Portals) -> dict[str, tuple[Tenant, list[Tenant]]]:
    """Each host with its tenant and the communes whose shared items it may show."""
    return {
        "thanhhoa.test": (portals.province, [portals.quangphu, portals.quangbinh]),
        "haiphong.test": (portals.elsewhere, [portals.far]),
        "quangphu.test": (portals.quangphu, []),
        "quangbinh.test": (portals.quangbinh, []),
        "thanhdong.test": (portals.far, []),
    }


def act_at_random(
    chance: random.Random, portals: Portals, release: Callable[..., Any], withdraw: Callable[..., None]
) -> None:
    """Publish, change, share, let expire and take down, in an order that chance decides."""
    tenants = [tenant for tenant, _ in hosts(portals).values()]
    items: list[Any] = []
    for number in range(ACTS):
        title = f"{' '.join(chance.sample(WORDS, 4))} {number}"
        announce = chance.random() < 0.8  # the others wait in the feed until the next act that announces
        if not items or chance.random() < 0.55:
            expired = timezone.now() if chance.random() < 0.15 else None
            shared = chance.random() < 0.5
            tenant = chance.choice(tenants)
            items.append(release(tenant, title, shared=shared, expires_at=expired, announce=announce))
        elif chance.random() < 0.5:
            item = chance.choice(items)
            shared = chance.random() < 0.5
            release(item.tenant, title, item_id=item.item_id, shared=shared, announce=announce)
        else:
            withdraw(items.pop(chance.randrange(len(items))), announce=announce)
    release(tenants[0], "lịch sau cùng")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_portal_finds_what_it_may_and_nothing_else(
    portals: Portals,
    release: Callable[..., Any],
    withdraw: Callable[..., None],
    client: Client,
    engine: Engine,
    seed: int,
) -> None:
    chance = random.Random(seed)
    act_at_random(chance, portals, release, withdraw)

    def get(path: str, host: str, **parameters: Any) -> set[tuple[str, str]]:
        response = client.get(f"/api/v1/search/{path}", parameters, HTTP_HOST=host)
        assert response.status_code == 200, response.content
        return {(item["path"], item["title"]) for item in response.json()["items"]}

    public = Release.objects.public()
    for host, (tenant, communes) in hosts(portals).items():
        own = set(public.of(tenant.pk).values_list("path", "title"))
        shared = set(
            public.filter(tenant_id__in=[unit.pk for unit in communes], shared=True).values_list(
                "path", "title"
            )
        )
        assert get("", host, page_size=100) == own
        scopes = [("own", own)] + ([("province", own | shared)] if communes else [])
        for scope, allowed in scopes:
            assert get("", host, scope=scope, page_size=100) == allowed
            for word in WORDS:
                wanted = {(path, title) for path, title in allowed if word in title.split()}
                assert get("", host, q=word, scope=scope, page_size=100) == wanted
                assert get("suggest/", host, q=word, scope=scope, size=20) <= wanted
        for release_row in public.of(tenant.pk)[:3]:
            assert get("similar/", host, item=str(release_row.item_id)) <= own
    for tenant, _ in hosts(portals).values():
        assert not list(verification.differences(engine, tenant.pk))
