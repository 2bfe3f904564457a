"""Wagtail admin's own search, in each tenant's schema, without regard to accents: `truong` finds `trường`."""

from typing import Any, Final

from modelsearch.backends.database.postgres.postgres import PostgresSearchBackend

CONFIGURATION: Final = "public.vi_folded"
"""Made by this room's migration: words without accents (`unaccent`), nothing else changed."""


class FoldingSearchBackend(PostgresSearchBackend):
    """`modelsearch`'s PostgreSQL backend, with a configuration that folds what is indexed and what is asked."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.config = CONFIGURATION
        self.autocomplete_config = CONFIGURATION


SearchBackend = FoldingSearchBackend
