"""Signatures as the specification has them; when a message is sent again."""

import base64
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from sites.webhooks import signing
from sites.webhooks.enums import Outcome
from sites.webhooks.models import Endpoint
from sites.webhooks.retrying import (
    LONGEST,
    PAUSE_AFTER,
    STEPS,
    has_failed_too_long,
    next_attempt,
    read_retry_after,
)
from sites.webhooks.sending import outcome_of
from tests.sites.webhooks.conftest import Received

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
BODY = b'{"test": 2432232314}'


def received(endpoint: Endpoint, body: bytes = BODY) -> Received:
    return Received("/", signing.headers(endpoint, "msg_1", body), body)


def test_the_signature_is_that_of_the_specification(monkeypatch: pytest.MonkeyPatch) -> None:
    """The example of Standard Webhooks 1.0."""
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    monkeypatch.setattr(signing, "_keys", lambda endpoint: [key])
    made = signing.headers(
        Endpoint(), "msg_p5jXN8AQM9LWM0D4loKWxJek", BODY, datetime.fromtimestamp(1614265330, UTC)
    )
    assert made == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_a_receiver_can_check_it_with_the_secret_it_was_given() -> None:
    endpoint = Endpoint()
    assert received(endpoint).is_signed_by(signing.secret_of(endpoint))
    assert not Received("/", received(endpoint).headers, BODY + b" ").is_signed_by(
        signing.secret_of(endpoint)
    )


def test_no_two_addresses_have_the_same_secret() -> None:
    first, second = Endpoint(), Endpoint()
    assert signing.secret_of(first) != signing.secret_of(second)
    assert not received(first).is_signed_by(signing.secret_of(second))


def test_after_a_change_both_secrets_sign_for_a_day() -> None:
    endpoint = Endpoint()
    old = signing.secret_of(endpoint)
    endpoint.secret_number, endpoint.secret_changed_at = 2, datetime.now(UTC)
    new = signing.secret_of(endpoint)

    assert received(endpoint).is_signed_by(new)
    assert received(endpoint).is_signed_by(old)
    endpoint.secret_changed_at -= timedelta(hours=25)
    assert received(endpoint).is_signed_by(new)
    assert not received(endpoint).is_signed_by(old)


def test_the_installations_key_can_change_without_a_message_that_cannot_be_checked(settings: Any) -> None:
    endpoint = Endpoint()
    entered = signing.secret_of(endpoint)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 10, [settings.SECRET_KEY]

    assert signing.secret_of(endpoint) != entered
    assert received(endpoint).is_signed_by(entered)
    assert received(endpoint).is_signed_by(signing.secret_of(endpoint))


def test_waiting_grows_until_the_message_is_given_up() -> None:
    waits = [next_attempt(made, NOW, chance=0) for made in range(1, len(STEPS) + 1)]
    assert [wait - NOW for wait in waits if wait] == list(STEPS)
    assert list(STEPS) == sorted(STEPS)
    assert next_attempt(len(STEPS) + 1, NOW) is None


def test_what_failed_together_does_not_come_back_together() -> None:
    waits = {next_attempt(3, NOW) for _each in range(20)}
    assert len(waits) > 1
    assert all(wait and STEPS[2] <= wait - NOW <= STEPS[2] * 1.2 for wait in waits)


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (timedelta(seconds=1), STEPS[0]),
        (timedelta(hours=1), timedelta(hours=1)),
        (timedelta(days=30), LONGEST),
    ],
)
def test_a_receiver_may_ask_for_more_time_but_not_for_ever(asked: timedelta, given: timedelta) -> None:
    assert next_attempt(1, NOW, asked, chance=0) == NOW + given


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("120", timedelta(seconds=120)),
        (format_datetime(NOW + timedelta(minutes=5), usegmt=True), timedelta(minutes=5)),
        (format_datetime(NOW - timedelta(minutes=5), usegmt=True), None),
        ("soon", None),
        ("-5", None),
        ("9" * 30, None),
        ("²", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str, wait: timedelta | None) -> None:
    assert read_retry_after(text, NOW) == wait


def test_five_days_without_a_message_accepted_are_too_long() -> None:
    assert not has_failed_too_long(None, NOW)
    assert not has_failed_too_long(NOW - PAUSE_AFTER + timedelta(seconds=1), NOW)
    assert has_failed_too_long(NOW - PAUSE_AFTER, NOW)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.ACCEPTED),
        (299, Outcome.ACCEPTED),
        (304, Outcome.REDIRECTED),
        (400, Outcome.REFUSED),
        (410, Outcome.GONE),
        (503, Outcome.REFUSED),
    ],
)
def test_success_alone_is_acceptance(status: int, outcome: Outcome) -> None:
    assert outcome_of(status) == outcome
