"""Whether a picture or a file still fits into what the portal may store."""

from __future__ import annotations

from typing import Any

from tenants.context import current_tenant
from tenants.errors import ActRefused
from tenants.fleet.usage import refuse_file


class RoomMixin:
    """A form that stores a file only while there is room for it."""

    def clean(self) -> dict[str, Any]:
        """Refuse a new file that is more than the portal's storage takes; nothing of it is stored."""
        form: Any = self
        data: dict[str, Any] = super().clean()  # type: ignore[misc]
        file = data.get("file")
        if file and "file" in form.changed_data:
            try:
                refuse_file(current_tenant(), file.size)
            except ActRefused as refusal:
                form.add_error("file", refusal.sentence)
        return data
