"""The template: a tenant's schema as SQL, built once for each migration state and kept in the database."""

import io
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import transaction

from tenants.connection import tenant_connection
from tenants.locks import advisory_lock
from tenants.models import Template
from tenants.provisioning.catalogue import Catalogue, Table, read_catalogue
from tenants.provisioning.definitions import quoted, statements_after_rows, statements_before_rows
from tenants.provisioning.fingerprint import tenant_fingerprint
from tenants.provisioning.migrating import drop_schema, make_empty_schema, migrate_schema

logger = logging.getLogger(__name__)

SCRATCH_SCHEMA = "tenants_template_scratch_schema"
"""The schema that the migrations run in; in a kept template its name stands wherever a tenant's will."""
KEPT_TEMPLATES = 3
"""The present one and two older ones: during a rollout the previous version still creates tenants."""


def current_template() -> Template:
    """The template of the code's migrations, built now if there is none; one of another state is never
    used.

    Takes as long as all migrations (some seconds) when it has to be built, else one query. It is built on a
    connection of its own where the caller's is inside a transaction: migrations cannot run in one that has
    written already ("pending trigger events").
    """
    fingerprint = tenant_fingerprint()
    found = Template.objects.filter(pk=fingerprint).first()
    if found is not None:
        return found
    if tenant_connection().in_atomic_block:
        with ThreadPoolExecutor(1, thread_name_prefix="template") as aside:
            aside.submit(_build_aside, fingerprint).result()
        return Template.objects.get(pk=fingerprint)
    return _build_once(fingerprint)


def _build_once(fingerprint: str) -> Template:
    """Build it, unless another process did meanwhile."""
    with advisory_lock("tenants.template"):
        return Template.objects.filter(pk=fingerprint).first() or _build(fingerprint)


def _build_aside(fingerprint: str) -> None:
    """The same in a thread, which has its own connection; the thread ends with it."""
    try:
        _build_once(fingerprint)
    finally:
        tenant_connection().close()


def read_rows(cursor: Any, schema: str, tables: tuple[Table, ...]) -> list[dict[str, str]]:
    """The rows of all tables that have any, as COPY's text."""
    filled = []
    for table in tables:
        columns = ", ".join(quoted(column.name) for column in table.columns if not column.generated)
        text = io.StringIO()
        cursor.copy_expert(f"COPY {schema}.{quoted(table.name)} ({columns}) TO STDOUT", text)
        if text.tell():
            filled.append({"table": table.name, "columns": columns, "rows": text.getvalue()})
    return filled


def _build(fingerprint: str) -> Template:
    logger.info("Building the template of migration state %s", fingerprint[:12])
    make_empty_schema(SCRATCH_SCHEMA)
    try:
        migrate_schema(SCRATCH_SCHEMA)
        catalogue, rows = _read(SCRATCH_SCHEMA)
    finally:
        drop_schema(SCRATCH_SCHEMA)
    with transaction.atomic():
        template = Template.objects.create(
            fingerprint=fingerprint,
            tables=statements_before_rows(catalogue),
            data=rows,
            rules=statements_after_rows(catalogue),
        )
        newest = Template.objects.order_by("-built_at").values_list("pk", flat=True)[:KEPT_TEMPLATES]
        Template.objects.exclude(pk__in=list(newest)).delete()
    return template


def _read(schema: str) -> tuple[Catalogue, list[dict[str, str]]]:
    connection = tenant_connection()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            catalogue = read_catalogue(cursor, schema)
            return catalogue, read_rows(cursor, schema, catalogue.tables)
    finally:
        connection.set_schema_to_public()  # so that the next cursor sets its search path anew
