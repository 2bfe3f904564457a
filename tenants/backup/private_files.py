"""The tenant's private files: what its editors uploaded."""

import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from django.core.files.storage import storages

from tenants.context import tenant_context
from tenants.models import Tenant

PART = ".part-"


class PrivateFiles:
    """The tenant's folder of the default storage."""

    kind = "private"

    def names(self, tenant: Tenant) -> Iterable[str]:
        """All files below the tenant's folder, half-written ones apart."""
        folder = self.folder(tenant)
        for parent, folders, files in os.walk(folder):
            folders.sort()
            for name in sorted(files):
                if not name.startswith(PART):
                    yield str((Path(parent) / name).relative_to(folder))

    def open(self, tenant: Tenant, name: str) -> IO[bytes]:
        """One of them."""
        return (self.folder(tenant) / name).open("rb")

    def put(self, tenant: Tenant, name: str, content: IO[bytes]) -> bool:
        """Put it there; a name that is taken by a file of the same size is that file, any other is replaced."""
        goal = self.folder(tenant) / name
        if goal.exists() and goal.stat().st_size == content.seek(0, os.SEEK_END):
            return False
        content.seek(0)
        goal.parent.mkdir(parents=True, exist_ok=True)
        descriptor, part = tempfile.mkstemp(dir=goal.parent, prefix=PART)
        try:
            with os.fdopen(descriptor, "wb") as file:
                shutil.copyfileobj(content, file)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(part, 0o644)
            os.replace(part, goal)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
        return True

    def remove(self, tenant: Tenant) -> None:
        """Remove all of them, for good."""
        shutil.rmtree(self.folder(tenant), ignore_errors=True)

    def folder(self, tenant: Tenant) -> Path:
        """Where they lie."""
        with tenant_context(tenant):
            return Path(storages["default"].path("."))
