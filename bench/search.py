"""How fast and how exact search is: `make bench-search`. Small unless `ITEMS` says otherwise; `ITEMS=34000` is the record.

Every answer is measured with facets and highlights, Elasticsearch without its request cache and without a merge by
hand, while ten items a second are indexed. Prints a table, writes var/bench/search.json, and ends with 1 where a bar
of the record is not held.
"""

import os

import django


def main() -> int:
    """Measure both engines, or those named; 1 where a bar of the record is not held."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.demo")
    os.environ.setdefault("PORTAL_SECRET_KEY", "measured")
    django.setup()
    from bench.search_figures import run  # models can be imported only now

    return run()


if __name__ == "__main__":
    raise SystemExit(main())
