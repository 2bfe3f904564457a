"""Vietnamese for the English message ids in code and templates, read from the `.po` file at start."""

import gettext
from functools import cache
from pathlib import Path

import polib

LOCALE = Path(__file__).parent / "locale"


class Catalogue(gettext.NullTranslations):
    """The messages of one `.po` file; what it lacks is shown as written in the code."""

    def __init__(self, path: Path) -> None:
        """Read `path`, a `.po` file."""
        super().__init__()
        self._messages: dict[str, str] = {}
        self._contextual: dict[tuple[str, str], str] = {}
        for entry in polib.pofile(str(path)):
            # Vietnamese has one plural form.
            text = entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr
            if not text or entry.obsolete:
                continue
            if entry.msgctxt:
                self._contextual[entry.msgctxt, entry.msgid] = text
            else:
                self._messages[entry.msgid] = text

    def gettext(self, message: str) -> str:
        """Return the translation of `message`."""
        return self._messages.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the translation for `n` things; without one, the English form that fits."""
        return self._messages.get(msgid1) or (msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        """Return the translation of `message` in `context`."""
        return self._contextual.get((context, message), message)


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Return the messages of a language; what has no file falls back to the English of the code."""
    path = LOCALE / language / "LC_MESSAGES" / "frontend.po"
    return Catalogue(path) if path.exists() else gettext.NullTranslations()


def translate(message: str) -> str:
    """Return a message in Vietnamese, the language of every portal's own pages."""
    return catalogue("vi").gettext(message)


def mark(message: str) -> str:
    """Return a message as it is, marked for translation where it is shown."""
    return message
