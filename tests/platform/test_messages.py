"""What the demo's supervisor says: all of it in Vietnamese, with the same places to fill."""

import ast
import string
from pathlib import Path

import polib
import pytest

from tenants.state import CHECKOUT

FOLDER = CHECKOUT / "cms/demo"
CATALOGUE = polib.pofile(str(FOLDER / "locale/vi/LC_MESSAGES/supervisor.po"))
MODULES = ("plan.py", "processes.py", "supervisor.py")


def messages(module: Path) -> set[str]:
    """The texts given to `_()` in a module."""
    calls = [node for node in ast.walk(ast.parse(module.read_text("utf-8"))) if isinstance(node, ast.Call)]
    return {
        str(call.args[0].value)
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "_" and isinstance(call.args[0], ast.Constant)
    }


def places(text: str) -> set[str | None]:
    return {name for _literal, name, _form, _conversion in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("module", MODULES)
def test_every_message_is_translated(module: str) -> None:
    known = {entry.msgid for entry in CATALOGUE if entry.translated()}
    found = messages(FOLDER / module)
    assert found
    assert found <= known


def test_nothing_is_translated_that_is_not_said() -> None:
    said = set().union(*(messages(FOLDER / module) for module in MODULES))
    assert {entry.msgid for entry in CATALOGUE} <= said


@pytest.mark.parametrize("entry", list(CATALOGUE), ids=lambda entry: entry.msgid[:30])
def test_the_places_to_fill_are_the_same(entry: polib.POEntry) -> None:
    assert places(entry.msgid) == places(entry.msgstr)
