"""Reading the room's YAML files: keys that stand twice are refused, dates stay text, and every problem knows
its line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

DATA = Path(__file__).parent / "data"
ModelT = TypeVar("ModelT", bound=BaseModel)
PathPart = str | int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file: where, what was expected, what stands there."""

    path: tuple[PathPart, ...]
    expected: str
    found: str = ""
    line: int | None = None

    @property
    def key_path(self) -> str:
        """Return the path as people write it: `parameters.approval.rules.items[2].approver`."""
        text = ""
        for part in self.path:
            text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
        return text

    def __str__(self) -> str:
        where = self.key_path or "(file)"
        line = f" (line {self.line})" if self.line else ""
        found = f"; found {self.found}" if self.found else ""
        return f"{where}{line}: {self.expected}{found}"


class FileRefused(ValueError):
    """A file that does not follow its model; nothing of it may be used."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        self.name = name
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{name}: {problem}" for problem in problems))


if TYPE_CHECKING:
    SafeLoader = yaml.SafeLoader
else:  # the C parser is ten times faster; it is not on every machine
    SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(SafeLoader):
    """YAML without surprises: no dates, no repeated keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable) or key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands here twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def parse_yaml(text: str, name: str) -> Any:
    """Return the plain data of a YAML text.

    Raises:
        FileRefused: the text is not YAML, or a key stands twice; `name` is how the file is called in the
            message.
    """
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader with stricter keys
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        detail = str(getattr(error, "problem", None) or error)
        raise FileRefused(
            name, [Problem((), "expected YAML", detail, None if mark is None else mark.line + 1)]
        ) from error


def read_model(text: str, model: type[ModelT], name: str) -> ModelT:
    """Return the file's content as `model`.

    Raises:
        FileRefused: with every problem's key path, line, and what was expected.
    """
    data = parse_yaml(text, name)
    nulls = [
        Problem(path, "expected a value, or no such key at all: silence is absence") for path in _nulls(data)
    ]
    if nulls:
        raise FileRefused(name, locate(nulls, text))
    try:
        return model.model_validate_json(json.dumps(data, ensure_ascii=False))
    except (TypeError, ValidationError) as error:
        if not isinstance(error, ValidationError):
            raise FileRefused(
                name, [Problem((), f"expected plain text, numbers and lists; {error}")]
            ) from error
        raise FileRefused(name, locate(problems_of(error, data), text)) from error


def _nulls(data: Any, path: tuple[PathPart, ...] = ()) -> Iterator[tuple[PathPart, ...]]:
    if data is None and path:
        yield path
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _nulls(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _nulls(value, (*path, index))


def problems_of(error: ValidationError, data: Any) -> list[Problem]:
    """Translate pydantic's findings into problems with the path as it stands in the file, not in the
    model."""
    problems: dict[tuple[PathPart, ...], Problem] = {}
    for detail in error.errors(include_url=False):
        path = _path_in(data, detail["loc"])
        problem = Problem(path, _expected(detail), _shown(detail.get("input"), detail["type"]))
        earlier = problems.get(path)
        if earlier is None:
            problems[path] = problem
        elif problem.expected not in earlier.expected:
            problems[path] = Problem(path, f"{earlier.expected}, or {problem.expected}", earlier.found)
    return list(problems.values())


def _path_in(data: Any, location: tuple[PathPart, ...]) -> tuple[PathPart, ...]:
    """Keep of a model's location what exists in the data (names of union members do not) and a missing last
    key."""
    path: list[PathPart] = []
    here = data
    for position, part in enumerate(location):
        if (isinstance(here, dict) and part in here) or (
            isinstance(here, list) and isinstance(part, int) and part < len(here)
        ):
            here = here[part]  # type: ignore[index]
            path.append(part)
        elif position == len(location) - 1 and isinstance(here, dict):
            path.append(part)
    return tuple(path)


_EXPECTED = {
    "extra_forbidden": "a key that is not known here; expected one of the keys of the JSON Schema",
    "missing": "expected, and missing",
    "string_pattern_mismatch": "expected text of the form {pattern}",
    "string_type": "expected text",
    "bool_type": "expected true or false",
    "int_type": "expected a whole number",
    "tuple_type": "expected a list",
    "enum": "expected {expected}",
    "literal_error": "expected {expected}",
    "greater_than_equal": "expected {ge} or more",
    "less_than_equal": "expected {le} or less",
}


def _expected(detail: Any) -> str:
    template = _EXPECTED.get(detail["type"])
    if template is None:
        return str(detail["msg"])
    return template.format(**detail.get("ctx", {}))


def _shown(value: Any, kind: str) -> str:
    if kind == "missing" or isinstance(value, (dict, list)):
        return ""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else text[:77] + "…"


def locate(problems: Sequence[Problem], text: str) -> list[Problem]:
    """Return the problems with the line at which each stands in the YAML text."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    return [
        Problem(problem.path, problem.expected, problem.found, _line(root, problem.path))
        for problem in problems
    ]


def _line(node: yaml.Node | None, path: tuple[PathPart, ...]) -> int | None:
    if node is None:
        return None
    line = node.start_mark.line + 1
    for part in path:
        if isinstance(node, yaml.MappingNode):
            entry = next(((key, value) for key, value in node.value if key.value == str(part)), None)
            if entry is None:
                break
            line, node = entry[0].start_mark.line + 1, entry[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line


def read_data(name: str, model: type[ModelT]) -> ModelT:
    """Return one of the room's own data files (`data/<name>`) as `model`."""
    return read_model((DATA / name).read_text(encoding="utf-8"), model, name)


def digest(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
