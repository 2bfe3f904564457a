"""Private files of the tenants: one folder each."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage
from django.db import transaction
from django.utils.deconstruct import deconstructible

from tenants.context import current_tenant
from tenants.register.ascii import ascii_slug, ascii_suffix


@deconstructible(path="tenants.storage.TenantPrivateStorage")
class TenantPrivateStorage(FileSystemStorage):
    """Files of the current tenant under `MEDIA_ROOT/<schema>/`; without a tenant there is no such place.

    Names in the database do not carry the folder, so that a tenant can be restored beside itself.
    """

    def _save(self, name: str, content: Any) -> str:
        """Store a file, and count it once the transaction that does it has committed."""
        stored: str = super()._save(name, content)  # type: ignore[misc]
        self._count(os.path.getsize(self.path(stored)))
        return stored

    def delete(self, name: str) -> None:
        """Delete a file, and count it no more."""
        with suppress(FileNotFoundError):
            size = os.path.getsize(self.path(name))
            super().delete(name)
            self._count(-size)

    @staticmethod
    def _count(size: int) -> None:
        """After the transaction, in which the tenant's row would be held against every other upload."""
        tenant = current_tenant()

        def count() -> None:
            from tenants.fleet.usage import count_file

            count_file(tenant, size)

        transaction.on_commit(count, robust=True)

    def get_valid_name(self, name: str) -> str:
        """A file's name in ASCII: it may stand in the queue when the file is deleted, and on any file
        system.
        """
        stem, suffix = os.path.splitext(super().get_valid_name(name))
        return f"{ascii_slug(stem) or 'tep'}{ascii_suffix(suffix)}"

    @property
    def location(self) -> str:
        """The current tenant's folder.

        Raises:
            NoTenant: no tenant is set.
        """
        return str(Path(self.base_location).resolve() / current_tenant().schema_name)
