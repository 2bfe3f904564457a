"""Which words the code asks gettext for: read from the source itself, so that no gettext tools are needed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

CALLS = {
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "npgettext",
    "npgettext_lazy",
}
SKIPPED = {"migrations", "tests", "locale"}

# Django's template tags: {% translate "…" %}, _("…") as an argument, {% blocktranslate %}…{% endblocktranslate %}.
TRANSLATE = re.compile(r"""{%\s*trans(?:late)?\s+(?P<quote>["'])(?P<text>.+?)(?P=quote)""")
ARGUMENT = re.compile(r"""\b_\((?P<quote>["'])(?P<text>.+?)(?P=quote)\)""")
BLOCK = re.compile(
    r"{%\s*blocktrans(?:late)?\b(?P<options>[^%]*)%}(?P<text>.*?){%\s*endblocktrans(?:late)?\s*%}", re.DOTALL
)
PLURAL = re.compile(r"{%\s*plural\s*%}")
VARIABLE = re.compile(r"{{\s*([\w.]+)(?:\|[^}]*)?\s*}}")


def messages_of(app: Path) -> set[str]:
    """Return the messages (singular) that an app's Python and templates ask for in Django's catalogue."""
    found: set[str] = set()
    for path in app.rglob("*"):
        if SKIPPED & set(path.relative_to(app).parts):
            continue
        if path.suffix == ".py":
            found.update(_of_python(path.read_text(encoding="utf-8")))
        elif path.suffix in {".html", ".txt"}:
            found.update(_of_template(path.read_text(encoding="utf-8")))
    return found


def _of_python(source: str) -> Iterator[str]:
    """Yield what is given to the functions of `django.utils.translation`, under whatever name they were imported."""
    tree = ast.parse(source)
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names.update(
                {alias.asname or alias.name: alias.name for alias in node.names if alias.name in CALLS}
            )
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names):
            continue
        position = 1 if "pgettext" in names[node.func.id] else 0
        if (
            len(node.args) > position
            and isinstance(text := node.args[position], ast.Constant)
            and isinstance(text.value, str)
        ):
            yield text.value


def _of_template(source: str) -> Iterator[str]:
    for pattern in (TRANSLATE, ARGUMENT):
        for match in pattern.finditer(source):
            yield match["text"]
    for match in BLOCK.finditer(source):
        text = PLURAL.split(match["text"])[0]
        if "trimmed" in match["options"]:
            text = " ".join(line.strip() for line in text.strip().splitlines())
        yield VARIABLE.sub(r"%(\1)s", text.replace("%", "%%"))
