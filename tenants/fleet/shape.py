"""The shape of a schema, comparable between tenants: what it consists of, without its name and its rows."""

import re
from collections.abc import Mapping
from typing import Any

from tenants.provisioning.catalogue import Catalogue, Rule, read_catalogue

Shape = Mapping[str, frozenset[tuple[Any, ...]]]

REPARSED = re.compile(r"::(text|character varying)(\[\])?|[()]")
"""PostgreSQL writes `IN ('a', 'b')` with its casts elsewhere once it has read its own text of it again (so
after any dump, too). The condition is the same.
"""

_DIGEST = """
WITH own AS (
    SELECT objid FROM pg_depend WHERE refclassid = 'pg_namespace'::regclass
    AND refobjid = %(schema)s::regnamespace AND deptype = 'n' AND classid = 'pg_class'::regclass
), parts AS (
    SELECT concat_ws(' ', 'column', c.relname, a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.attidentity,
        a.atthasdef) AS part
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.oid IN (SELECT objid FROM own) AND c.relkind = 'r'
    UNION ALL
    SELECT concat_ws(' ', 'constraint', c.relname, n.conname, n.contype, n.conkey::text, f.relname, n.condeferrable)
    FROM pg_constraint n JOIN pg_class c ON c.oid = n.conrelid LEFT JOIN pg_class f ON f.oid = n.confrelid
    WHERE n.conrelid IN (SELECT objid FROM own) AND n.contype IN ('p', 'u', 'x', 'f', 'c')
    UNION ALL
    SELECT concat_ws(' ', 'index', c.relname, x.relname, i.indisunique, i.indisvalid, i.indnatts)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
    WHERE i.indrelid IN (SELECT objid FROM own)
    UNION ALL
    SELECT concat_ws(' ', 'trigger', c.relname, t.tgname, t.tgenabled)
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE t.tgrelid IN (SELECT objid FROM own) AND NOT t.tgisinternal
) SELECT md5(string_agg(part, E'\\n' ORDER BY part COLLATE "C")) FROM parts"""


def shape_digest(cursor: Any, schema: str) -> str:
    """One number of what a schema consists of, in a few milliseconds: columns and their types, constraints,
    indexes, triggers, by name.

    Column numbers are part of a constraint's, so two schemas agree only if their columns were made in the
    same order or if no constraint stands on them; callers take a difference as a reason to look, see
    `differences`.
    """
    cursor.execute(_DIGEST, {"schema": schema})
    return str(cursor.fetchone()[0])


def read_shape(cursor: Any, schema: str) -> Shape:
    """The shape of a schema in full, within the caller's transaction."""
    return shape_of(read_catalogue(cursor, schema))


def shape_of(found: Catalogue) -> Shape:
    """A catalogue's shape: the order of columns does not count, nor where sequences stand."""

    def plain(text: str) -> str:
        text = text.replace(f"{found.schema}.", "")
        return REPARSED.sub("", text) if "ARRAY[" in text else text

    def rules(several: tuple[Rule, ...]) -> frozenset[tuple[Any, ...]]:
        return frozenset((rule.table, rule.name, rule.kind, plain(rule.definition)) for rule in several)

    return {
        "table": frozenset((table.name, table.unlogged, table.options) for table in found.tables),
        "column": frozenset(
            (
                table.name,
                one.name,
                one.type,
                one.collation,
                plain(one.default),
                plain(one.generated),
                one.identity,
                one.not_null,
            )
            for table in found.tables
            for one in table.columns
        ),
        "sequence": frozenset(
            (one.name, one.type, one.start, one.step, one.kind, one.table, one.column)
            for one in found.sequences
        ),
        "constraint": rules(found.constraints),
        "index": rules(found.indexes),
        "trigger": rules(found.triggers),
        "function": rules(found.functions),
    }


def differences(found: Shape, expected: Shape) -> list[str]:
    """What a schema has too much and what it lacks, a line for each, named as people know it."""
    lines = []
    for part, wanted in expected.items():
        for sign, several in (("lacks", wanted - found[part]), ("has too much", found[part] - wanted)):
            lines += [
                f"{sign}: {part} {' '.join(str(word) for word in one)}" for one in sorted(several, key=str)
            ]
    return lines
