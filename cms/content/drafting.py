"""A stretch of work in which nothing that is public changes: what is saved of a live page goes into its draft alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_drafts_only: ContextVar[bool] = ContextVar("drafts_only", default=False)


@contextmanager
def drafts_only() -> Iterator[None]:
    """Within the block, saving the row of a live page does nothing: whoever saves writes a revision next, which carries the change.

    For software that knows no drafts of live pages: wagtail-localize writes a translation's new content into the public row first.
    """
    token = _drafts_only.set(True)
    try:
        yield
    finally:
        _drafts_only.reset(token)


def is_drafting() -> bool:
    """Return whether such a stretch is under way."""
    return _drafts_only.get()
