"""The start-up check that a database keeps Vietnamese letters.

A database whose character type is `C` stores Vietnamese well enough, and silently loses it in search: it does
not lower-case `Đ`, and pg_trgm drops every letter with a mark (measured, PostgreSQL 15 and 18). Such a
database is refused before anything is written into it.
"""

from typing import Any, Protocol

VOWELS = "AÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬEÈÉẺẼẸÊỀẾỂỄỆIÌÍỈĨỊOÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢUÙÚỦŨỤƯỪỨỬỮỰYỲÝỶỸỴ"
ALPHABET = "BCDĐGHKLMNPQRSTVX" + VOWELS
WORD = "ĐƯỜNG"  # five letters, of which three have marks; pg_trgm makes one trigram more than letters


class LettersLost(RuntimeError):
    """The database loses Vietnamese letters; the message says which and how to make one that does not."""


class Cursor(Protocol):
    """What the check needs of a database cursor: psycopg2's and Django's both have it."""

    def execute(self, sql: Any, params: Any = None, /) -> Any:
        """Run a statement."""

    def fetchone(self) -> Any:
        """The next row."""


def refuse_lost_letters(cursor: Cursor) -> None:
    """Check the database that the cursor is connected to; pg_trgm is checked where it is installed.

    Raises:
        LettersLost: the encoding is not UTF-8, changing case goes wrong, or trigrams lose a letter.
    """
    cursor.execute(
        "SELECT datname, pg_encoding_to_char(encoding), datctype, datcollate FROM pg_database"
        " WHERE datname = current_database()"
    )
    name, encoding, character_type, _ = cursor.fetchone()
    found = f"database {name} (encoding {encoding}, character type {character_type})"
    if encoding != "UTF8":
        raise LettersLost(_sentence(found, "does not store Vietnamese"))
    cursor.execute("SELECT lower(%s), upper(%s)", [ALPHABET, ALPHABET.lower()])
    lowered, raised = cursor.fetchone()
    if lowered != ALPHABET.lower() or raised != ALPHABET:
        wrong = (upper for upper, lower in zip(ALPHABET, lowered, strict=False) if upper.lower() != lower)
        lost = next(wrong, "every letter back")
        raise LettersLost(_sentence(found, f"does not lower-case {lost}"))
    if not _trigrams_keep_letters(cursor):
        raise LettersLost(_sentence(found, f"loses letters of {WORD} in trigrams"))


def _trigrams_keep_letters(cursor: Cursor) -> bool:
    cursor.execute(
        "SELECT quote_ident(nspname) FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace"
        " WHERE extname = 'pg_trgm'"
    )
    row = cursor.fetchone()
    if row is None:
        return True
    trigrams = f"{row[0]}.show_trgm"
    cursor.execute(
        f"SELECT cardinality({trigrams}(%s)), {trigrams}(%s) = {trigrams}(%s)", [WORD, WORD, WORD.lower()]
    )
    return bool(cursor.fetchone() == (len(WORD) + 1, True))


def _sentence(found: str, fault: str) -> str:
    return (
        f"The {found} {fault}. Make one that keeps Vietnamese: CREATE DATABASE … TEMPLATE template0 "
        "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8', from PostgreSQL 17 on with LOCALE_PROVIDER "
        "builtin BUILTIN_LOCALE 'C.UTF-8'."
    )
