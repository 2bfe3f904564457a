"""The shape of the demo's content files, and their loading.

One YAML file describes the content of one portal. Each file is checked as a whole before anything is built
from it, so that a slip of an author is an error with file, place and what is allowed, not half a portal.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from cms.demo.content_vocabulary import Category, DocumentKind, DocumentStatus, Subject
from cms.demo.pictures.scenes import Scene
from cms.regulation.files import SafeLoader

CONTENT_FOLDER = Path(__file__).parent / "content"
SAPO_LENGTH = 300  # characters; longer ones are cut on cards

ALLOWED_TAGS = {"strong": set[str](), "em": set[str](), "a": {"href"}}
ALLOWED_ADDRESS = re.compile(r"^(https?://|/|#|mailto:|tel:)")


class ContentFileError(ValueError):
    """A content file is not what it should be; the message names file, place and what is allowed."""


class _InlineChecker(HTMLParser):
    """Accepts text with strong, em and links, properly nested, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED_TAGS:
            raise ValueError(f"<{tag}> is not allowed; allowed are {', '.join(ALLOWED_TAGS)}")
        for name, value in attrs:
            if name not in ALLOWED_TAGS[tag]:
                raise ValueError(f"attribute {name} of <{tag}> is not allowed")
            if not ALLOWED_ADDRESS.match(value or ""):
                raise ValueError(f"href {value!r} must begin with http(s)://, /, #, mailto: or tel:")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise ValueError(f"</{tag}> closes nothing that is open")

    def finish(self) -> None:
        self.close()
        if self.open:
            raise ValueError(f"<{self.open[-1]}> is never closed")


def _check_inline(html: str) -> str:
    checker = _InlineChecker()
    checker.feed(html)
    checker.finish()
    return html


def _check_code(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError('a unit code is text: write it in quotes, "05503"')
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Inline = Annotated[Text, AfterValidator(_check_inline)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
UnitCode = Annotated[str, BeforeValidator(_check_code), StringConstraints(pattern=r"^(\d{2}|\d{3}|\d{5})$")]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Picture(_Model):
    """An illustration: one key is one picture in a file, drawn from its scene."""

    key: Key
    scene: Scene
    alt: Text
    credit: Text


class Paragraph(_Model):
    type: Literal["paragraph"]
    html: Inline


class Heading(_Model):
    type: Literal["heading"]
    text: Text


class ListBlock(_Model):
    type: Literal["list"]
    ordered: bool = False
    items: Annotated[list[Inline], Field(min_length=1)]


class Quote(_Model):
    type: Literal["quote"]
    text: Text
    cite: Text | None = None


class Table(_Model):
    type: Literal["table"]
    caption: Text
    header: Annotated[list[Text], Field(min_length=1)]
    rows: Annotated[list[list[str]], Field(min_length=1)]

    @model_validator(mode="after")
    def rows_are_as_wide_as_the_header(self) -> Self:
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.header):
                raise ValueError(f"row {number} has {len(row)} cells, the header has {len(self.header)}")
        return self


class ImageBlock(_Model):
    type: Literal["image"]
    image: Picture
    caption: Text | None = None


class Notice(_Model):
    type: Literal["notice"]
    text: Text


Block = Annotated[
    Paragraph | Heading | ListBlock | Quote | Table | ImageBlock | Notice, Field(discriminator="type")
]
Body = Annotated[list[Block], Field(min_length=1)]


class PortalRef(_Model):
    """Which portal the file is for."""

    code: UnitCode
    slug: Key


class ContactDetails(_Model):
    """What stands in the portal's footer."""

    address: Text
    telephone: Text
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    person_responsible: Text


class Section(_Model):
    """A section (chuyên mục) of the menu with those below it."""

    key: Key
    title: Text
    intro: Text | None = None
    children: "list[Section]" = []

    def walk(self) -> "Iterator[Section]":
        """This section and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


class StaticPage(_Model):
    key: Key
    section: Key
    title: Text
    summary: Annotated[Text, StringConstraints(max_length=SAPO_LENGTH)]
    category: Category
    field: Subject
    body: Body


class ContactEntry(_Model):
    name: Text
    position: Text
    unit: Text
    phone: Text
    email: Text


class ContactGroup(_Model):
    group: Text
    entries: Annotated[list[ContactEntry], Field(min_length=1)]


class ContactDirectory(_Model):
    key: Key
    section: Key
    title: Text
    groups: Annotated[list[ContactGroup], Field(min_length=1)]


class ScheduleEntry(_Model):
    """An entry of a schedule; `weekly` repeats it on its day of the week. Hours are those of the place."""

    public: bool = True
    day: date
    starts: Annotated[str, StringConstraints(pattern=r"^\d{2}:\d{2}$")]
    ends: Annotated[str, StringConstraints(pattern=r"^\d{2}:\d{2}$")] | None = None
    weekly: bool = False
    who: Text
    what: Text
    place: Text


class Schedule(_Model):
    key: Key
    section: Key
    kind: Literal["reception", "leaders", "events"]
    title: Text
    summary: Annotated[Text, StringConstraints(max_length=SAPO_LENGTH)]
    entries: Annotated[list[ScheduleEntry], Field(min_length=1)]


class Article(_Model):
    """``event_at`` is the time of the event at the place, Asia/Ho_Chi_Minh, written without an offset."""

    key: Key
    section: Key
    category: Category
    field: Subject
    title: Text
    summary: Annotated[Text, StringConstraints(max_length=SAPO_LENGTH)]
    event_at: datetime
    author: Text
    source: Text
    lead: bool = False
    image: Picture | None = None
    body: Body

    @model_validator(mode="after")
    def event_time_has_no_offset(self) -> Self:
        if self.event_at.tzinfo is not None:
            raise ValueError("event_at is local time: write it without an offset, 2026-11-18T08:00")
        return self


class DocumentFile(_Model):
    """A file of a legal document; the builder renders ``text`` to a PDF, blank lines part paragraphs."""

    title: Text
    text: Text


class LegalDocument(_Model):
    key: Key
    section: Key
    number: Text
    kind: DocumentKind
    abstract: Text
    issuing_body: Text
    signatory: Text
    issued_on: date
    effective_on: date | None
    status: DocumentStatus
    category: Category
    field: Subject
    summary: Annotated[Text, StringConstraints(max_length=SAPO_LENGTH)]
    files: Annotated[list[DocumentFile], Field(min_length=1)]
    body: list[Block] = []


class PortalContent(_Model):
    """All content of one portal."""

    portal: PortalRef
    contact: ContactDetails
    sections: Annotated[list[Section], Field(min_length=1)]
    pages: list[StaticPage] = []
    contacts: list[ContactDirectory] = []
    schedules: list[Schedule] = []
    articles: list[Article] = []
    documents: list[LegalDocument] = []

    @model_validator(mode="after")
    def keys_are_unique_and_sections_exist(self) -> Self:
        sections = [found.key for found in self.walk_sections()]
        keys = sections + [item.key for item in self.items()]
        repeated = sorted({key for key in keys if keys.count(key) > 1})
        if repeated:
            raise ValueError(f"these keys are used more than once: {', '.join(repeated)}")
        for item in self.items():
            if item.section not in sections:
                raise ValueError(
                    f"{item.key}: no section {item.section!r}; sections are {', '.join(sections)}"
                )
        return self

    @model_validator(mode="after")
    def one_key_is_one_picture(self) -> Self:
        scenes: dict[str, Scene] = {}
        for picture in self.pictures():
            if scenes.setdefault(picture.key, picture.scene) != picture.scene:
                raise ValueError(f"picture {picture.key} stands with two scenes; give each its own key")
        return self

    def walk_sections(self) -> Iterator[Section]:
        """Every section, parents before children."""
        for section in self.sections:
            yield from section.walk()

    def items(self) -> "list[StaticPage | ContactDirectory | Schedule | Article | LegalDocument]":
        """Everything that becomes a page under a section."""
        return [*self.pages, *self.contacts, *self.schedules, *self.articles, *self.documents]

    def pictures(self) -> Iterator[Picture]:
        """Every use of a picture, lead images first."""
        yield from (article.image for article in self.articles if article.image)
        for item in self._written():
            yield from (block.image for block in item.body if isinstance(block, ImageBlock))

    def categories(self) -> set[Category]:
        """The categories that have at least one item; a contact directory is its own category."""
        named = {item.category for item in self._written()}
        return named | ({Category.CONTACTS} if self.contacts else set())

    def _written(self) -> "list[StaticPage | Article | LegalDocument]":
        return [*self.pages, *self.articles, *self.documents]


class _UniqueKeyLoader(SafeLoader):
    """A safe loader that refuses a key written twice: plain YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [key.value for key, _ in node.value]
        repeated = {name for name in names if names.count(name) > 1}
        if repeated:
            raise yaml.constructor.ConstructorError(
                None, None, f"key written twice: {', '.join(sorted(repeated))}", node.start_mark
            )
        return super().construct_mapping(node, deep)


def load_content(path: Path) -> PortalContent:
    """Read and check one content file.

    Returns the content with all text in Unicode NFC as written in the file.
    Raises ContentFileError with one line for each mistake.
    """
    source = path.read_text(encoding="utf-8")
    if not unicodedata.is_normalized("NFC", source):
        raise ContentFileError(f"{path.name}: text is not in Unicode NFC")
    try:
        data = yaml.load(source, Loader=_UniqueKeyLoader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        raise ContentFileError(f"{path.name}: not YAML: {error}") from error
    try:
        return PortalContent.model_validate(data)
    except ValidationError as error:
        lines = [f"{path.name}: {_place(data, e['loc'])}: {e['msg']}" for e in error.errors()]
        raise ContentFileError("\n".join(lines)) from error


def load_all_content(folder: Path = CONTENT_FOLDER) -> list[PortalContent]:
    """Every portal's content in the folder, by file name."""
    return [load_content(path) for path in sorted(folder.glob("*.yaml"))]


def _place(data: object, location: tuple[int | str, ...]) -> str:
    """A path a person finds in the file: list items are named by their own key where they have one."""
    parts: list[str] = []
    here: Any = data
    for step in location:
        if isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
            name = here.get("key") if isinstance(here, dict) else None
            parts.append(f"[{name or step}]")
        elif isinstance(here, dict) and step in here:
            here = here[step]
            parts.append(f".{step}")
        elif isinstance(here, dict):  # a missing or unknown name, or the tag of a union
            parts.append(f".{step}" if step != here.get("type") else "")
    return "".join(parts).lstrip(".") or "file"
