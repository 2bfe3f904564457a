"""What the search room says to people: all of it in Vietnamese."""

import ast

import polib

from tenants.state import CHECKOUT

FOLDER = CHECKOUT / "search"


def said() -> set[str]:
    """The texts given to `_()` anywhere in the room."""
    texts: set[str] = set()
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                assert isinstance(node.args[0], ast.Constant), path
                texts.add(str(node.args[0].value))
    return texts


def test_every_text_is_translated_and_nothing_else() -> None:
    catalogue = polib.pofile(str(FOLDER / "locale/vi/LC_MESSAGES/django.po"))
    assert {entry.msgid for entry in catalogue if entry.translated()} == said()
