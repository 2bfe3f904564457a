"""The page types of a portal."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from cms.content.blocks import ATTACHMENT_BLOCKS, BODY_BLOCKS, CONTACT_BLOCKS, SCHEDULE_BLOCKS
from cms.content.colours import validate_accent
from cms.content.enums import DocumentKind, DocumentStatus, ItemType, Origin, ScheduleKind
from cms.content.fields import BodyField
from cms.content.models.base import PortalPage


class HomePage(PortalPage):
    """The root of a portal. It also holds what stands in the footer of every page (NĐ 224/2026; TT 22/2023)."""

    item_type = ItemType.HOME

    address = models.CharField(_("address"), max_length=250, blank=True)
    telephone = models.CharField(_("telephone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    person_responsible = models.CharField(_("person responsible"), max_length=150, blank=True)
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        default="#1d4f91",
        validators=[validate_accent],
        help_text=_("One dark colour for links and headings, as # and six hexadecimal digits."),
    )
    emblem = models.ForeignKey(
        "content.PortalImage",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("emblem"),
        help_text=_("Without one of your own, a drawn emblem by type of unit is shown."),
    )

    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "content.SectionPage",
        "content.StaticPage",
        "content.ContactDirectoryPage",
        "content.SchedulePage",
    ]
    content_panels: ClassVar[list[Any]] = [
        *PortalPage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("address"),
                FieldPanel("telephone"),
                FieldPanel("email"),
                FieldPanel("person_responsible"),
            ],
            heading=_("Contact in the footer"),
        ),
        MultiFieldPanel([FieldPanel("accent"), FieldPanel("emblem")], heading=_("Appearance")),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class SectionPage(PortalPage):
    """A section (chuyên mục): where items stand in the menu. `column_key` is the name by which a regulation assigns it."""

    item_type = ItemType.SECTION

    column_key = models.SlugField(
        _("column key"),
        blank=True,
        help_text=_(
            "The name by which the regulation assigns this section to a reviewer; leave it empty otherwise."
        ),
    )

    parent_page_types: ClassVar[list[str]] = ["content.HomePage", "content.SectionPage"]
    subpage_types: ClassVar[list[str]] = [
        "content.SectionPage",
        "content.ArticlePage",
        "content.LegalDocumentPage",
        "content.StaticPage",
        "content.ContactDirectoryPage",
        "content.SchedulePage",
        "content.AnswerPage",
    ]
    content_panels: ClassVar[list[Any]] = [*PortalPage.content_panels, FieldPanel("column_key")]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")


class ClassifiedPage(PortalPage):
    """A page with a category, which decides the deadline, and a field, which may decide the reviewer."""

    category = models.CharField(_("category"), max_length=40, db_index=True)
    field = models.CharField(_("field"), max_length=40, blank=True)

    class Meta:
        abstract = True


class ArticlePage(ClassifiedPage):
    """News, notices, guidance: whatever is told in words.

    The dates are the starting events of the regulations' deadlines (requirements: each deadline names the event it counts from).
    """

    item_type = ItemType.ARTICLE

    major_event = models.BooleanField(
        _("major event"),
        default=False,
        help_text=_(
            "Review conference, closing conference, workshop or important event: the deadline counts from its end."
        ),
    )
    event_at = models.DateTimeField(_("the event took place at"), null=True, blank=True)
    event_end_at = models.DateTimeField(_("the event ended at"), null=True, blank=True)
    source_issued_on = models.DateField(_("the document it is about was issued on"), null=True, blank=True)
    approved_on = models.DateField(_("the plan or project was approved on"), null=True, blank=True)
    publication_decided_at = models.DateTimeField(_("publication was decided at"), null=True, blank=True)
    report_sent_at = models.DateTimeField(_("the written report was sent at"), null=True, blank=True)
    change_decided_at = models.DateTimeField(_("the change was decided at"), null=True, blank=True)

    author_name = models.CharField(_("author"), max_length=150)
    source_name = models.CharField(
        _("source"), max_length=200, help_text=_("The unit or publication it comes from.")
    )
    source_url = models.URLField(_("address of the source"), blank=True)
    origin = models.CharField(_("supplied by"), max_length=20, choices=Origin.choices, default=Origin.STAFF)
    body_key = models.CharField(_("body it is about"), max_length=40, blank=True)
    came_from = models.UUIDField(
        _("item of another portal that it was made of"), null=True, blank=True, editable=False
    )
    lead = models.BooleanField(
        _("lead story"), default=False, help_text=_("Offer it as the main item of the home page.")
    )
    lead_image = models.ForeignKey(
        "content.PortalImage",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead image"),
    )
    body = BodyField(BODY_BLOCKS, blank=True, verbose_name=_("body"))

    parent_page_types: ClassVar[list[str]] = ["content.SectionPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        *PortalPage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("category"), FieldPanel("field")]),
                FieldPanel("body_key"),
                FieldRowPanel([FieldPanel("event_at"), FieldPanel("event_end_at")]),
                FieldPanel("major_event"),
            ],
            heading=_("What it is and when it happened"),
        ),
        FieldPanel("lead_image"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("author_name"), FieldPanel("source_name")]),
                FieldRowPanel([FieldPanel("source_url"), FieldPanel("origin")]),
                FieldPanel("lead"),
            ],
            heading=_("Author and source"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("source_issued_on"), FieldPanel("approved_on")]),
                FieldRowPanel([FieldPanel("publication_decided_at"), FieldPanel("report_sent_at")]),
                FieldPanel("change_decided_at"),
            ],
            heading=_("Other dates from which a deadline may count"),
            classname="collapsed",
        ),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")


class LegalDocumentPage(ClassifiedPage):
    """A legal document (*văn bản*): number, abstract, dates, issuing body, files. Not to be confused with an attachment."""

    item_type = ItemType.DOCUMENT

    number = models.CharField(
        _("number and symbol"), max_length=60, db_index=True, help_text=_("As printed, e.g. 15/QĐ-UBND.")
    )
    abstract = models.CharField(_("abstract"), max_length=1000)
    kind = models.CharField(_("kind of document"), max_length=20, choices=DocumentKind.choices)
    issuing_body = models.CharField(_("issuing body"), max_length=200)
    signatory = models.CharField(_("signatory"), max_length=200, blank=True)
    issued_on = models.DateField(_("issued on"))
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    effective_on = models.DateField(_("effective on"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    status = models.CharField(
        _("validity"), max_length=20, choices=DocumentStatus.choices, default=DocumentStatus.IN_FORCE
    )
    issued_by_self = models.BooleanField(_("issued by this unit"), default=True)
    body_key = models.CharField(_("body it is about"), max_length=40, blank=True)
    files = BodyField(ATTACHMENT_BLOCKS, blank=True, verbose_name=_("attachments"))
    body = BodyField(BODY_BLOCKS, blank=True, verbose_name=_("body"))

    parent_page_types: ClassVar[list[str]] = ["content.SectionPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("number"), FieldPanel("kind")]),
                FieldPanel("abstract"),
                FieldRowPanel([FieldPanel("issuing_body"), FieldPanel("signatory")]),
                FieldRowPanel([FieldPanel("issued_on"), FieldPanel("signed_at")]),
                FieldRowPanel([FieldPanel("effective_on"), FieldPanel("expires_on")]),
                FieldRowPanel([FieldPanel("status"), FieldPanel("issued_by_self")]),
            ],
            heading=_("The document"),
        ),
        FieldRowPanel([FieldPanel("category"), FieldPanel("field")]),
        FieldPanel("body_key"),
        *PortalPage.content_panels,
        FieldPanel("files"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("legal document")
        verbose_name_plural = _("legal documents")

    def clean(self) -> None:
        """Give the page a title made of its number and abstract where the editor gave none."""
        self.title: str = getattr(self, "title", "") or f"{self.number}: {self.abstract}"[:255]
        super().clean()


class StaticPage(ClassifiedPage):
    """A page that stays: introduction, organisation, how to reach a service."""

    item_type = ItemType.PAGE

    lead_image = models.ForeignKey(
        "content.PortalImage",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead image"),
    )
    body = BodyField(BODY_BLOCKS, blank=True, verbose_name=_("body"))

    parent_page_types: ClassVar[list[str]] = ["content.HomePage", "content.SectionPage"]
    subpage_types: ClassVar[list[str]] = ["content.StaticPage"]
    content_panels: ClassVar[list[Any]] = [
        *PortalPage.content_panels,
        FieldRowPanel([FieldPanel("category"), FieldPanel("field")]),
        FieldPanel("lead_image"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")


class ContactDirectoryPage(ClassifiedPage):
    """The contact directory: official contacts of officials, by body."""

    item_type = ItemType.CONTACTS

    contacts = BodyField(CONTACT_BLOCKS, blank=True, verbose_name=_("contacts"))

    parent_page_types: ClassVar[list[str]] = ["content.HomePage", "content.SectionPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        *PortalPage.content_panels,
        FieldRowPanel([FieldPanel("category"), FieldPanel("field")]),
        FieldPanel("contacts"),
    ]

    class Meta:
        verbose_name = _("contact directory")
        verbose_name_plural = _("contact directories")


class SchedulePage(ClassifiedPage):
    """A schedule (*lịch*): when leaders receive citizens (Luật Tiếp công dân 42/2013/QH13 Đ24), what they do, what takes place.

    An entry is internal unless it is marked as public.
    """

    item_type = ItemType.SCHEDULE

    kind = models.CharField(
        _("what the schedule is about"),
        max_length=20,
        choices=ScheduleKind.choices,
        default=ScheduleKind.RECEPTION,
    )
    entries = BodyField(SCHEDULE_BLOCKS, blank=True, verbose_name=_("entries"))

    parent_page_types: ClassVar[list[str]] = ["content.HomePage", "content.SectionPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        *PortalPage.content_panels,
        FieldRowPanel([FieldPanel("category"), FieldPanel("field")]),
        FieldPanel("kind"),
        FieldPanel("entries"),
    ]

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")


class AnswerPage(ClassifiedPage):
    """A citizen's question of common concern with its answer, in a wording made for the public: no datum of who asked is in it.

    It is made at the questions' desk (`cms.engagement`), and becomes public by approval like everything else.
    """

    item_type = ItemType.ANSWER

    question = models.TextField(
        _("question"),
        max_length=3000,
        help_text=_("In words of your own: no name, address or number of who asked."),
    )
    answered_by = models.CharField(
        _("office that answered"), max_length=200, help_text=_("The office that answers.")
    )
    answered_on = models.DateField(_("answered on"))
    body = BodyField(BODY_BLOCKS, blank=True, verbose_name=_("answer to the question"))

    parent_page_types: ClassVar[list[str]] = ["content.SectionPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        *PortalPage.content_panels,
        FieldRowPanel([FieldPanel("category"), FieldPanel("field")]),
        FieldPanel("question"),
        FieldPanel("body"),
        FieldRowPanel([FieldPanel("answered_by"), FieldPanel("answered_on")]),
    ]

    class Meta:
        verbose_name = _("question and answer")
        verbose_name_plural = _("questions and answers")
