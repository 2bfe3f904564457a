"""The content that ships with the demo: complete, well-formed, and what each regulation asks for."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from cms.demo import content_vocabulary
from cms.demo.content_schema import (
    CONTENT_FOLDER,
    Article,
    ContactEntry,
    ImageBlock,
    LegalDocument,
    ListBlock,
    Paragraph,
    PortalContent,
    StaticPage,
    Table,
    load_content,
)
from cms.demo.content_vocabulary import DocumentStatus

REGULATIONS = CONTENT_FOLDER.parent.parent / "regulation" / "data"
FILES = sorted(path.stem for path in CONTENT_FOLDER.glob("*.yaml"))
COMMUNES = ["quang-phu", "tan-cuong", "thanh-dong", "thong-nhat"]
CODES = {
    "quang-phu": "16522",
    "thanh-dong": "10507",
    "tan-cuong": "05503",
    "thong-nhat": "06577",
    "nhu-xuan": "402",
    "thanh-hoa": "38",
    "hai-phong": "31",
    "thai-nguyen": "19",
    "lang-son": "20",
}
# What citizens send, not what the board writes: these have forms of their own.
INTERACTIVE = {"qa", "petitions", "nd42_art7_8"}
PLACEHOLDERS = re.compile(
    r"lorem|ipsum|\btodo\b|\btbd\b|xxx|\[\.\.\.\]|\?\?\?|placeholder|nội dung mẫu", re.IGNORECASE
)
TODAY = date(2026, 11, 21)  # the day the demo's content pretends to be written


@cache
def content(name: str) -> PortalContent:
    return load_content(CONTENT_FOLDER / f"{name}.yaml")


def texts_in(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from texts_in(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts_in(value)


def words(item: Article | StaticPage) -> int:
    total = 0
    for block in item.body:
        if isinstance(block, Paragraph):
            parts = [block.html]
        elif isinstance(block, ListBlock):
            parts = block.items
        elif isinstance(block, Table):
            parts = [cell for row in block.rows for cell in row]
        elif isinstance(block, ImageBlock):
            parts = []
        else:
            parts = [block.text]
        total += sum(len(re.sub(r"<[^>]+>", "", part).split()) for part in parts)
    return total


def named_by_the_regulation(name: str) -> set[str]:
    regulation = yaml.safe_load((REGULATIONS / f"{name}.yaml").read_text(encoding="utf-8"))

    def find(node: Any) -> list[dict[str, Any]] | None:
        if not isinstance(node, dict):
            return None
        here = node.get("content")
        if isinstance(here, dict) and "categories" in here:
            return list(here["categories"]["items"])
        return next((found for value in node.values() if (found := find(value))), None)

    found = find(regulation)
    assert found, f"{name}: the regulation names no categories"
    return {item["key"] for item in found}


def test_every_portal_of_the_demo_has_content() -> None:
    assert set(FILES) == set(CODES)


@pytest.mark.parametrize("name", FILES)
class TestEveryFile:
    def test_is_for_the_portal_it_is_named_after(self, name: str) -> None:
        assert content(name).portal.slug == name
        assert content(name).portal.code == CODES[name]

    def test_is_in_unicode_nfc(self, name: str) -> None:
        source = (CONTENT_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
        assert unicodedata.is_normalized("NFC", source)

    def test_has_no_placeholder_left(self, name: str) -> None:
        data = yaml.safe_load((CONTENT_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
        left = [text for text in texts_in(data) if PLACEHOLDERS.search(text)]
        assert left == []

    def test_describes_every_picture_in_a_sentence(self, name: str) -> None:
        for picture in content(name).pictures():
            assert len(picture.alt.split()) >= 6, f"{picture.key}: {picture.alt!r}"
            assert picture.credit

    def test_describes_a_picture_and_not_the_article(self, name: str) -> None:
        for article in content(name).articles:
            if article.image:
                assert article.image.alt not in (article.title, article.summary), article.key

    def test_has_one_lead_article(self, name: str) -> None:
        assert sum(article.lead for article in content(name).articles) == 1

    def test_leads_with_a_picture(self, name: str) -> None:
        assert all(article.image for article in content(name).articles if article.lead)

    def test_has_eight_items_or_more(self, name: str) -> None:
        assert len(content(name).articles) + len(content(name).documents) >= 8

    def test_repeats_no_title(self, name: str) -> None:
        titles = [item.title for item in (*content(name).articles, *content(name).pages)]
        assert len(titles) == len(set(titles))

    def test_names_no_real_mailbox(self, name: str) -> None:
        source = (CONTENT_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
        hosts = set(re.findall(r"[\w.]+@([\w.-]+)", source))
        assert hosts, "an address to write to is expected"
        assert all(host.rstrip(".").endswith(".example") for host in hosts), hosts

    def test_dates_documents_in_order(self, name: str) -> None:
        for document in content(name).documents:
            if document.effective_on:
                assert document.effective_on >= document.issued_on, document.key

    def test_gives_every_document_a_text_worth_opening(self, name: str) -> None:
        for document in content(name).documents:
            for file in document.files:
                assert len(file.text.split()) >= 80, f"{document.key}: {file.title}"
                assert file.text.count("\n\n") >= 3, f"{document.key}: {file.title}"


@pytest.mark.parametrize("name", COMMUNES)
class TestActiveCommunes:
    def test_cover_every_category_of_their_regulation(self, name: str) -> None:
        there = {str(category) for category in content(name).categories()}
        assert named_by_the_regulation(name) - INTERACTIVE - there == set()

    def test_give_articles_and_documents_no_category_their_regulation_does_not_name(self, name: str) -> None:
        written: list[Article | LegalDocument] = [*content(name).articles, *content(name).documents]
        foreign = {item.key: str(item.category) for item in written}
        named = named_by_the_regulation(name)
        assert {key: category for key, category in foreign.items() if category not in named} == {}

    def test_have_as_many_items_as_the_demo_promises(self, name: str) -> None:
        assert len(content(name).articles) >= 18
        assert len(content(name).documents) >= 6
        assert content(name).pages
        assert content(name).contacts

    def test_leave_no_section_of_the_menu_empty(self, name: str) -> None:
        portal = content(name)
        used = {item.section for item in portal.items()}
        for section in portal.sections:
            below = {found.key for found in section.walk()}
            assert below & used, section.key

    @pytest.mark.parametrize("at_least", [250])
    def test_write_articles_of_substance(self, name: str, at_least: int) -> None:
        lengths = {item.key: words(item) for item in (*content(name).articles, *content(name).pages)}
        assert {key: length for key, length in lengths.items() if not at_least <= length <= 650} == {}

    def test_tell_of_events_of_the_season_and_none_to_come(self, name: str) -> None:
        for article in content(name).articles:
            assert datetime(2026, 7, 1) <= article.event_at < datetime(2026, 11, 21), article.key

    def test_issue_documents_before_today(self, name: str) -> None:
        assert all(document.issued_on < TODAY for document in content(name).documents)

    def test_number_documents_by_their_kind(self, name: str) -> None:
        signs = {
            "quyet-dinh": "/QĐ-",
            "ke-hoach": "/KH-",
            "thong-bao": "/TB-",
            "bao-cao": "/BC-",
            "cong-van": "/UBND-",
            "nghi-quyet": "/NQ-",
            "to-trinh": "/TTr-",
            "giay-moi": "/GM-",
        }
        for document in content(name).documents:
            assert signs[document.kind] in document.number, document.key

    def test_call_no_document_in_force_that_is_not_yet(self, name: str) -> None:
        for document in content(name).documents:
            if document.effective_on and document.effective_on > TODAY:
                assert document.status is DocumentStatus.NOT_YET, document.key

    def test_list_people_once_and_with_numbers_that_ring_nowhere(self, name: str) -> None:
        entries: list[ContactEntry] = [
            entry for page in content(name).contacts for group in page.groups for entry in group.entries
        ]
        assert len({(entry.name, entry.position) for entry in entries}) == len(entries)
        assert all(re.fullmatch(r"0\d{3} 000 0\d{3}", entry.phone) for entry in entries)

    def test_cite_phone_numbers_in_the_fictional_form_only(self, name: str) -> None:
        source = (CONTENT_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
        numbers = re.findall(r"\b0\d{3}[ .]\d{3}[ .]\d{3,4}\b", source)
        assert numbers
        assert {number for number in numbers if not re.fullmatch(r"0\d{3} 000 0\d{3}", number)} == set()


def test_no_paragraph_is_shared_by_two_portals() -> None:
    seen: dict[str, str] = {}
    for name in FILES:
        for item in (*content(name).articles, *content(name).pages):
            for block in item.body:
                if isinstance(block, Paragraph):
                    assert seen.setdefault(block.html, name) == name, block.html[:80]


@pytest.mark.parametrize(
    ("vocabulary", "register"),
    [(content_vocabulary.Category, "categories"), (content_vocabulary.Subject, "fields")],
)
def test_content_speaks_the_words_of_the_registers(vocabulary: Any, register: str) -> None:
    entries = yaml.safe_load((REGULATIONS / f"{register}.yaml").read_text(encoding="utf-8"))[register]
    assert {str(word) for word in vocabulary} <= {entry["key"] for entry in entries}


def test_files_hold_no_path_of_a_machine() -> None:
    for path in CONTENT_FOLDER.glob("*.yaml"):
        assert str(Path.home()) not in path.read_text(encoding="utf-8")
