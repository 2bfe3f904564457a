"""How fast and how exact search is: `make bench-search`. Small unless `ITEMS` says otherwise; `ITEMS=34000` is the record.

Every answer is measured with facets and highlights, Elasticsearch without its request cache and without a merge by
hand, while another process indexes ten items a second. Prints a table, writes var/bench/search.json, and ends with 1
where a bar is not held. `EACH` is the number of queries of each kind.
"""

import os
import sys

import django


def main() -> int:
    """Measure both engines, or those named; 1 where a bar is not held."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.demo")
    os.environ.setdefault("PORTAL_SECRET_KEY", "measured")
    django.setup()
    from bench.search.run import run  # models can be imported only now

    names = sys.argv[1:] or ["elasticsearch", "postgres"]
    return run(names, int(os.environ.get("ITEMS", "1000")), int(os.environ.get("EACH", "50")))


if __name__ == "__main__":
    raise SystemExit(main())
