"""The API's answers as types: what the templates may rely on.

Strict where a page cannot do without a field, forgiving elsewhere: what the API adds later is ignored, and a
null where a text could stand reads as an empty text.
"""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]


class Shape(BaseModel):
    """A part of an answer; unknown fields are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Label(Shape):
    """A term of a closed list: its key and what readers see."""

    key: str
    label: str


class SectionReference(Shape):
    """The section in which an item stands."""

    id: str
    title: str
    path: str


class SourceSize(Shape):
    """One rendition of a picture; `width` in pixels."""

    src: str
    width: int


class PictureSource(Shape):
    """The renditions of a picture in one format."""

    type: str
    srcset: list[SourceSize] = []


class Picture(Shape):
    """A picture with its renditions; `width` and `height` in pixels."""

    alt: Text = ""
    credit: Text = ""
    width: int | None = None
    height: int | None = None
    src: str
    sources: list[PictureSource] = []


class DocumentFacts(Shape):
    """What identifies a legal document (NĐ 30/2020 Đ8)."""

    number: Text = ""
    kind: Label | None = None
    abstract: Text = ""
    issuing_body: Text = ""
    signatory: Text = ""
    issued_on: date | None = None
    effective_on: date | None = None
    status: Label | None = None


class Source(Shape):
    """The portal that released an item, and the item's address there."""

    portal: Text = ""
    code: Text = ""
    name: Text = ""
    url: Text = ""


class Highlight(Shape):
    """Where a search found its words; `<mark>` is the only element."""

    title: Text = ""
    text: Text = ""


class Summary(Shape):
    """An item as lists show it."""

    id: str
    type: str
    language: str = "vi"
    title: str
    summary: Text = ""
    path: Text = ""
    url: Text = ""
    category: Label | None = None
    field: Label | None = None
    section: SectionReference | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    event_at: datetime | None = None
    image: Picture | None = None
    document: DocumentFacts | None = None
    source: Source = Source()
    lead: bool = False
    highlight: Highlight | None = None

    @property
    def subject(self) -> str:
        """Return the title, without the document's number where the title begins with it."""
        number = self.document.number if self.document else ""
        rest = self.title.removeprefix(number).lstrip(" :–-") if number else self.title
        return rest or self.title


class File(Shape):
    """A file to download; `size` in bytes."""

    title: Text = ""
    name: Text = ""
    href: str
    size: int | None = None
    content_type: Text = ""


class Block(Shape):
    """One block of a body. Which of the fields are filled depends on `type`."""

    type: str
    html: Text = ""
    text: Text = ""
    level: int = 2
    anchor: Text = ""
    image: Picture | None = None
    caption: Text = ""
    cite: Text = ""
    header: list[Text] = []
    rows: list[list[Text]] = []
    files: list[File] = []
    ordered: bool = False
    items: list[Text] = []


class Contact(Shape):
    """A person or office of the directory."""

    name: Text = ""
    position: Text = ""
    phone: Text = ""
    email: Text = ""
    unit: Text = ""


class ContactGroup(Shape):
    """A group of the directory."""

    group: Text = ""
    entries: list[Contact] = []


class ScheduleEntry(Shape):
    """One entry of a schedule; hours are Vietnam's, `weekly` repeats it on its day of the week until `last_day`, if there is one."""

    day: date
    starts: Text = ""
    ends: Text = ""
    weekly: bool = False
    last_day: date | None = None
    who: Text = ""
    what: Text = ""
    place: Text = ""


class Schedule(Shape):
    """When leaders receive citizens, what they do, or what takes place."""

    kind: Label | None = None
    entries: list[ScheduleEntry] = []


class Crumb(Shape):
    """A step of the way to a page."""

    title: str
    path: str


class Child(Shape):
    """A page or section below another."""

    title: str
    path: str
    summary: Text = ""


class Correction(Shape):
    """A public correction."""

    at: datetime
    text: str


class CorrectedItem(Shape):
    """The item that a correction stands on."""

    title: str
    path: str


class ListedCorrection(Correction):
    """A correction in the list of all."""

    item: CorrectedItem


class Translation(Shape):
    """The same item in another language."""

    language: str
    id: Text = ""
    path: str


class Relation(Shape):
    """A document that amends, replaces or is replaced by another."""

    kind: Label
    number: Text = ""
    title: Text = ""
    path: str | None = None


class Origin(Shape):
    """Whom a re-used item was taken from."""

    name: Text = ""
    url: Text = ""


class Approval(Shape):
    """By which clause of which regulation the item was approved."""

    clause: Text = ""
    regulation: Text = ""


class PublicAnswer(Shape):
    """A question of common concern in its public wording; the answer is the item's body."""

    question: Text = ""
    answered_by: Text = ""
    answered_on: date | None = None


class Item(Summary):
    """An item in full."""

    author: Text = ""
    origin: Origin | None = None
    attribution: Text = ""
    body: list[Block] = []
    files: list[File] = []
    contacts: list[ContactGroup] = []
    schedule: Schedule | None = None
    answer: PublicAnswer | None = None
    breadcrumbs: list[Crumb] = []
    corrections: list[Correction] = []
    translations: list[Translation] = []
    relations: list[Relation] = []
    children: list[Child] = []
    approval: Approval | None = None

    @field_validator("body", "files", "contacts", "breadcrumbs", "corrections", "translations", mode="before")
    @classmethod
    def _none_is_empty(cls, value: Any) -> Any:
        return [] if value is None else value


class PreviewFacts(Shape):
    """What is said around a draft: for whom the link was made, and until when it shows it. `framed_by`: the origin that may frame it."""

    reader: Text = Field(default="", alias="for")
    saved_at: datetime
    expires_at: datetime
    framed_by: str


class Draft(Shape):
    """A draft as it would be seen."""

    item: Item
    preview: PreviewFacts


class ItemList(Shape):
    """A page of items; `next` is the address of the following page."""

    items: list[Summary] = []
    next: str | None = None


class FrontLists(Shape):
    """What a first page shows; `shared` is what a province's communes share."""

    articles: list[Summary] = []
    documents: list[Summary] = []
    shared: list[Summary] = []


class FacetValue(Label):
    """One value of a facet with the number of items under it."""

    count: int = 0


class SearchResult(Shape):
    """The answer of the search."""

    query: Text = ""
    total: int = 0
    approximate: bool = False
    items: list[Summary] = []
    groups: list[FacetValue] | None = None
    facets: dict[str, list[FacetValue]] = Field(default_factory=dict)
    suggestion: str | None = None
    next: str | None = None


class Section(Shape):
    """A section with those below it."""

    id: str
    title: str
    path: str
    key: Text = ""
    children: list["Section"] = []


class Commune(Shape):
    """A commune of a province; `items` counts its public items, `url` is empty where there is no portal."""

    id: Text = ""
    code: str
    name: str
    unit_type: Text = ""
    url: Text = ""
    items: int | None = None
