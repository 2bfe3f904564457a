"""Making what is written next while what was made is being written."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

T = TypeVar("T")
_END: Final = object()


def ahead(made: Iterator[T]) -> Iterator[T]:
    """The same, in order, each made in a thread while the caller uses the one before.

    A caller that waits for a server leaves its processor to the making of the next: indexing is nearly twice as fast
    on two cores. What is made must not touch the database, whose connections belong to threads.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as pool:
        following = pool.submit(next, made, _END)
        while (value := following.result()) is not _END:
            following = pool.submit(next, made, _END)
            yield value  # type: ignore[misc]
