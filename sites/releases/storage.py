"""The public files on a disk: a file is there whole or not at all."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="sites.releases.storage.PublicFileStorage")
class PublicFileStorage(FileSystemStorage):
    """Content-addressed files: writing one that is there already changes nothing, so two writers cannot disturb each other.

    Django's own way writes into the final name, and a crash leaves half a file under the address of the whole one.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: the same name has the same content."""
        return name

    def _save(self, name: str, content: File[Any]) -> str:
        goal = Path(self.path(name))
        goal.parent.mkdir(parents=True, exist_ok=True)
        descriptor, part = tempfile.mkstemp(dir=goal.parent, prefix=".part-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(part, self.file_permissions_mode or 0o644)
            os.replace(part, goal)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
        return name
