"""Field classes that keep a tenant's migrations few.

A migration is paid once per tenant, thousands of times, so what only describes the editor's form stays out of them.
"""

from typing import Any

from wagtail.fields import StreamField


class BodyField(StreamField):
    """A StreamField whose block definitions stay out of migrations.

    Blocks live in JSON: adding or changing one alters no table, and must not ask every tenant for a migration.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return the field's construction without its blocks (Django's contract for migrations)."""
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs
