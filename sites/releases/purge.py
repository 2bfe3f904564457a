"""Caches in front of the portals: they may keep answers about items because whatever changes is purged from them at once.

Each answer names what it is made of (`Surrogate-Key`): an item's answer its key, a list its portal's. A committed change sends a
purge of both to every cache of `PORTAL_PURGE_URLS`, and the act that made the change waits for them: when a takedown says that it
is done, no cache has the item. Without such caches configured nobody may keep anything without asking (`Cache-Control: no-cache`).

A cache may have fetched the old state just before the commit and keep it just after the purge; so each purge is sent again a moment later.
"""

import logging
import threading
import urllib.error
import urllib.request
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from django.conf import settings

logger = logging.getLogger(__name__)

KEEP_SECONDS = 60
"""How long a cache of ours may keep an answer; the bound on how long a purge that failed does harm."""

PATIENCE_SECONDS = 2.0
ATTEMPTS = 3
AGAIN_AFTER_SECONDS = 1.0
MOST_KEYS = 64
"""In one request; a header has its limits."""


class NotPurged(RuntimeError):
    """A cache did not confirm a purge; the message names it."""


def caches() -> list[str]:
    """The addresses of the caches to purge."""
    return list(getattr(settings, "PORTAL_PURGE_URLS", ()))


def item_key(item_id: UUID | str) -> str:
    """What answers about one item are named by."""
    return f"i{UUID(str(item_id)).hex}"


def portal_key(tenant_id: UUID | str) -> str:
    """What lists and parts of a portal are named by."""
    return f"p{UUID(str(tenant_id)).hex}"


def sent_key(province_id: UUID | str) -> str:
    """What answers are named by that show what is sent within a province, by it or among its communes."""
    return f"s{UUID(str(province_id)).hex}"


def purge(keys: Collection[str]) -> None:
    """Purge whatever is named by one of these keys from every cache, and wait until each has confirmed it.

    A cache that does not answer is tried again, and then reported: what it keeps it keeps for a minute at most.
    """
    everywhere = caches()
    if not everywhere or not keys:
        return
    with ThreadPoolExecutor(len(everywhere), thread_name_prefix="purge") as pool:
        for cache, error in zip(
            everywhere, pool.map(lambda each: _purge_one(each, keys), everywhere), strict=True
        ):
            if error is not None:
                logger.error("The cache %s did not confirm a purge: %s", cache, error)
    again = threading.Timer(AGAIN_AFTER_SECONDS, _purge_again, [everywhere, list(keys)])
    again.daemon = True
    again.start()


def _purge_one(cache: str, keys: Collection[str]) -> Exception | None:
    error: Exception | None = None
    for _attempt in range(ATTEMPTS):
        try:
            for batch in _batches(sorted(keys)):
                _ask(cache, batch)
            return None
        except (OSError, NotPurged) as failed:
            error = failed
    return error


def _purge_again(everywhere: list[str], keys: list[str]) -> None:
    for cache in everywhere:
        if error := _purge_one(cache, keys):
            logger.warning("The cache %s did not confirm a second purge: %s", cache, error)


def _ask(cache: str, keys: list[str]) -> None:
    request = urllib.request.Request(cache, method="PURGE", headers={"Surrogate-Key": "|".join(keys)})  # noqa: S310 - the operator's address
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=PATIENCE_SECONDS) as response:
            if response.status != 200:
                raise NotPurged(f"it answered {response.status}")
    except urllib.error.HTTPError as refused:
        raise NotPurged(f"it answered {refused.code}") from refused


def _batches(keys: list[str]) -> Iterable[list[str]]:
    for first in range(0, len(keys), MOST_KEYS):
        yield keys[first : first + MOST_KEYS]
