"""`python -m bench.search.stock ITEMS EACH`: known items asked of Wagtail's own backends; prints a JSON line for each way
of asking.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bench.search.items import news
from bench.search.queries import known_items
from search.evaluation.measures import measure, percentile
from search.local_server.server import LocalServer
from tenants.database_url import parse
from tenants.embedded import Profile
from tenants.identity import new_id
from tenants.server import administered_server

SYLLABLES: Final = (3, 4, 6)
BATCH: Final = 500


def main() -> int:
    """Index the items in both backends, ask, print."""
    most, each = int(sys.argv[1]), int(sys.argv[2])
    with administered_server(Profile.TEST) as server, LocalServer.of_checkout().lease() as url:
        address = server.prepare("search_stock").owner
        configure(address.to_url(), os.environ.get("ELASTICSEARCH_URL") or url)
        for told in measured(most, each):
            print(json.dumps(told), flush=True)
        connection.close()
    return 0


def configure(database: str, elasticsearch: str) -> None:
    """A project with nothing in it but the search."""
    settings.configure(
        SECRET_KEY="measured",  # noqa: S106
        INSTALLED_APPS=["django.contrib.contenttypes", "modelsearch", "bench.search.stock"],
        DATABASES={"default": {**parse(database), "ENGINE": "django.db.backends.postgresql"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        MODELSEARCH_BACKENDS={
            "default": {"BACKEND": "modelsearch.backends.database", "AUTO_UPDATE": False},
            "elasticsearch": {
                "BACKEND": "modelsearch.backends.elasticsearch9",
                "URLS": [elasticsearch],
                "INDEX_PREFIX": "stock_",
                "AUTO_UPDATE": False,
                "TIMEOUT": 60,
            },
        },
    )
    django.setup()


def measured(most: int, each: int) -> Iterator[dict[str, Any]]:
    """nDCG@10 and milliseconds of each backend, way of asking and number of syllables."""
    from modelsearch.backends import get_search_backend

    from bench.search.stock.models import StockArticle

    items = news(new_id(), most)
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.execute("DROP TABLE IF EXISTS stock_stockarticle CASCADE")
        editor.create_model(StockArticle)
    articles = [
        StockArticle(place=place, title=item.title, text=item.text) for place, item in enumerate(items)
    ]
    StockArticle.objects.bulk_create(articles, batch_size=BATCH)
    for name in ("default", "elasticsearch"):
        backend = get_search_backend(name)
        seconds = _index(backend, StockArticle, articles)
        yield {"backend": name, "way": "indexing", "items_per_second": len(articles) / seconds}
        for way, ask in _ways(backend, StockArticle.objects.all()).items():
            for syllables in SYLLABLES:
                asked = known_items(items, each, syllables)
                yield {"backend": name, "way": way, "syllables": syllables, **_asked(ask, asked)}
        if name == "elasticsearch":
            for made in list(backend.es.indices.get(index="stock_*")):
                backend.es.indices.delete(index=made)


def _ways(backend: Any, every: Any) -> dict[str, Callable[[str], list[Any]]]:
    return {
        "search": lambda text: list(backend.search(text, every)[:10]),
        "autocomplete": lambda text: list(backend.autocomplete(text, every)[:10]),
    }


def _index(backend: Any, model: Any, articles: list[Any]) -> float:
    begun = time.perf_counter()
    rebuilder = backend.rebuilder_class(backend.get_index_for_model(model))
    index = rebuilder.start()
    index.add_model(model)
    for start in range(0, len(articles), BATCH):
        index.add_items(model, articles[start : start + BATCH])
    rebuilder.finish()
    return time.perf_counter() - begun


def _asked(ask: Callable[[str], list[Any]], asked: list[tuple[str, int]]) -> dict[str, float]:
    for text, _ in asked[:3]:
        ask(text)
    times, gained = [], []
    for text, place in asked:
        begun = time.perf_counter()
        found = [str(article.pk) for article in ask(text)]
        times.append((time.perf_counter() - begun) * 1000)
        gained.append(measure(found, {str(place): 1}).ndcg)
    return {"ndcg": statistics.mean(gained), "p50": statistics.median(times), "p95": percentile(times, 95)}


if __name__ == "__main__":
    raise SystemExit(main())
