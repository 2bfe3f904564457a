"""Pictures and attachments that stand in public or submitted content: whoever may not decide on it may not change them under it either."""

from __future__ import annotations

import itertools
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm
from wagtail.models import ReferenceIndex, Revision, WorkflowState

from cms.content import delivery
from cms.content.models import Attachment, PortalImage
from cms.moderation.models.records import Submission
from cms.moderation.takedown import may_take_down

# What citizens see or read of them.
SHOWN = frozenset(
    {
        "file",
        "alt_text",
        "credit",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    }
)


class ApprovedMediaMixin:
    """A form of a picture or attachment that leaves alone what approvers have read or are reading."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.get("user")
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Refuse to change what is shown of a medium in use, but for those who may withdraw items anyway."""
        form: Any = self
        data: dict[str, Any] = super().clean()  # type: ignore[misc]
        changed = self.shown & set(form.changed_data) if self.user else set()
        if form.instance.pk and changed and not may_take_down(self.user) and in_approved_use(form.instance):
            for name in sorted(changed):
                form.add_error(
                    name,
                    _(
                        "This stands in content that is public or submitted. Upload another and put it into the item, which is then moderated."
                    ),
                )
        return data

    @property
    def shown(self) -> frozenset[str]:
        """Return the fields that readers see."""
        return SHOWN


class ImageForm(ApprovedMediaMixin, BaseImageForm):
    """The form of a picture."""


class AttachmentForm(ApprovedMediaMixin, BaseDocumentForm):
    """The form of an attachment, whose title is the text of its link."""

    @property
    def shown(self) -> frozenset[str]:
        """Return the fields that readers see."""
        return SHOWN | {"title"}


def in_approved_use(medium: PortalImage | Attachment) -> bool:
    """Return whether `medium` stands in content that is public, scheduled or under moderation."""
    if delivery.writer().shows(medium.item_id):
        return True
    scheduled = Revision.objects.filter(approved_go_live_at__isnull=False)
    contents = itertools.chain(
        map(_under_moderation, _submissions()), (revision.as_object() for revision in scheduled)
    )
    return any(_stands_in(medium, content) for content in contents)


def _submissions() -> QuerySet[Submission]:
    running = Submission.objects.filter(
        voided_at__isnull=True, workflow_state__status=WorkflowState.STATUS_IN_PROGRESS
    )
    return running.exclude(page=None).select_related("page")


def _under_moderation(submission: Submission) -> Any:
    return submission.page.specific.with_content_json(dict(submission.snapshot))  # type: ignore[union-attr]


def _stands_in(medium: PortalImage | Attachment, content: Any) -> bool:
    wanted = (ContentType.objects.get_for_model(type(medium)).pk, str(medium.pk))
    return any(
        (kind, str(key)) == wanted
        for kind, key, *_path in ReferenceIndex._extract_references_from_object(content)
    )
