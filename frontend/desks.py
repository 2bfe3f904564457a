"""What citizens can send to a portal: addresses, fields and words of each desk's pages."""

from dataclasses import asdict, dataclass, field
from functools import cache

from frontend.portal import Desk, Portal
from frontend.translations import mark as _
from frontend.translations import translate

CONTACT = ("name", "email", "telephone", "address")


@dataclass(frozen=True, slots=True)
class Words:
    """What the pages of a desk say: marked for translation here, and translated by `DeskPages.said`."""

    title: str
    description: str
    ask: str
    send: str
    received: str
    code: str
    published: str
    figures: str
    kept: str


@cache
def _translated(words: Words) -> Words:
    return Words(**{name: translate(text) for name, text in asdict(words).items()})


@dataclass(frozen=True, slots=True)
class DeskPages:
    """A desk: `key` in the portal's identity, `api` below `/api/v1/`, `slug` of its pages, what its form asks.

    With `is_about_item` the form is opened from the page of an item. `category` is that of its answers in public; empty where none are published.
    """

    key: str
    kind: str
    api: str
    slug: str
    form: str
    words: Words
    category: str = ""
    further: tuple[str, ...] = field(default=())
    is_about_item: bool = False

    @property
    def said(self) -> Words:
        """Return what its pages say, in Vietnamese."""
        return _translated(self.words)

    @property
    def path(self) -> str:
        """Return the address of its first page."""
        return f"/{self.slug}/"

    @property
    def form_path(self) -> str:
        """Return the address of its form."""
        return f"/{self.slug}/gui/"

    @property
    def follow_path(self) -> str:
        """Return the address under which a case is followed up."""
        return f"/{self.slug}/theo-doi/"

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields of its form."""
        return ("text", *self.further, *CONTACT)

    def of(self, portal: Portal) -> Desk:
        """Return what the portal says of the desk; a closed one where it says nothing."""
        found: Desk | None = getattr(portal, self.key)
        return found or Desk()

    def is_open(self, portal: Portal) -> bool:
        """Return whether citizens can send something here."""
        return self.of(portal).enabled and not portal.is_archive


QUESTIONS = DeskPages(
    key="questions", kind="question", api="questions", slug="hoi-dap", form="ask_question.html", category="qa",
    words=Words(
        title=_("Questions and answers"),
        description=_("Questions of common concern with their answers, and the way to ask one."),
        ask=_("Ask a question"),
        send=_("Send the question"),
        received=_("Your question has been received"),
        code=_("Code of your question"),
        published=_("Answered in public"),
        figures=_("How questions are answered"),
        kept=_("Your question could not be sent just now; nothing you wrote is lost. Please wait a moment and send it again."),
    ),
)  # fmt: skip
PETITIONS = DeskPages(
    key="petitions", kind="petition", api="petitions", slug="phan-anh-kien-nghi", form="ask_petition.html",
    category="petitions", further=("place",),
    words=Words(
        title=_("Reports and petitions"),
        description=_("What citizens have reported and proposed with its results, and the way to send a report or petition."),
        ask=_("Send a report or petition"),
        send=_("Send it"),
        received=_("Your report or petition has been received"),
        code=_("Code of your report or petition"),
        published=_("Results"),
        figures=_("How reports and petitions are handled"),
        kept=_("It could not be sent just now; nothing you wrote is lost. Please wait a moment and send it again."),
    ),
)  # fmt: skip
INFORMATION = DeskPages(
    key="information_requests", kind="information", api="information-requests", slug="yeu-cau-thong-tin",
    form="ask_information.html", further=("supply", "reason"),
    words=Words(
        title=_("Requests for information"),
        description=_("The way to request information that the authority has made, by the law on access to information."),
        ask=_("Request information"),
        send=_("Send the request"),
        received=_("Your request has been received"),
        code=_("Code of your request"),
        published="",
        figures=_("How requests for information are handled"),
        kept=_("It could not be sent just now; nothing you wrote is lost. Please wait a moment and send it again."),
    ),
)  # fmt: skip
REPORTS = DeskPages(
    key="content_reports", kind="report", api="content-reports", slug="bao-noi-dung", form="ask_report.html",
    further=("item", "nature"), is_about_item=True,
    words=Words(
        title=_("Reports on what this portal publishes"),
        description=_("How to report an item of this portal that is wrong or unlawful, and what comes of it."),
        ask=_("Report this item"),
        send=_("Send the report"),
        received=_("Your report has been received"),
        code=_("Code of your report"),
        published="",
        figures=_("How reports are handled"),
        kept=_("It could not be sent just now; nothing you wrote is lost. Please wait a moment and send it again."),
    ),
)  # fmt: skip
DESKS = (QUESTIONS, PETITIONS, INFORMATION, REPORTS)


def open_desks(portal: Portal) -> list[DeskPages]:
    """Return the desks at which citizens can send something here, as every page's end names them (Nghị định 13/2018/NĐ-CP Điều 11)."""
    return [desk for desk in DESKS if desk.is_open(portal)]
