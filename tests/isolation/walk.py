"""Walking both twins, a request here and the same there, and looking for what is not theirs."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import Resolver404, resolve
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from tests.isolation.routes import Route
from tests.isolation.twins import Twin

QUERIES = ("", "?q=xã", "?export=csv", "?export=xlsx")
OF_THE_API = ("", "?q=xã", "?page=1&page_size=5", "?format=json")
LISTING = 2
"""Addresses of a route without arguments are lists, searches, choosers and reports: asked in every way. Others once."""


@dataclass
class Findings:
    """What a walk saw."""

    leaks: list[str] = field(default_factory=list)
    asked: int = 0
    shown: int = 0
    unaddressed: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def walk(
    twins: tuple[Twin, Twin],
    clients: tuple[Client, Client],
    routes: Iterable[Route],
    who: str,
    *,
    in_every_way: bool = True,
) -> Findings:
    """Ask every address at both twins, alternately, so that whatever one leaves behind meets the other.

    Parameters: `in_every_way` whether lists are also searched and exported, which is the same for every role that sees them.
    """
    found = Findings()
    for route in routes:
        if not route.paths:
            found.unaddressed.append(route.pattern)
        for path in _questions(route, in_every_way):
            for own, other, client in ((twins[0], twins[1], clients[0]), (twins[1], twins[0], clients[1])):
                answer = _ask(client, own, path, found)
                found.asked += 1
                if answer is None:
                    continue
                mine, theirs = (
                    (own.file_traces, other.file_traces)
                    if path.startswith("/media/")
                    else (own.traces, other.traces)
                )
                found.shown += any(trace in answer for trace in mine[:1])
                if trace := next((trace for trace in theirs if trace in answer), None):
                    at = answer.find(trace)
                    around = answer[max(0, at - 60) : at + 60].decode(errors="replace")
                    found.leaks.append(f"{who} at {own.host}{path}: …{around}…")
    return found


def _questions(route: Route, in_every_way: bool) -> Iterator[str]:
    many = len(route.paths) == 1 and in_every_way
    for path in route.paths:
        known = OF_THE_API if "/api/" in path else QUERIES
        queries = known if many else known[:1]
        yield from (path + query for query in queries if "export" not in query or _may_export(path))


def _may_export(path: str) -> bool:
    """Whether the view behind an address knows exports; one that is no class of its own may know anything."""
    try:
        view: Any = getattr(resolve(path).func, "view_class", None)
    except Resolver404:
        return True
    return view is None or issubclass(view, SpreadsheetExportMixin)


def _ask(client: Client, twin: Twin, path: str, found: Findings) -> bytes | None:
    """The answer as bytes, headers among them; None where there is none to look at."""
    try:
        answer = client.get(path, headers={"host": twin.host, "x-requested-with": "XMLHttpRequest"} if "chooser" in path
                            else {"host": twin.host})  # fmt: skip
    except Exception as error:
        found.faults.append(f"{path}: {type(error).__name__}: {str(error)[:120]}")
        return None
    headers = "\n".join(f"{name}: {value}" for name, value in answer.items()).encode()
    return headers + b"\n" + _body(answer)


def _body(answer: Any) -> bytes:
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if data[:2] == b"PK":  # a spreadsheet
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return b"\n".join(archive.read(name) for name in archive.namelist())
    return bytes(data)
