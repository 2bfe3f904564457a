"""Public files: what releases show and offer for download, named by their content."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sites.releases.models.release import Release


def storage_path(sha256: str, extension: str) -> str:
    """Where a file lies in the public storage, and under `/media/`: `ab/cd/<sha256>.<extension>`."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}.{extension}"


class PublicFileQuerySet(models.QuerySet["PublicFile"]):
    """Public files."""

    def unused(self) -> Self:
        """Those that no release uses any more."""
        return self.filter(uses__isnull=True)


class PublicFile(models.Model):
    """One file that a tenant's releases use, or used: it is served while a release uses it, and removed some time after.

    `recipe` says of which original and how a picture was made (`<sha256 of the original>:webp:640`), so that rebuilding a
    release makes no picture twice.
    """

    id = models.BigAutoField(primary_key=True)
    tenant_id = models.UUIDField(_("tenant"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    extension = models.CharField(_("extension"), max_length=10)
    name = models.CharField(_("name"), max_length=255)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.BigIntegerField(_("size in bytes"))
    width = models.PositiveIntegerField(_("width in pixels"), null=True)
    height = models.PositiveIntegerField(_("height in pixels"), null=True)
    recipe = models.CharField(_("recipe"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    objects: ClassVar[PublicFileQuerySet] = PublicFileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("public file")
        verbose_name_plural = _("public files")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant_id", "sha256", "extension"], name="publicfile_once_per_tenant"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["sha256"], name="publicfile_sha256_idx"),
            models.Index(
                fields=["tenant_id", "recipe"], condition=~Q(recipe=""), name="publicfile_recipe_idx"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where it lies in the public storage."""
        return storage_path(self.sha256, self.extension)

    @property
    def href(self) -> str:
        """Its address on the portal, as releases name it."""
        return f"/media/{self.path}"


class FileUse(models.Model):
    """That a release uses a public file."""

    id = models.BigAutoField(primary_key=True)
    release = models.ForeignKey(
        Release, on_delete=models.CASCADE, related_name="file_uses", verbose_name=_("release"), db_index=False
    )
    file = models.ForeignKey(
        PublicFile, on_delete=models.CASCADE, related_name="uses", verbose_name=_("file"), db_index=False
    )

    if TYPE_CHECKING:
        release_id: int
        file_id: int

    class Meta:
        verbose_name = _("use of a file")
        verbose_name_plural = _("uses of files")
        constraints: ClassVar = [models.UniqueConstraint(fields=["release", "file"], name="fileuse_once")]
        indexes: ClassVar = [models.Index(fields=["file"], name="fileuse_file_idx")]

    def __str__(self) -> str:
        return f"{self.release_id} uses {self.file_id}"
