"""What a regulation file refers to: roles, categories, fields and instruments have to exist."""

from __future__ import annotations

from collections.abc import Iterator

from cms.regulation.files import FileRefused, PathPart, Problem, locate, read_model
from cms.regulation.layer_data import platform
from cms.regulation.registers import categories, fields, instruments
from cms.regulation.routing import assigned_role
from cms.regulation.schema import RegulationFile
from cms.regulation.schema_editorial import ApprovalRule

Path = tuple[PathPart, ...]


def check_references(file: RegulationFile) -> list[Problem]:
    """Return what a regulation refers to and what is not there, by the path in the file."""
    return [*_roles(file), *_categories(file), *_legal_bases(file)]


def _known_roles(file: RegulationFile) -> set[str]:
    items = file.parameters.roles.items
    return {role.key for role in (items.items if items else platform().roles)}


def _roles(file: RegulationFile) -> Iterator[Problem]:
    known = _known_roles(file)
    for path, role in _role_references(file):
        if role not in known:
            yield Problem(
                ("parameters", *path),
                f"expected one of the roles of this regulation: {', '.join(sorted(known))}",
                role,
            )


def _role_references(file: RegulationFile) -> Iterator[tuple[Path, str]]:
    given = file.parameters
    default = given.approval.default_approver
    for index, role in enumerate(default.value or () if default else ()):
        yield ("approval", "default_approver", "value", index), role
    for position, rule in enumerate(given.approval.rules.items if given.approval.rules else ()):
        yield from _rule_roles(("approval", "rules", "items", position), rule)
    single = (
        (("qa", "receiver"), given.qa.receiver),
        (("secrecy", "check_by"), given.secrecy.check_by),
        (("meetings", "extraordinary_by"), given.meetings.extraordinary_by),
        (("orientation", "by"), given.orientation.by),
        (("operations", "password_theft_report_to"), given.operations.password_theft_report_to),
    )
    for place, leaf in single:
        if leaf and leaf.value is not None:
            yield (*place, "value"), leaf.value


def _rule_roles(path: Path, rule: ApprovalRule) -> Iterator[tuple[Path, str]]:
    for index, role in enumerate(rule.approver):
        yield (*path, "approver", index), role
    for name in ("field", "column"):
        condition = getattr(rule.match, name)
        if isinstance(condition, str):
            yield (*path, "match", name), assigned_role(condition)


def _categories(file: RegulationFile) -> Iterator[Problem]:
    listed = file.parameters.content.categories
    for index, entry in enumerate(listed.items if listed else ()):
        if entry.key not in categories():
            path = ("parameters", "content", "categories", "items", index, "key")
            yield Problem(path, "expected a category of categories.yaml", entry.key)
    rules = file.parameters.approval.rules
    for position, rule in enumerate(rules.items if rules else ()):
        for index, name in enumerate(rule.match.field if isinstance(rule.match.field, tuple) else ()):
            if name not in fields():
                place: Path = ("parameters", "approval", "rules", "items", position, "match", "field", index)
                yield Problem(place, "expected a field of fields.yaml", name)


def _legal_bases(file: RegulationFile) -> Iterator[Problem]:
    listed = file.parameters.legal_bases.items
    for index, entry in enumerate(listed.items if listed else ()):
        if entry.key not in instruments():
            path = ("parameters", "legal_bases", "items", "items", index, "key")
            yield Problem(path, "expected an instrument of instruments.yaml", entry.key)


def read_regulation(text: str, name: str) -> RegulationFile:
    """Return a regulation file as the typed model, with everything it refers to checked.

    Args:
        text: the file's YAML.
        name: what it is called in messages.

    Raises:
        FileRefused: with every problem's key path, line, what was expected and what stands there.
    """
    file = read_model(text, RegulationFile, name)
    problems = check_references(file)
    if problems:
        raise FileRefused(name, locate(problems, text))
    return file
