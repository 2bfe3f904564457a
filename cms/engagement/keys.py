"""The portal's pairs of keys: made, published, used, replaced.

A pair belongs to a portal. Its private key lies in the portal's schema, wrapped by a key of the installation that only the settings of admin,
worker and commands hold; its public key lies in the public schema, where the intake finds it.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cms.engagement.models import Case, DeskKey, Message
from cms.inbox.models import PublicKey
from cms.inbox.sealing import Pair, Unreadable, new_pair, pair_of, seal, unseal
from tenants.context import current_tenant
from tenants.guards import ensure_writable

logger = logging.getLogger(__name__)
AT_A_TIME = 200


class NoInstallationKey(RuntimeError):
    """The process was given no key of the installation, so it can neither make nor open a portal's."""


def installation_pairs() -> list[Pair]:
    """Return the installation's pairs; the first wraps, all of them open.

    Raises:
        NoInstallationKey: none is configured.
        Unreadable: one is no secret key.
    """
    given = tuple(settings.ENGAGEMENT_KEYS)
    if not given:
        raise NoInstallationKey(
            "PORTAL_ENGAGEMENT_KEYS is empty: citizens' questions can be neither sealed nor read. "
            "“manage.py engagement new-key” makes a key for it."
        )
    return list(_pairs(given))


@lru_cache(maxsize=4)
def _pairs(given: tuple[str, ...]) -> tuple[Pair, ...]:
    return tuple(pair_of(one) for one in given)


@transaction.atomic
def ensure_key() -> DeskKey:
    """Return the current tenant's key, made where there is none; its public half is published.

    Raises:
        NoInstallationKey: there is nothing to wrap a new one with.
    """
    current = DeskKey.objects.filter(retired_at__isnull=True).order_by("-made_at").first()
    key = current or _make()
    publish(key)
    return key


def publish(key: DeskKey) -> None:
    """Let the intake seal to this key and no other."""
    tenant = current_tenant()
    keys = PublicKey.objects.filter(tenant=tenant)
    keys.exclude(key_id=key.key_id).delete()
    if not keys.filter(key_id=key.key_id).exists():
        PublicKey.objects.create(tenant=tenant, key_id=key.key_id, public=key.public, made_at=key.made_at)


def _make() -> DeskKey:
    ensure_writable(current_tenant())
    wrapping, pair = installation_pairs()[0], new_pair()
    return DeskKey.objects.create(
        key_id=pair.key_id,
        public=pair.public,
        wrapped=seal(pair.secret.encode(), wrapping.public),
        wrapped_by=wrapping.key_id,
    )


@transaction.atomic
def replace_key() -> DeskKey:
    """Make a new pair of the current tenant and bring everything kept under the old one under it.

    The old private key stays, to open envelopes that were sealed to it a moment ago. Returns the new key.

    Raises:
        NoInstallationKey, Unreadable: what is kept cannot be opened; nothing was changed.
    """
    DeskKey.objects.filter(retired_at__isnull=True).update(retired_at=timezone.now())
    key = _make()
    publish(key)
    for case in Case.objects.exclude(contact=None).exclude(contact_key=key.key_id).iterator(AT_A_TIME):
        case.contact = seal(opened(case.contact, case.contact_key), key.public)
        case.contact_key = key.key_id
        case.save(update_fields=["contact", "contact_key"])
    for message in Message.objects.exclude(text=None).exclude(key_id=key.key_id).iterator(AT_A_TIME):
        message.text, message.key_id = seal(opened(message.text, message.key_id), key.public), key.key_id
        message.save(update_fields=["text", "key_id"])
    return key


@transaction.atomic
def wrap_anew() -> int:
    """Wrap the current tenant's private keys by the first key of the installation. Returns how many were wrapped otherwise before."""
    wrapping = installation_pairs()[0]
    older = list(DeskKey.objects.select_for_update().exclude(wrapped_by=wrapping.key_id))
    for key in older:
        key.wrapped = seal(_unwrapped(bytes(key.wrapped)).encode(), wrapping.public)
        key.wrapped_by = wrapping.key_id
        key.save(update_fields=["wrapped", "wrapped_by"])
    return len(older)


def sealed(content: bytes) -> tuple[bytes, str]:
    """Return `content` sealed to the current tenant's key, and the key's id."""
    key = DeskKey.objects.filter(retired_at__isnull=True).order_by("-made_at").first() or ensure_key()
    return seal(content, key.public), key.key_id


def opened(content: bytes | memoryview | None, key_id: str) -> bytes:
    """Return what was sealed to one of the current tenant's keys; nothing for nothing.

    Raises:
        Unreadable: the tenant has no such key, or the installation's keys do not open it.
        NoInstallationKey: none is configured.
    """
    if content is None:
        return b""
    return unseal(bytes(content), [_secret(current_tenant().pk, key_id)])


@lru_cache(maxsize=1024)
def _secret(tenant_id: UUID, key_id: str) -> str:
    key = DeskKey.objects.filter(key_id=key_id).first()
    if key is None:
        raise Unreadable(f"This portal has no key {key_id}.")
    return _unwrapped(bytes(key.wrapped))


def _unwrapped(wrapped: bytes) -> str:
    return unseal(wrapped, [pair.secret for pair in installation_pairs()]).decode()


def forget() -> None:
    """Forget what is remembered of keys: this process works with another database from now on."""
    _secret.cache_clear()


def ensure_keys() -> None:
    """See that the current tenant has a key and that it is published, as periodic work."""
    tenant = current_tenant()
    if not tenant.is_writable:
        return
    try:
        ensure_key()
        wrap_anew()
    except NoInstallationKey:
        logger.warning("%s: no key of the installation; its citizens cannot send questions.", tenant.pk)
