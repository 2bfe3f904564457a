"""Links to drafts: made, checked, revoked.

A link is `/xem-truoc/<token>/` on the portal's public host. The token names the row and the moment it ends, and is signed together with
tenant, item, revision and host: on another portal the row is not there, and with another row the signature is wrong.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from cms.content import delivery
from cms.content.models import PortalPage
from sites.preview.models import PreviewLink
from tenants import periodic
from tenants.context import current_tenant
from tenants.guards import ensure_writable
from tenants.origins import canonical_host_name, public_origin

PREFIX = "/xem-truoc/"
OWN_LOOK = timedelta(minutes=30)
"""How long an editor's own look lasts; the screen makes a new one each time."""

AFTER_SIGN_IN = timedelta(minutes=15)
"""How long a person with an account may look after opening a link; then it is opened again."""

LONGEST = timedelta(days=7)
KEEP = timedelta(days=30)
"""How long a link that is over stays in the item's list."""

DAY = 24 * 60 * 60.0
_SIGNATURE = 24  # bytes of the HMAC that are sent


class LinkOver(Exception):
    """A link was right and shows nothing any more: its time is over, it was revoked, or the draft is not what it was."""


@dataclass(frozen=True)
class Opened:
    """A link that was checked."""

    link: PreviewLink
    token: str


def register() -> None:
    """Keep revisions that somebody was given a link to, and forget links that are long over."""
    delivery.register_keeper(shows)
    periodic.register("preview.forget", forget_old, DAY)


@transaction.atomic
def make(
    page: PortalPage, by: Any, lasting: timedelta, *, account: Any = None, name: str = ""
) -> PreviewLink:
    """Make a link to the latest draft of an item, as it stands now.

    Parameters:
        by: the account of who makes it.
        lasting: for how long; at most seven days.
        account: the person it is for, who will have to sign in.
        name: who it is for, for a reader without an account. With neither it is an editor's own look.

    Raises:
        TenantReadOnly: the portal is an archive or closed.
        ValueError: it would last too long, or not at all.
        NoCanonicalHost: the portal has no host today.
    """
    ensure_writable()
    if not timedelta() < lasting <= LONGEST:
        raise ValueError(f"A preview link lasts at most {LONGEST.days} days.")
    revision = page.latest_revision or page.save_revision(user=by, changed=False)
    content = revision.as_object()
    return PreviewLink.objects.create(
        page_id=page.pk,
        item_id=page.item_id,
        revision=revision,
        digest=content.content_digest,
        host=canonical_host_name(current_tenant()),
        for_account=account,
        for_name=(account.get_full_name() if account else name)[:150],
        expires_at=timezone.now() + lasting,
        created_by=by,
    )


def address(link: PreviewLink, until: datetime | None = None) -> str:
    """The address at which a link's draft is seen, until then at the longest."""
    return f"{public_origin(current_tenant())}{PREFIX}{token_of(link, until)}/"


def token_of(link: PreviewLink, until: datetime | None = None) -> str:
    """The token of a link: its key and its end, and the signature over all that it is bound to."""
    end = min(link.expires_at, until or link.expires_at)
    head = link.pk.bytes + int(end.timestamp()).to_bytes(5, "big")
    return _encoded(head + _signed(head, link, settings.SECRET_KEY))


def opened(token: str, host: str) -> Opened | None:
    """The link of a token, checked; None where the token is none of this portal's.

    Parameters:
        host: the name of the host that is asked, without a port.

    Raises:
        LinkOver: it was right and shows nothing any more.
    """
    read = _decoded(token)
    if read is None:
        return None
    head, signature = read[:-_SIGNATURE], read[-_SIGNATURE:]
    links = PreviewLink.objects.select_related("revision", "page")
    link = links.filter(pk=UUID(bytes=head[:16])).first()
    if link is None or link.host != host:
        return None
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not any(hmac.compare_digest(signature, _signed(head, link, key)) for key in keys):
        return None
    end = datetime.fromtimestamp(int.from_bytes(head[16:], "big"), UTC)
    if not link.is_valid or end <= timezone.now():
        raise LinkOver
    return Opened(link, token)


def revoke(link: PreviewLink, by: str) -> bool:
    """End a link now; whether it was valid until then."""
    ensure_writable()
    values = {"revoked_at": timezone.now(), "revoked_by": by[:150]}
    return bool(PreviewLink.objects.valid().filter(pk=link.pk).update(**values))


def shows(revision: Revision) -> bool:
    """Whether a link shows a revision, which then stays as it is."""
    return PreviewLink.objects.valid().filter(revision_id=revision.pk).exists()


def forget_old() -> None:
    """Drop the current tenant's links that are long over."""
    PreviewLink.objects.filter(expires_at__lt=timezone.now() - KEEP).delete()


def _signed(head: bytes, link: PreviewLink, key: str) -> bytes:
    tenant = current_tenant().pk
    bound = f"sites.preview\n{tenant}\n{link.item_id}\n{link.revision_id}\n{link.digest}\n{link.host}\n"
    return hmac.new(key.encode(), bound.encode() + head, hashlib.sha256).digest()[:_SIGNATURE]


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decoded(token: str) -> bytes | None:
    if len(token) != 60:  # 16 + 5 + 24 bytes
        return None
    try:
        return base64.b64decode(token, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
