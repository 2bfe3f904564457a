"""Private files of the tenants: one folder each."""

from pathlib import Path

from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from tenants.context import current_tenant


@deconstructible(path="tenants.storage.TenantPrivateStorage")
class TenantPrivateStorage(FileSystemStorage):
    """Files of the current tenant under `MEDIA_ROOT/<schema>/`; without a tenant there is no such place.

    Names in the database do not carry the folder, so that a tenant can be restored beside itself.
    """

    @property
    def location(self) -> str:  # type: ignore[override]
        """The current tenant's folder.

        Raises:
            NoTenant: no tenant is set.
        """
        return str(Path(self.base_location).resolve() / current_tenant().schema_name)
