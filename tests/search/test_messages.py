"""What the search room says to people: all of it in Vietnamese."""

import ast
import re

import polib

from tenants.state import CHECKOUT

FOLDER = CHECKOUT / "search"
NAMES = {"_", "gettext_lazy"}
TAG = re.compile(r"""\{% translate (["'])(.+?)\1|_\("([^"]+)"\)""")
BLOCK = re.compile(r"\{% blocktranslate %\}(.+?)\{% endblocktranslate %\}")


def said() -> set[str]:
    """The texts given to `_()` anywhere in the room, and those of its templates."""
    texts: set[str] = set()
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMES:
                assert isinstance(node.args[0], ast.Constant), path
                texts.add(str(node.args[0].value))
    for path in FOLDER.rglob("*.html"):
        template = path.read_text("utf-8")
        texts |= {match[2] or match[3] for match in TAG.finditer(template)}
        texts |= {re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", block) for block in BLOCK.findall(template)}
    return texts


def test_every_text_is_translated_and_nothing_else() -> None:
    catalogue = polib.pofile(str(FOLDER / "locale/vi/LC_MESSAGES/django.po"))
    assert {entry.msgid for entry in catalogue if entry.translated()} == said()
