"""Every address the processes answer, made from their URL maps; and what to ask of each."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern

COMBINATIONS = 3
"""Addresses tried of one route with arguments: the same keys lead to rows of both twins."""
NEVER = re.compile(r"^admin/(logout|jsi18n)|^demo/|^admin/userbar|sprite|^admin/styleguide")
"""Leaves the session, or shows nothing of a tenant's: the program's own strings, the demo's mailbox."""


@dataclass
class Samples:
    """Values for the arguments of routes, found in one twin and valid in both."""

    integers: Sequence[int] = ()
    uuids: Sequence[str] = ()
    words: Sequence[str] = ()
    by_name: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    def of(self, name: str, converter: str) -> Sequence[Any]:
        """Values for an argument, by its name if it is known, else by its type."""
        if name in self.by_name:
            return self.by_name[name]
        return {"int": self.integers, "uuid": self.uuids}.get(converter, self.words)


@dataclass(frozen=True)
class Route:
    """A route of the URL map, with the addresses to ask."""

    pattern: str
    paths: tuple[str, ...]


def routes(urlconf: str, samples: Samples) -> list[Route]:
    """All routes of a URL map, in its order; one that cannot be addressed has no paths and is reported by the suite."""
    found = []
    for parts in _leaves(get_resolver(urlconf).url_patterns, ()):
        pattern = "".join(str(part) for part in parts).replace("^", "").replace("$", "")
        if not NEVER.search(pattern):
            found.append(Route(pattern, tuple(dict.fromkeys(_addresses(parts, samples)))))
    return found


def _leaves(patterns: Sequence[Any], above: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from _leaves(entry.url_patterns, (*above, entry.pattern))
        elif isinstance(entry, URLPattern):
            yield (*above, entry.pattern)


def _addresses(parts: tuple[Any, ...], samples: Samples) -> Iterator[str]:
    """Addresses of a route, its arguments filled from the samples and checked against the pattern itself."""
    pieces = [_piece(part, samples) for part in parts]
    names = [name for piece in pieces for name in piece.values]
    values = [value for piece in pieces for value in piece.values.values()]
    for chosen in (
        itertools.islice(zip(*[itertools.cycle(one or [""]) for one in values], strict=False), COMBINATIONS)
        if values
        else [()]
    ):
        given = dict(zip(names, chosen, strict=True))
        path = "/" + "".join(piece.filled(given) for piece in pieces)
        if _resolves(path):
            yield path


@dataclass(frozen=True)
class _Piece:
    template: str
    values: dict[str, Sequence[Any]]

    def filled(self, given: Mapping[str, Any]) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: str(given.get(found.group(1), "")), self.template)


def _piece(part: Any, samples: Samples) -> _Piece:
    if isinstance(part, RoutePattern):
        values = {
            name: samples.of(name, type(converter).__name__.removesuffix("Converter").lower())
            for name, converter in part.converters.items()
        }
        return _Piece(re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(part._route)), values)
    if isinstance(part, RegexPattern):
        return _regex_piece(part._regex, samples)
    return _Piece(str(part), {})


def _regex_piece(regex: str, samples: Samples) -> _Piece:
    values: dict[str, Sequence[Any]] = {}
    text = regex.lstrip("^").rstrip("$").replace(r"\Z", "")
    while found := re.search(r"\((?:\?P<(\w+)>)?((?:[^()]|\([^()]*\))*)\)\??", text):
        name = found.group(1) or f"argument{len(values)}"
        kind = "int" if r"\d" in found.group(2) and "w" not in found.group(2) else "str"
        values[name] = samples.of(name, kind)
        text = text[: found.start()] + "{" + name + "}" + text[found.end() :]
    return _Piece(text.replace("\\", "").replace("?", ""), values)


def _resolves(path: str) -> bool:
    return "//" not in path
