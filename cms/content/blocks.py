"""The blocks of a body. They live in JSON and cost no migration (see `cms.content.fields.BodyField`)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

RICH_TEXT_FEATURES = ["bold", "italic", "link", "document-link", "superscript", "subscript"]


class HeadingBlock(blocks.StructBlock):
    """A heading inside the body; the title of the item is the only heading above it."""

    text = blocks.CharBlock(max_length=200, label=_("Heading"))
    level = blocks.ChoiceBlock(
        choices=[("2", _("Heading")), ("3", _("Sub-heading"))], default="2", label=_("Level")
    )

    class Meta:
        icon = "title"
        label = _("Heading")


class PictureBlock(blocks.StructBlock):
    """A picture with a caption; its text alternative comes from the picture, or is given for this place."""

    image = ImageChooserBlock(label=_("Image"))
    alt_text = blocks.CharBlock(required=False, max_length=250, label=_("Text alternative for this place"))
    caption = blocks.CharBlock(required=False, max_length=300, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Image")


class QuotationBlock(blocks.StructBlock):
    """Somebody's words and who said them."""

    text = blocks.TextBlock(label=_("Quotation"))
    cite = blocks.CharBlock(required=False, max_length=150, label=_("Who said it"))

    class Meta:
        icon = "openquote"
        label = _("Quotation")


class ListItemsBlock(blocks.StructBlock):
    """A list, with or without numbers."""

    ordered = blocks.BooleanBlock(required=False, label=_("Numbered"))
    items = blocks.ListBlock(blocks.RichTextBlock(features=["bold", "italic", "link"]), label=_("Items"))

    class Meta:
        icon = "list-ul"
        label = _("List")


class CaptionedTableBlock(blocks.StructBlock):
    """A table whose first row is its header, so that a screen reader can say which column a cell belongs to."""

    caption = blocks.CharBlock(max_length=200, label=_("Caption"))
    table = TableBlock(table_options={"minSpareRows": 0, "startRows": 3, "startCols": 3}, label=_("Table"))

    class Meta:
        icon = "table"
        label = _("Table")


class FilesBlock(blocks.StructBlock):
    """Attachments offered for download at this place."""

    files = blocks.ListBlock(DocumentChooserBlock(label=_("Attachment")), label=_("Attachments"))

    class Meta:
        icon = "doc-full"
        label = _("Attachments")


BODY_BLOCKS: list[tuple[str, blocks.Block]] = [
    ("paragraph", blocks.RichTextBlock(features=RICH_TEXT_FEATURES, icon="pilcrow", label=_("Paragraph"))),
    ("heading", HeadingBlock()),
    ("image", PictureBlock()),
    ("list", ListItemsBlock()),
    ("quote", QuotationBlock()),
    ("table", CaptionedTableBlock()),
    ("notice", blocks.TextBlock(icon="warning", label=_("Notice to readers"))),
    ("files", FilesBlock()),
]

ATTACHMENT_BLOCKS: list[tuple[str, blocks.Block]] = [("file", DocumentChooserBlock(label=_("Attachment")))]


class ContactBlock(blocks.StructBlock):
    """One person's official contact (Quy chế Thành Đông Đ3.11; Như Xuân Đ7.4.4): nothing private belongs here."""

    name = blocks.CharBlock(max_length=120, label=_("Full name"))
    position = blocks.CharBlock(max_length=150, label=_("Position"))
    unit = blocks.CharBlock(required=False, max_length=150, label=_("Unit"))
    phone = blocks.CharBlock(required=False, max_length=40, label=_("Official telephone"))
    email = blocks.EmailBlock(required=False, label=_("Official e-mail"))

    class Meta:
        icon = "user"
        label = _("Person")


class ContactGroupBlock(blocks.StructBlock):
    """The people of one body or office."""

    group = blocks.CharBlock(max_length=150, label=_("Group"))
    entries = blocks.ListBlock(ContactBlock(), label=_("People"))

    class Meta:
        icon = "group"
        label = _("Group")


CONTACT_BLOCKS: list[tuple[str, blocks.Block]] = [("group", ContactGroupBlock())]


class ScheduleEntryBlock(blocks.StructBlock):
    """One entry of a schedule. It is internal unless it is marked as public: nothing else of it leaves the portal's office."""

    public = blocks.BooleanBlock(
        required=False,
        label=_("Public"),
        help_text=_("Only entries that are marked here are shown to citizens; the others stay internal."),
    )
    day = blocks.DateBlock(label=_("Day"))
    starts = blocks.TimeBlock(label=_("Begins at"), format="%H:%M")
    ends = blocks.TimeBlock(required=False, label=_("Ends at"), format="%H:%M")
    weekly = blocks.BooleanBlock(required=False, label=_("Every week on that day of the week"))
    last_day = blocks.DateBlock(required=False, label=_("Repeated until"))
    who = blocks.CharBlock(
        required=False, max_length=200, label=_("Who leads it"), help_text=_("Name and post.")
    )
    what = blocks.CharBlock(max_length=300, label=_("What"))
    place = blocks.CharBlock(required=False, max_length=200, label=_("Place"))

    class Meta:
        icon = "date"
        label = _("Entry")

    def clean(self, value: Any) -> Any:
        """Return the entry. Raises a validation error beside the field where it ends before it begins."""
        cleaned = super().clean(value)
        errors = {}
        if cleaned["ends"] and cleaned["ends"] <= cleaned["starts"]:
            errors["ends"] = ValidationError(_("It ends after it begins."))
        if cleaned["last_day"] and not cleaned["weekly"]:
            errors["last_day"] = ValidationError(_("Only what is repeated has a last day."))
        elif cleaned["last_day"] and cleaned["last_day"] < cleaned["day"]:
            errors["last_day"] = ValidationError(_("The last day is not before the first day."))
        if errors:
            raise blocks.StructBlockValidationError(errors)
        return cleaned


SCHEDULE_BLOCKS: list[tuple[str, blocks.Block]] = [("entry", ScheduleEntryBlock())]
