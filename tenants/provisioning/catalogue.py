"""What a schema consists of, read from PostgreSQL's catalogues. No `pg_dump`: its time grows with all
schemas there are.
"""

# ruff: noqa: S608 - what is put into the queries are constants of this file and names of schemas

from dataclasses import dataclass
from typing import Any

SUPPORTED_RELATIONS = {"r", "i", "S", "t"}
"""Tables, indexes, sequences, TOAST. A view or a partitioned table in a tenant's schema would have to be
taught here.
"""


class UnsupportedObject(RuntimeError):
    """The migrations made something that templates do not carry; the message names it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `default` and `generated` are expressions, `identity` is `a` (always), `d` (by default) or
    empty.
    """

    name: str
    type: str
    collation: str
    default: str
    generated: str
    identity: str
    not_null: bool
    not_null_name: str
    storage: str
    comment: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its columns in order."""

    name: str
    unlogged: bool
    options: tuple[str, ...]
    comment: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """A sequence; `kind` is `i` for an identity column's, `a` for one owned by a column, empty for a free
    one.
    """

    name: str
    type: str
    start: int
    step: int
    least: int
    most: int
    cache: int
    cycle: bool
    kind: str
    table: str
    column: str
    last_value: int
    is_called: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A constraint, index, trigger or function, by the definition that PostgreSQL gives of it."""

    table: str
    name: str
    kind: str
    definition: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything in a schema but its rows. Definitions name the schema; `renamed` makes two of them
    comparable.
    """

    schema: str
    tables: tuple[Table, ...]
    sequences: tuple[Sequence, ...]
    constraints: tuple[Rule, ...]
    indexes: tuple[Rule, ...]
    triggers: tuple[Rule, ...]
    functions: tuple[Rule, ...]


# What depends on a schema is found by an index; a condition on the catalogues' own columns reads all of them, and with
# 3,355 tenants pg_class has 1.6 million rows.
_OWNED = """SELECT objid FROM pg_depend WHERE refclassid = 'pg_namespace'::regclass
    AND refobjid = %(schema)s::regnamespace AND deptype = 'n' AND classid = '{catalogue}'::regclass"""
_OWN = _OWNED.format(catalogue="pg_class")
_OWN_FUNCTIONS = _OWNED.format(catalogue="pg_proc")
_OWN_TYPES = _OWNED.format(catalogue="pg_type")
_OWN_STATISTICS = _OWNED.format(catalogue="pg_statistic_ext")

_RELATIONS = f"""
SELECT c.oid, c.relname, c.relkind, c.relpersistence = 'u', coalesce(c.reloptions, ARRAY[]::text[]),
       coalesce(obj_description(c.oid, 'pg_class'), ''), c.relrowsecurity, c.relispartition
FROM pg_class c WHERE c.oid IN ({_OWN}) ORDER BY c.relname"""
_COLUMNS = f"""
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
       CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text ELSE '' END,
       CASE WHEN a.attgenerated = '' THEN coalesce(pg_get_expr(d.adbin, d.adrelid), '') ELSE '' END,
       CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) || '|' || a.attgenerated::text
       ELSE '' END,
       a.attidentity::text, a.attnotnull, coalesce(n.conname, ''), a.attstorage::text,
       coalesce(col_description(c.oid, a.attnum), '')
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
LEFT JOIN pg_constraint n ON n.conrelid = c.oid AND n.contype = 'n' AND n.conkey = ARRAY[a.attnum]
WHERE c.oid IN ({_OWN}) AND c.relkind = 'r' ORDER BY c.relname, a.attnum"""
_SEQUENCES = f"""
SELECT c.relname, format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
s.seqcycle,
       coalesce(d.deptype::text, ''), coalesce(o.relname, ''), coalesce(a.attname, '')
FROM pg_class c
JOIN pg_sequence s ON s.seqrelid = c.oid
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
     AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
LEFT JOIN pg_class o ON o.oid = d.refobjid
LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE c.oid IN ({_OWN}) ORDER BY c.relname"""
_CONSTRAINTS = f"""
SELECT c.relname, n.conname, n.contype::text, pg_get_constraintdef(n.oid), coalesce(obj_description(n.oid,
'pg_constraint'), '')
FROM pg_constraint n JOIN pg_class c ON c.oid = n.conrelid
WHERE n.conrelid IN ({_OWN}) AND n.contype NOT IN ('n', 't') ORDER BY c.relname, n.conname"""
_INDEXES = f"""
SELECT c.relname, x.relname, 'index', pg_get_indexdef(i.indexrelid), coalesce(obj_description(x.oid,
'pg_class'), '')
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
WHERE i.indrelid IN ({_OWN}) AND c.relkind = 'r'
  AND NOT EXISTS (SELECT FROM pg_constraint n WHERE n.conindid = i.indexrelid AND n.contype IN ('p', 'u',
  'x'))
ORDER BY c.relname, x.relname"""
_TRIGGERS = f"""
SELECT c.relname, t.tgname, t.tgenabled::text, pg_get_triggerdef(t.oid), coalesce(obj_description(t.oid,
'pg_trigger'), '')
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgrelid IN ({_OWN}) AND NOT t.tgisinternal ORDER BY c.relname, t.tgname"""
_FUNCTIONS = f"""
SELECT '', p.proname, p.prokind::text, pg_get_functiondef(p.oid), coalesce(obj_description(p.oid,
'pg_proc'), '')
FROM pg_proc p WHERE p.oid IN ({_OWN_FUNCTIONS}) ORDER BY p.proname, p.oid"""
_OTHERS = f"""
SELECT 'type ' || t.typname FROM pg_type t WHERE t.oid IN ({_OWN_TYPES}) AND t.typtype IN ('d', 'e', 'r', 'm')
UNION ALL SELECT 'rule ' || r.rulename FROM pg_rewrite r WHERE r.ev_class IN ({_OWN})
UNION ALL SELECT 'policy ' || p.polname FROM pg_policy p WHERE p.polrelid IN ({_OWN})
UNION ALL SELECT 'statistics ' || s.stxname FROM pg_statistic_ext s WHERE s.oid IN ({_OWN_STATISTICS})
UNION ALL SELECT 'inheritance of ' || c.relname FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
WHERE h.inhrelid IN ({_OWN})"""


def read_catalogue(cursor: Any, schema: str) -> Catalogue:
    """Everything in a schema but its rows, in a stable order.

    The session's search path is set to `pg_catalog` for it, so that every name outside that is written with
    its schema.

    Raises:
        UnsupportedObject: the schema holds something that a template could not make again.
    """
    cursor.execute("SET search_path = pg_catalog")
    _refuse_unsupported(cursor, schema)
    return Catalogue(
        schema=schema,
        tables=_tables(cursor, schema),
        sequences=_sequences(cursor, schema),
        constraints=_rules(cursor, _CONSTRAINTS, schema),
        indexes=_rules(cursor, _INDEXES, schema),
        triggers=_rules(cursor, _TRIGGERS, schema),
        functions=_rules(cursor, _FUNCTIONS, schema),
    )


def _refuse_unsupported(cursor: Any, schema: str) -> None:
    cursor.execute(_OTHERS, {"schema": schema})
    others = [name for (name,) in cursor.fetchall()]
    cursor.execute(_RELATIONS, {"schema": schema})
    for _oid, name, kind, _unlogged, _options, _comment, has_policies, is_partition in cursor.fetchall():
        if kind not in SUPPORTED_RELATIONS or has_policies or is_partition:
            others.append(f"relation {name} (kind {kind})")
    if others:
        raise UnsupportedObject(
            "The tenants' migrations make what a template cannot carry yet: "
            + ", ".join(sorted(others))
            + ". "
            "Use tables, indexes, constraints, sequences, functions and triggers, or teach "
            "tenants.provisioning.catalogue."
        )


def _tables(cursor: Any, schema: str) -> tuple[Table, ...]:
    cursor.execute(_COLUMNS, {"schema": schema})
    columns: dict[str, list[Column]] = {}
    for table, *values in cursor.fetchall():
        columns.setdefault(table, []).append(Column(*values))
    cursor.execute(_RELATIONS, {"schema": schema})
    return tuple(
        Table(name, unlogged, tuple(options), comment, tuple(columns.get(name, ())))
        for _oid, name, kind, unlogged, options, comment, _policies, _partition in cursor.fetchall()
        if kind == "r"
    )


def _sequences(cursor: Any, schema: str) -> tuple[Sequence, ...]:
    cursor.execute(_SEQUENCES, {"schema": schema})
    rows = cursor.fetchall()
    if not rows:
        return ()
    cursor.execute(
        " UNION ALL ".join(f'SELECT %s, last_value, is_called FROM {schema}."{row[0]}"' for row in rows),
        [row[0] for row in rows],
    )
    values = {name: (last, called) for name, last, called in cursor.fetchall()}
    return tuple(Sequence(*(*row, *values[row[0]])) for row in rows)


def _rules(cursor: Any, query: str, schema: str) -> tuple[Rule, ...]:
    cursor.execute(query, {"schema": schema})
    return tuple(Rule(*row) for row in cursor.fetchall())
