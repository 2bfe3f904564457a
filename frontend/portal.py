"""A portal's identity as the API gives it."""

from datetime import UTC, date, datetime
from typing import Any

from pydantic import Field, field_validator

from frontend.colour import Palette, palette_for
from frontend.shapes import Shape, Source, Summary, Text


class MenuEntry(Shape):
    """An entry of the main menu."""

    title: str
    path: str
    children: list["MenuEntry"] = []


class Parent(Shape):
    """The portal above this one."""

    id: Text = ""
    name: Text = ""
    url: Text = ""


class ContactDetails(Shape):
    """What the footer must say (TT 32/2017 Đ16.3)."""

    address: Text = ""
    telephone: Text = ""
    email: Text = ""
    person_responsible: Text = ""


class Successor(Shape):
    """A unit that took over from an abolished one."""

    code: Text = ""
    name: str
    url: Text = ""


class Archive(Shape):
    """Since when, and by which instrument, the unit no longer exists."""

    abolished_on: date | None = None
    instrument: Text = ""
    successors: list[Successor] = []


class Interruption(Shape):
    """When the portal is announced to be interrupted, and for what (Nghị định 224/2026/NĐ-CP, Điều 13)."""

    starts_at: datetime
    ends_at: datetime
    reason: Text = ""


class Emergency(Shape):
    """A notice that stands on every page until an instant; `level` of the disaster's risk, 1 to 5, where it has one."""

    title: str
    text: Text = ""
    url: Text = ""
    level: int | None = None
    until: datetime | None = None
    source: Source = Source()


class Notice(Summary):
    """What another portal sent, and where this one places it on its first page."""

    placed: str = "normal"


class Neighbour(Shape):
    """A neighbour's portal."""

    code: Text = ""
    name: str
    url: str


class Shortcut(Shape):
    """Something people come for."""

    key: Text = ""
    title: str
    summary: Text = ""
    path: Text = ""
    url: Text = ""

    @property
    def address(self) -> str:
        """Return where the link leads."""
        return self.path or self.url


class Desk(Shape):
    """Whether citizens can send something here and within what time it is answered: `amount` in `unit`, by `source` in words."""

    enabled: bool = False
    amount: float | None = None
    unit: Text = ""
    clause: Text = ""
    layer: Text = ""
    source: Text = ""


class Timeliness(Shape):
    """How many items were published within their deadline; `percent` from 0 to 100."""

    timely: int = 0
    total: int = 0
    percent: float | None = None
    start: date | None = Field(default=None, alias="from")
    end: date | None = Field(default=None, alias="to")
    url: Text = ""


class Language(Shape):
    """A language in which the portal has pages."""

    code: str
    label: Text = ""
    path: Text = ""


class Portal(Shape):
    """Who speaks on this host."""

    id: Text = ""
    kind: str
    state: Text = "active"
    code: Text = ""
    unit_type: Text = ""
    name: str
    unit_name: Text = ""
    authority: Text = ""
    origin: Text = ""
    languages: list[Language] = []
    accent: str | None = None
    emblem: str | None = None
    parent: Parent | None = None
    province: Any = None
    contact: ContactDetails = ContactDetails()
    attribution: Text = ""
    menu: list[MenuEntry] = []
    shortcuts: list[Shortcut] = []
    archive: Archive | None = None
    interruptions: list[Interruption] = []
    regulation_notice: Text = ""
    questions: Desk | None = None
    petitions: Desk | None = None
    information_requests: Desk | None = None
    content_reports: Desk | None = None
    emergency: list[Emergency] = []
    province_notices: list[Notice] = []
    offered_by_neighbours: list[Notice] = []
    neighbours: list[Neighbour] = []
    deadlines: Timeliness | None = None

    @field_validator("languages", mode="before")
    @classmethod
    def _codes_are_languages(cls, value: Any) -> Any:
        return [{"code": entry} if isinstance(entry, str) else entry for entry in value or []]

    @field_validator(
        "menu", "shortcuts", "province_notices", "offered_by_neighbours", "neighbours", "emergency", "interruptions",
        mode="before",
    )  # fmt: skip
    @classmethod
    def _none_is_empty(cls, value: Any) -> Any:
        return [] if value is None else value

    @field_validator("contact", mode="before")
    @classmethod
    def _no_contact(cls, value: Any) -> Any:
        return {} if value is None else value

    @property
    def urgent(self) -> list[Emergency]:
        """Return the emergency notices that are not over, also where this identity is some time old."""
        now = datetime.now(UTC)
        return [notice for notice in self.emergency if notice.until is None or notice.until > now]

    @property
    def placed_on_top(self) -> list[Notice]:
        """Return what was sent here and is placed at the top of the first page."""
        return [
            notice for notice in self.province_notices + self.offered_by_neighbours if notice.placed == "top"
        ]

    @property
    def is_province(self) -> bool:
        """Say whether this is a province's portal."""
        return self.kind == "province"

    @property
    def is_archive(self) -> bool:
        """Say whether the unit was abolished and its portal is kept unchanged."""
        return self.kind == "former_unit" or (
            self.archive is not None and self.archive.abolished_on is not None
        )

    @property
    def body_name(self) -> str:
        """Return the full name of the authority that answers for the portal."""
        return self.authority or self.unit_name or self.name

    @property
    def palette(self) -> Palette:
        """Return the portal's colours, checked for contrast."""
        return palette_for(self.accent)

    @property
    def emblem_path(self) -> str:
        """Return the address of the portal's own emblem; empty where the drawn default stands in."""
        return self.emblem if self.emblem and self.emblem.startswith(("/", "http")) else ""

    def menu_entry_at(self, path: str) -> MenuEntry | None:
        """Return the menu's entry that leads to `path`, at any depth."""
        level = list(self.menu)
        while level:
            entry = level.pop(0)
            if entry.path == path:
                return entry
            level.extend(entry.children)
        return None

    def absolute(self, path: str) -> str:
        """Return the public address of `path` on this portal's canonical origin."""
        return path if path.startswith("http") else self.origin.rstrip("/") + path
