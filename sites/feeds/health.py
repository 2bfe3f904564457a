"""`/health/`: whether the reading process can do its work. For load balancers and watchers, so on any host."""

import json
import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from sites.api.read import read_only
from sites.api.scopes import READER
from sites.releases import changes

Reporter = Callable[[], dict[str, object]]
_reporters: dict[str, Reporter] = {}

logger = logging.getLogger(__name__)

MOST_LAG = timedelta(seconds=60)
"""Changes wait for their position for milliseconds; after a minute something is wrong with the sweep too."""


def register_reporter(name: str, reporter: Reporter) -> None:
    """Let a room above tell of itself in `/health/`, under a name of its own; what it tells changes no status."""
    _reporters[name] = reporter


@read_only
def health(request: HttpRequest) -> HttpResponse:
    """200 where the database answers and the change feed moves, else 503 with what does not."""
    try:
        feed = changes.state(using=READER)
    except (DatabaseError, InterfaceError) as error:
        logger.warning("The database does not answer: %s", error)
        return _report({"status": "error", "database": "unavailable"}, 503)
    lag = (timezone.now() - feed.waiting_since) if feed.waiting_since else timedelta()
    stuck = lag > MOST_LAG
    report: dict[str, object] = {
        "status": "error" if stuck else "ok",
        "database": "ok",
        "changes": {
            "last": feed.last,
            "waiting": feed.waiting,
            "lag_seconds": round(max(lag.total_seconds(), 0.0), 1),
        },
    }
    report.update({name: reporter() for name, reporter in _reporters.items()})
    return _report(report, 503 if stuck else 200)


def _report(report: dict[str, object], status: int) -> HttpResponse:
    response = HttpResponse(json.dumps(report), status=status, content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response
