"""What stands in the files of releases."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.file_text.limited import FileState

STATES: list[tuple[str, object]] = [
    (FileState.TEXT.value, _("has text")),
    (FileState.SCANNED.value, _("scanned, without text")),
    (FileState.EMPTY.value, _("empty")),
    (FileState.REFUSED.value, _("cannot be read")),
]


class FileText(models.Model):
    """The text of a public file, known by its content: one row however many portals have it.

    `indexed` is whether the items that use it were indexed with it; `why` names what kept it from being read.
    """

    sha256 = models.CharField(_("SHA-256"), max_length=64, primary_key=True)
    extension = models.CharField(_("extension"), max_length=10)
    state = models.CharField(_("state"), max_length=10, choices=STATES)
    text = models.TextField(_("extracted text"), blank=True)
    pages = models.IntegerField(_("pages"), default=0)
    why = models.CharField(_("why it cannot be read"), max_length=200, blank=True)
    read_at = models.DateTimeField(_("read"), default=timezone.now)
    indexed = models.BooleanField(_("indexed"), default=False)

    class Meta:
        verbose_name = _("text of a file")
        verbose_name_plural = _("texts of files")
        indexes: ClassVar = [
            models.Index(fields=["sha256"], condition=models.Q(indexed=False), name="filetext_waiting_idx")
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]}.{self.extension}: {self.state}"
