"""A list with the portals of the whole country in the store, against a few. Their releases are copies under made-up keys."""

import statistics
from collections.abc import Iterator
from contextlib import closing

import psycopg2

from bench.delivery.figures import CONNECTIONS, LIST, Figure
from bench.delivery.load import Outcome, Target, closed_loop, request
from bench.delivery.place import Place

EACH, FEW, RUNS = 20, 10, 5

_COPY = """
INSERT INTO releases_release (tenant_id, item_id, language, translation_key, page_id, type, path, parent_path, title, category,
    field, section_id, section_ids, published_at, updated_at, event_at, issued_on, expires_at, shared, lead, facets, summary,
    "full", text, etag, uses, content_digest, approval, provenance, released_at)
SELECT t.id, gen_random_uuid(), language, gen_random_uuid(), page_id, type, path, parent_path, title, category, field, section_id,
    section_ids, published_at - random() * interval '300 days', updated_at, event_at, issued_on, expires_at, shared, lead, facets,
    summary, "full", text, etag, uses, content_digest, approval, provenance, released_at
FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, %s)) t
CROSS JOIN (SELECT * FROM releases_release WHERE type = 'article' ORDER BY id DESC LIMIT %s) r"""


def store_figures(place: Place, portals: int, seconds: float) -> Iterator[Figure]:
    """p50 and p99 of a portal's list with all those portals in the store, against ten."""
    few, many = [], []
    asked = Target(place.around.ports.api, [request(place.host, LIST)])
    with closing(psycopg2.connect(**place.addresses.owner.connect_arguments())) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("SELECT coalesce(max(id), 0) FROM releases_release")
        last = cursor.fetchone()[0]
        cursor.execute(_COPY, [FEW, EACH])
        cursor.execute("CREATE TABLE bench_portals AS SELECT * FROM releases_release WHERE id > %s", [last])
        for _run in range(RUNS):
            few.append(closed_loop(asked, CONNECTIONS, seconds))
            cursor.execute(_COPY, [portals - FEW, EACH])
            cursor.execute("VACUUM ANALYZE releases_release")
            many.append(closed_loop(asked, CONNECTIONS, seconds))
            cursor.execute(
                "DELETE FROM releases_release WHERE id > %s AND id NOT IN (SELECT id FROM bench_portals)",
                [last],
            )
            cursor.execute("VACUUM releases_release")
        cursor.execute("DROP TABLE bench_portals")
        cursor.execute("DELETE FROM releases_release WHERE id > %s", [last])
    for share, bar in ((0.5, 1.1), (0.99, 1.5)):
        yield _figure(few, many, share, bar, portals)


def _figure(few: list[Outcome], many: list[Outcome], share: float, bar: float, portals: int) -> Figure:
    ratios = [b.percentile(share) / a.percentile(share) for a, b in zip(few, many, strict=True)]
    ratio = statistics.median(ratios)
    mine, theirs = (statistics.median(each.percentile(share) for each in side) * 1000 for side in (many, few))
    return Figure(
        f"list with {portals:,} portals in the store, p{share * 100:.0f}",
        f"{mine:.2f} ms",
        f"{theirs:.2f} ms with {FEW}",
        round(ratio, 2),
        f"≤ {bar:g} times",
        ratio <= bar,
    )
