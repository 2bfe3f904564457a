"""Vietnamese: every catalogue is complete and compiles, every word that the code asks for is in one, and no two contradict each other."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import polib
import pytest

from cms.translations import catalogues, compile_catalogue
from tenants.state import CHECKOUT
from tests.support.messages import messages_of

CATALOGUES = list(catalogues(CHECKOUT))
DJANGO = [path for path in CATALOGUES if path.name == "django.po"]
OF_WAGTAIL = CHECKOUT / "cms" / "locale" / "vi" / "LC_MESSAGES" / "django.po"
APPS = sorted({path.parents[3] for path in DJANGO} - {CHECKOUT / "cms"})
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!{){\w+(?:![rsa])?}(?!})")
# Whose words the project's own catalogue says in Vietnamese.
TRANSLATED = (
    "django.conf",
    "django.contrib.auth",
    "wagtail",
    "wagtail.admin",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.users",
    "wagtail.contrib.table_block",
)
# English words that are Vietnamese too.
SAME = {"Website", "Video", "URL", "RSS", "Email", "webhook"}


def name(path: Path) -> str:
    return str(path.relative_to(CHECKOUT))


def entries(path: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


def forms(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize("path", CATALOGUES, ids=name)
class TestCatalogue:
    def test_is_complete(self, path: Path) -> None:
        assert [entry.msgid for entry in entries(path) if not entry.translated()] == []

    def test_has_nothing_unsure(self, path: Path) -> None:
        assert [entry.msgid for entry in entries(path) if entry.fuzzy] == []

    def test_says_each_thing_once(self, path: Path) -> None:
        keys = [(entry.msgctxt, entry.msgid) for entry in entries(path)]
        assert sorted(key for key in set(keys) if keys.count(key) > 1) == []

    def test_keeps_what_is_filled_in(self, path: Path) -> None:
        """A translation may leave a value out; it may not ask for one that is not given."""
        wrong = {
            entry.msgid: form
            for entry in entries(path)
            for form in forms(entry)
            if set(PLACEHOLDER.findall(form)) - set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        }
        assert wrong == {}

    def test_is_vietnamese(self, path: Path) -> None:
        same = [
            entry.msgid for entry in entries(path) if entry.msgstr == entry.msgid and entry.msgid not in SAME
        ]
        assert [text for text in same if re.search(r"[a-z]{4}", PLACEHOLDER.sub("", text))] == []

    def test_compiles(self, path: Path, tmp_path: Path) -> None:
        copy = tmp_path / path.name
        copy.write_bytes(path.read_bytes())
        assert compile_catalogue(copy)
        assert len(polib.mofile(str(copy.with_suffix(".mo")))) == len(entries(path))


@pytest.mark.parametrize("app", APPS, ids=name)
def test_everything_that_an_app_says_is_in_its_catalogue(app: Path) -> None:
    known = {entry.msgid for entry in entries(app / "locale" / "vi" / "LC_MESSAGES" / "django.po")}
    assert sorted(messages_of(app) - known) == []


@pytest.mark.parametrize("app", APPS, ids=name)
def test_a_catalogue_has_nothing_that_its_app_no_longer_says(app: Path) -> None:
    known = {entry.msgid for entry in entries(app / "locale" / "vi" / "LC_MESSAGES" / "django.po")}
    assert sorted(known - messages_of(app)) == []


def test_templates_of_the_project_say_what_some_catalogue_has() -> None:
    known = {entry.msgid for path in DJANGO for entry in entries(path)}
    assert sorted(messages_of(CHECKOUT / "cms" / "templates") - known) == []


def test_no_two_catalogues_contradict_each_other() -> None:
    """Django merges them into one: an app's word would turn up in another app's screen."""
    said: dict[tuple[str | None, str], dict[str, str]] = {}
    for path in DJANGO:
        for entry in entries(path):
            said.setdefault((entry.msgctxt, entry.msgid), {})[name(path)] = forms(entry)[0]
    assert {key: places for key, places in said.items() if len(set(places.values())) > 1} == {}


def test_words_of_wagtail_and_django_are_still_theirs() -> None:
    """A word that a new version no longer says is dead weight, and its replacement stays English."""
    said: set[str] = set()
    for package in TRANSLATED:
        spec = find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        source = Path(spec.origin).parent / "locale" / "en" / "LC_MESSAGES" / "django.po"
        said.update(entry.msgid for entry in polib.pofile(str(source)))
    of_templates = messages_of(CHECKOUT / "cms" / "templates")
    assert sorted({entry.msgid for entry in entries(OF_WAGTAIL)} - said - of_templates) == []
