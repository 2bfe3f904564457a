"""Keys: UUIDv7, unique, growing with time."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from tenants.identity import new_id


def test_a_key_is_a_uuid_of_version_7_made_now() -> None:
    before = time.time_ns() // 1_000_000
    key = new_id()
    after = time.time_ns() // 1_000_000
    assert type(key) is uuid.UUID
    assert key.version == 7
    assert key.variant == uuid.RFC_4122
    assert before <= key.int >> 80 <= after


def test_keys_of_one_thread_grow() -> None:
    keys = [new_id() for _ in range(10_000)]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_keys_of_many_threads_differ() -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = [
            key for batch in pool.map(lambda _: [new_id() for _ in range(2_000)], range(8)) for key in batch
        ]
    assert len(set(keys)) == len(keys)
