"""Over random trees, moves, audiences and withdrawals: each portal reads exactly what a model says, and nothing else of anybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings

from sites.syndication import scope
from sites.syndication.released import released
from tenants.calendar_day import today
from tenants.resolver import resolver
from tests.sites.syndication.world import DAYS, World, worlds

pytestmark = pytest.mark.portal_database(role="owner")

slowly = partial(
    settings,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@contextmanager
def written(world: World) -> Iterator[World]:
    """The world in the registry, while the block runs."""
    with transaction.atomic():
        resolver.clear()
        world.write()
        yield world
        transaction.set_rollback(True)
    resolver.clear()


@slowly(max_examples=70)
@given(world=worlds())
def test_who_is_sent_what_on_which_day(db: None, world: World) -> None:
    """Past days and days ahead with today: the tree in force on the day decides."""
    with written(world):
        for number in range(len(world.communes)):
            for day in DAYS:
                on = today() + timedelta(days=day)
                key = world.commune(number).pk
                sent = {reach.dispatch_id for reach in scope.received(key, on)}
                assert sent == {each.row.pk for each in world.sendings if world.reaches(each, number, day)}, (
                    number,
                    day,
                )
                shown = scope.shown(key, on)
                public = {pair[1] for pair in released(reach.pair for reach in shown)}
                assert public == {each.item_id for each in world.sendings if world.shows(each, number, day)}


@slowly(max_examples=40)
@given(world=worlds())
def test_the_senders_board_names_the_same_units(db: None, world: World) -> None:
    with written(world):
        for sending in world.sendings:
            reached = {reach.tenant_id for reach in scope.receivers(sending.row.pk)}
            assert reached == {
                world.commune(number).pk
                for number in range(len(world.communes))
                if world.reaches(sending, number, 0)
            }


@slowly(max_examples=25)
@given(world=worlds())
def test_what_each_portal_answers(db: None, world: World, settings: Any) -> None:
    """Lists, items by their keys, the portal's own identity: whatever was sent, on every portal, of this province or another."""
    settings.ROOT_URLCONF = "cms.urls_delivery"
    client = Client()

    def ask(host: str, path: str) -> Any:
        return client.get(path, headers={"host": host})

    with written(world):
        for number in range(len(world.communes)):
            if world.stay(number, 0) is None:
                continue  # a unit that begins later has no portal yet
            tenant = world.commune(number)
            host = world.host(tenant)
            shown = [each for each in world.sendings if world.shows(each, number, 0)]
            listed = ask(host, "/api/v1/items/?scope=received&page_size=100").json()["items"]
            assert {each["id"] for each in listed} == {str(each.item_id) for each in shown}
            for sending in world.sendings:
                own = sending.released and sending.row.sender_id == tenant.pk
                status = ask(host, f"/api/v1/items/{sending.item_id}/").status_code
                assert (status == 200) == (own or sending in shown), status
            said = ask(host, "/api/v1/portal/").json()
            notices = said["province_notices"] + said["offered_by_neighbours"]
            assert {each["id"] for each in notices} == {
                str(each.item_id) for each in shown if each.kind != "emergency"
            }
            urgent = {each["url"].rstrip("/").rsplit("/", 1)[-1] for each in said["emergency"]}
            assert urgent == {each.item_id.hex for each in shown if each.kind == "emergency"}
            own_list = ask(host, "/api/v1/items/?page_size=100").json()["items"]
            assert {each["source"]["portal"] for each in own_list} <= {str(tenant.pk)}
        for province in world.tenants[: len(world.provinces)]:
            for sending in world.sendings:
                found = ask(world.host(province), f"/api/v1/items/{sending.item_id}/").status_code == 200
                public = sending.released and province.state == "active"
                assert found == (public and sending.row.sender_id == province.pk)
