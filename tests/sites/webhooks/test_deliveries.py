"""What becomes public is told: each last state once, signed, until it is accepted, and nothing that is not public."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db.models import F
from django.test import override_settings
from django.utils import timezone

from cms.accounts.models import Appointment
from cms.accounts.posts import ADMINISTRATORS
from cms.notices.models import Notice
from sites.releases import changes
from sites.webhooks import acts, dispatching, feeding, jobs, retrying, signing
from sites.webhooks.enums import DeliveryState, EndpointState, Event, Outcome, PauseReason, Scope
from sites.webhooks.models import Attempt, Delivery, Endpoint
from tenants.context import no_tenant
from tenants.enums import TenantState
from tests.sites.conftest import Desk, Portal
from tests.sites.webhooks.conftest import Receiver, states

pytestmark = pytest.mark.portal_database("demo")
Hooked = Callable[..., Endpoint]
FAULT = (503, {})


def deliver() -> None:
    """One turn of the worker, which works for no tenant and knows the admin's addresses."""
    with no_tenant(), override_settings(ROOT_URLCONF="cms.urls"):
        jobs.deliver()
        jobs.retry()


def withdraw(page: Any) -> None:
    page.unpublish()
    changes.assign_positions()


def hurry(endpoint: Endpoint) -> None:
    """Let what waits for its next attempt be due."""
    Delivery.objects.filter(endpoint=endpoint).update(due_at=timezone.now() - timedelta(seconds=1))


def test_what_is_published_is_told_signed_and_with_where_to_read_it(
    desk: Desk, quang_phu: Portal, hooked: Hooked, receiver: Receiver
) -> None:
    endpoint = hooked(quang_phu)
    page = desk.article("Lịch tiêm chủng tháng 12")
    deliver()

    (message,) = receiver.received
    said, data = message.said, message.said["data"]
    assert message.is_signed_by(signing.secret_of(endpoint))
    assert message.headers["content-type"] == "application/json"
    assert said["type"] == "item.released"
    assert (data["id"], data["language"], data["type"]) == (str(page.item_id), "vi", "article")
    assert data["url"].endswith(page.public_path)
    assert quang_phu.json(data["api"][data["api"].index("/api/") :].partition("?")[0])["title"] == page.title
    assert "Lịch tiêm chủng" not in message.body.decode()
    assert states(endpoint) == [DeliveryState.DELIVERED]


def test_nothing_is_told_twice(desk: Desk, quang_phu: Portal, hooked: Hooked, receiver: Receiver) -> None:
    hooked(quang_phu)
    desk.article("Một lần")
    for _turn in range(3):
        deliver()
    assert len(receiver.received) == 1


def test_what_breaks_off_between_message_and_position_is_done_once(
    desk: Desk, quang_phu: Portal, hooked: Hooked, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooked(quang_phu)
    desk.article("Đứt giữa chừng")
    written = feeding._write

    def breaks(*arguments: Any) -> None:
        written(*arguments)
        raise RuntimeError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(feeding, "_write", breaks)
        deliver()
    assert receiver.received == []
    deliver()
    assert len(receiver.received) == 1


def test_a_withdrawal_is_told(desk: Desk, quang_phu: Portal, hooked: Hooked, receiver: Receiver) -> None:
    hooked(quang_phu)
    page = desk.article("Sẽ bị rút")
    deliver()
    withdraw(page)
    deliver()
    key = str(page.item_id)
    assert receiver.told() == [("item.released", key), ("item.withdrawn", key)]


def test_a_draft_is_told_to_nobody(desk: Desk, quang_phu: Portal, hooked: Hooked, receiver: Receiver) -> None:
    hooked(quang_phu)
    page = desk.article("Công khai")
    deliver()
    page.title = "Bản nháp chưa duyệt"
    page.save_revision()
    changes.assign_positions()
    deliver()
    assert len(receiver.received) == 1


def test_a_new_address_hears_what_comes_from_now_on(
    desk: Desk, quang_phu: Portal, hooked: Hooked, receiver: Receiver
) -> None:
    desk.article("Trước đó")
    hooked(quang_phu)
    after = desk.article("Sau đó")
    deliver()
    assert [key for _type, key in receiver.told()] == [str(after.item_id)]


def test_it_can_begin_with_everything_that_is_public(
    quang_phu: Portal, hooked: Hooked, receiver: Receiver
) -> None:
    hooked(quang_phu, from_beginning=True, types=["article"])
    deliver()
    public = {item["id"] for item in quang_phu.json("/api/v1/items/", type="article", page_size=100)["items"]}
    assert {key for _type, key in receiver.told()} == public
    assert len(receiver.received) == len(public)


def test_kinds_that_were_not_chosen_are_not_told(
    desk: Desk, quang_phu: Portal, hooked: Hooked, receiver: Receiver
) -> None:
    hooked(quang_phu, types=["document"])
    desk.article("Không báo")
    document = desk.document("99/QĐ-UBND")
    deliver()
    assert [key for _type, key in receiver.told()] == [str(document.item_id)]


def test_another_portals_changes_are_not_told(
    desk: Desk, portals: Callable[[str], Portal], hooked: Hooked, receiver: Receiver
) -> None:
    hooked(portals("10507"))
    desk.article("Của Quảng Phú")
    deliver()
    assert receiver.received == []


def test_a_province_hears_of_what_its_communes_share_and_of_its_end(
    desk: Desk, thanh_hoa: Portal, hai_phong: Portal, hooked: Hooked, receiver: Receiver
) -> None:
    endpoint = hooked(thanh_hoa, scope=Scope.PROVINCE)
    shared = desk.article("Tin chung")
    kept = desk.article("Lịch lãnh đạo", category="leader_schedule")
    deliver()
    withdraw(shared)
    withdraw(kept)
    deliver()
    assert receiver.told() == [
        ("item.released", str(shared.item_id)),
        ("item.withdrawn", str(shared.item_id)),
    ]
    assert Endpoint.objects.get(pk=endpoint.pk).position == changes.last_position()


def test_a_province_of_another_place_hears_nothing(
    desk: Desk, hai_phong: Portal, hooked: Hooked, receiver: Receiver
) -> None:
    hooked(hai_phong, scope=Scope.PROVINCE)
    desk.article("Tin chung")
    deliver()
    assert receiver.received == []


def test_a_commune_cannot_ask_for_others(quang_phu: Portal, hooked: Hooked) -> None:
    with pytest.raises(ValueError, match="province"):
        hooked(quang_phu, scope=Scope.PROVINCE)


def test_what_is_refused_is_sent_again_under_the_same_id(
    desk: Desk, quang_phu: Portal, hooked: Hooked, receiver: Receiver
) -> None:
    endpoint = hooked(quang_phu)
    desk.article("Gửi lại")
    receiver.answers = [(503, {"Retry-After": "600"}), (200, {})]
    before = timezone.now()
    deliver()
    message = Delivery.objects.get(endpoint=endpoint)
    assert (message.state, message.attempts_made) == (DeliveryState.WAITING, 1)
    assert message.due_at >= before + timedelta(seconds=600)
    deliver()
    assert len(receiver.received) == 1
    hurry(endpoint)
    deliver()

    first, second = receiver.received
    assert (first.id, first.body) == (second.id, second.body)
    assert states(endpoint) == [DeliveryState.DELIVERED]
    log = list(Attempt.objects.filter(delivery=message).order_by("id").values_list("outcome", "status"))
    assert log == [(Outcome.REFUSED, 503), (Outcome.ACCEPTED, 200)]


def test_an_address_that_fails_is_asked_with_one_message_at_a_time(
    desk: Desk, quang_phu: Portal, hooked: Hooked, receiver: Receiver
) -> None:
    endpoint = hooked(quang_phu)
    desk.article("Một")
    receiver.answers = [FAULT]
    deliver()
    for title in ("Hai", "Ba", "Bốn"):
        desk.article(title)
    with no_tenant():
        feeding.feed_all()
        assert dispatching.claim(timezone.now()) == []
        assert len(dispatching.claim(timezone.now(), failing=True)) == 1
    Delivery.objects.filter(endpoint=endpoint).update(claimed_until=None)
    deliver()
    assert len(receiver.received) == 2
    deliver()
    assert states(endpoint) == [DeliveryState.WAITING] + [DeliveryState.DELIVERED] * 3
    assert Endpoint.objects.get(pk=endpoint.pk).failing_since is None


def test_a_newer_state_overtakes_what_was_not_accepted(
    desk: Desk, quang_phu: Portal, hooked: Hooked, receiver: Receiver
) -> None:
    endpoint = hooked(quang_phu)
    page = desk.article("Bị từ chối rồi bị rút")
    receiver.answers = [FAULT]
    deliver()
    withdraw(page)
    hurry(endpoint)
    deliver()
    assert [kind for kind, _key in receiver.told()] == ["item.released", "item.withdrawn"]
    assert states(endpoint) == [DeliveryState.SUPERSEDED, DeliveryState.DELIVERED]


def test_a_state_that_is_overtaken_while_it_is_sent_does_not_come_again(
    desk: Desk, quang_phu: Portal, hooked: Hooked, receiver: Receiver
) -> None:
    endpoint = hooked(quang_phu)
    page = desk.article("Đang gửi thì bị rút")
    with no_tenant():
        feeding.feed_all()
        (sent,) = dispatching.claim(timezone.now())
    withdraw(page)
    with no_tenant():
        feeding.feed_all()
        failed = dispatching.Result(sent.pk, Outcome.TIMEOUT, 15_000)
        dispatching.settle(sent, failed)
    assert states(endpoint) == [DeliveryState.SUPERSEDED, DeliveryState.WAITING]


def test_a_message_is_given_up_after_its_last_attempt(
    desk: Desk, quang_phu: Portal, hooked: Hooked, receiver: Receiver
) -> None:
    endpoint = hooked(quang_phu)
    desk.article("Không bao giờ nhận")
    receiver.answers = [FAULT] * 99
    for _attempt in range(len(retrying.STEPS) + 1):
        deliver()
        hurry(endpoint)
    assert states(endpoint) == [DeliveryState.FAILED]
    assert len(receiver.received) == len(retrying.STEPS) + 1

    receiver.answers = []
    assert acts.send_again(endpoint) == 1
    deliver()
    assert states(endpoint) == [DeliveryState.DELIVERED]
    assert len({each.id for each in receiver.received}) == 1


def test_after_five_days_of_failure_it_is_paused_and_the_administrators_are_told(
    desk: Desk, quang_phu: Portal, hooked: Hooked, receiver: Receiver
) -> None:
    endpoint = hooked(quang_phu)
    Endpoint.objects.filter(pk=endpoint.pk).update(failing_since=timezone.now() - retrying.PAUSE_AFTER)
    first = desk.article("Lỗi")
    receiver.answers = [FAULT]
    deliver()

    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.pause_reason) == (EndpointState.PAUSED, PauseReason.FAILURES)
    holders = Appointment.objects.current().filter(role_key__in=ADMINISTRATORS)
    told = Notice.objects.filter(kind="webhook_paused")
    assert {notice.recipient_id for notice in told} == set(holders.values_list("user", flat=True))
    assert told.count() > 0
    assert "Webhook" in told[0].subject

    withdraw(first)
    second = desk.article("Trong lúc tạm dừng")
    deliver()
    assert len(receiver.received) == 1
    acts.resume(endpoint, "Quản trị")
    deliver()
    assert receiver.told()[1:] == [
        ("item.withdrawn", str(first.item_id)),
        ("item.released", str(second.item_id)),
    ]


def test_a_receiver_that_is_gone_is_not_asked_again(
    desk: Desk, quang_phu: Portal, hooked: Hooked, receiver: Receiver
) -> None:
    endpoint = hooked(quang_phu)
    desk.article("Không còn nhận")
    receiver.answers = [(410, {})]
    deliver()
    hurry(endpoint)
    deliver()
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.pause_reason) == (EndpointState.PAUSED, PauseReason.GONE)
    assert len(receiver.received) == 1


def test_an_address_away_for_too_long_is_told_to_begin_anew(
    desk: Desk, quang_phu: Portal, hooked: Hooked, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = hooked(quang_phu)
    page = desk.article("Về sau")
    Endpoint.objects.filter(pk=endpoint.pk).update(position=1)
    limit = changes.last_position() - 1
    monkeypatch.setattr(changes, "forgotten", lambda: limit)
    deliver()
    assert [each.said["type"] for each in receiver.received] == ["feed.restart", "item.released"]
    assert receiver.received[0].said["data"]["changes"].endswith("/api/v1/changes/?since=0&scope=own")
    assert receiver.told()[1][1] == str(page.item_id)


def test_a_suspended_portal_tells_nothing_until_it_is_back(
    desk: Desk, quang_phu: Portal, hooked: Hooked, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooked(quang_phu)
    desk.article("Trước khi tạm ngừng")
    with no_tenant():
        feeding.feed_all()
    desk.article("Trong lúc tạm ngừng")
    with monkeypatch.context() as suspended:
        for module in (
            feeding,
            dispatching,
        ):  # the state of this portal counts as one of those out of service
            suspended.setattr(module, "OUT_OF_SERVICE", frozenset({TenantState(quang_phu.tenant.state)}))
        deliver()
    assert receiver.received == []
    deliver()
    assert len(receiver.received) == 2


def test_a_test_message_says_that_messages_arrive(
    quang_phu: Portal, hooked: Hooked, receiver: Receiver
) -> None:
    endpoint = hooked(quang_phu)
    acts.try_out(endpoint)
    deliver()
    assert receiver.received[0].said["type"] == "test.message"
    assert receiver.received[0].is_signed_by(signing.secret_of(endpoint))


def test_what_was_settled_long_ago_is_forgotten_and_what_waits_is_not(
    desk: Desk, quang_phu: Portal, hooked: Hooked, receiver: Receiver
) -> None:
    endpoint = hooked(quang_phu)
    receiver.answers = [(200, {}), FAULT]
    desk.article("Đã nhận")
    deliver()
    desk.article("Còn chờ")
    deliver()
    old = F("created_at") - jobs.KEEP - timedelta(days=1)
    Delivery.objects.filter(endpoint=endpoint).update(created_at=old)
    Delivery.objects.filter(endpoint=endpoint, state=DeliveryState.DELIVERED).update(
        settled_at=F("created_at")
    )
    jobs.forget_settled()
    assert states(endpoint) == [DeliveryState.WAITING]


def test_no_secret_lies_in_the_database(quang_phu: Portal, hooked: Hooked) -> None:
    endpoint = hooked(quang_phu)
    secret = signing.secret_of(endpoint).removeprefix(signing.PREFIX)
    rows = json.dumps(list(Endpoint.objects.filter(pk=endpoint.pk).values()), default=str)
    assert secret not in rows
    assert django_settings.SECRET_KEY not in rows


def test_every_event_is_one_that_the_guide_names() -> None:
    guide = (django_settings.BASE_DIR / "docs" / "integrator-guide.md").read_text(encoding="utf-8")
    assert [event for event in Event.values if f"`{event}`" not in guide] == []


def test_a_portal_has_at_most_twenty(quang_phu: Portal, hooked: Hooked) -> None:
    for _each in range(acts.MOST):
        hooked(quang_phu)
    with pytest.raises(acts.TooMany):
        hooked(quang_phu)
