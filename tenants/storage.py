"""Private files of the tenants: one folder each."""

import os
from pathlib import Path

from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from tenants.context import current_tenant
from tenants.register.ascii import ascii_slug, ascii_suffix


@deconstructible(path="tenants.storage.TenantPrivateStorage")
class TenantPrivateStorage(FileSystemStorage):
    """Files of the current tenant under `MEDIA_ROOT/<schema>/`; without a tenant there is no such place.

    Names in the database do not carry the folder, so that a tenant can be restored beside itself.
    """

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
