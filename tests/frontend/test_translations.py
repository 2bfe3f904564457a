"""Every string of the front end is there in Vietnamese, and says what the English one says."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from jinja2 import Environment

import frontend
from frontend.translations import Catalogue, catalogue, translate

ROOM = Path(frontend.__file__).parent
PO = polib.pofile(str(ROOM / "locale/vi/LC_MESSAGES/frontend.po"))
PLACE = re.compile(r"%\((\w+)\)s|%%")


def messages_of_templates() -> Iterator[str]:
    """Return the message ids in the templates."""
    templates = Environment(
        extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True, autoescape=True
    )
    templates.newstyle_gettext = True  # type: ignore[attr-defined]
    templates.policies["ext.i18n.trimmed"] = True
    for path in sorted((ROOM / "templates").glob("*.html")):
        for _line, _function, message in templates.extract_translations(path.read_text(encoding="utf-8")):  # type: ignore[attr-defined]
            yield message if isinstance(message, str) else message[0]


def messages_of_code() -> Iterator[str]:
    """Return the message ids in the modules."""
    for path in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                assert isinstance(node.args[0], ast.Constant), f"{path}: a message has to be a literal"
                yield node.args[0].value


def test_every_message_is_translated() -> None:
    known = {entry.msgid for entry in PO if entry.translated()}
    assert sorted({*messages_of_templates(), *messages_of_code()} - known) == []


def test_no_translation_is_left_over() -> None:
    used = {*messages_of_templates(), *messages_of_code()}
    assert sorted(entry.msgid for entry in PO if entry.msgid not in used) == []


@pytest.mark.parametrize("entry", PO, ids=lambda entry: entry.msgid[:40])
def test_a_translation_keeps_places_and_tone(entry: polib.POEntry) -> None:
    text = entry.msgstr or entry.msgstr_plural[0]
    assert sorted(PLACE.findall(entry.msgid)) == sorted(PLACE.findall(text))
    assert sorted(re.findall(r"<[^>]+>", entry.msgid)) == sorted(re.findall(r"<[^>]+>", text))
    assert "!" not in text
    assert not re.search(r"\b[A-ZĐ]{4,}\b(?<!HTML)(?<!WCAG)(?<!UBND)(?<!BTTTT)(?<!Atom)", text)


def test_the_catalogue_falls_back_to_what_is_written() -> None:
    assert translate("Home") == "Trang chủ"
    assert translate("Not in the catalogue") == "Not in the catalogue"


def test_vietnamese_has_one_plural() -> None:
    vietnamese = catalogue("vi")
    assert vietnamese.ngettext("%(shown)s result", "%(shown)s results", 1) == "%(shown)s kết quả"
    assert vietnamese.ngettext("%(shown)s result", "%(shown)s results", 7) == "%(shown)s kết quả"


def test_english_is_what_the_code_says() -> None:
    english = catalogue("en")
    assert english.gettext("Home") == "Home"
    assert english.ngettext("one", "many", 2) == "many"


def test_contexts_and_untranslated_plurals(tmp_path: Path) -> None:
    path = tmp_path / "frontend.po"
    path.write_text(
        'msgctxt "menu"\nmsgid "Home"\nmsgstr "Nhà"\n\nmsgid "Bare"\nmsgstr ""\n', encoding="utf-8"
    )
    small = Catalogue(path)
    assert small.pgettext("menu", "Home") == "Nhà"
    assert small.gettext("Home") == "Home"
    assert small.gettext("Bare") == "Bare"
    assert small.ngettext("one", "many", 1) == "one"
    assert small.ngettext("one", "many", 3) == "many"
