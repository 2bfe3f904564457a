"""A catalogue as SQL that makes it again. Pure; nothing of a database in it."""

from collections import defaultdict
from collections.abc import Iterable

from tenants.provisioning.catalogue import Catalogue, Column, Rule, Sequence, Table

FOREIGN_KEY = "f"


def quoted(name: str) -> str:
    """An identifier in quotes."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in quotes."""
    return "'" + text.replace("'", "''") + "'"


def statements_before_rows(catalogue: Catalogue) -> str:
    """Functions, sequences and tables with all constraints of their own: what is needed before rows can be
    copied.
    """
    identities = {(seq.table, seq.column): seq for seq in catalogue.sequences if seq.kind == "i"}
    own_rules: dict[str, list[Rule]] = defaultdict(list)
    for rule in catalogue.constraints:
        if rule.kind != FOREIGN_KEY:
            own_rules[rule.table].append(rule)
    parts = [f"{function.definition};" for function in catalogue.functions]
    parts += [_sequence(catalogue.schema, seq) for seq in catalogue.sequences if seq.kind != "i"]
    parts += [
        _table(catalogue.schema, table, identities, own_rules[table.name]) for table in catalogue.tables
    ]
    return "\n".join(parts)


def statements_after_rows(catalogue: Catalogue) -> str:
    """Foreign keys, indexes, triggers, comments, and where the sequences stand."""
    schema = catalogue.schema
    keys: dict[str, list[str]] = defaultdict(list)
    for rule in catalogue.constraints:
        if rule.kind == FOREIGN_KEY:
            keys[rule.table].append(f"ADD CONSTRAINT {quoted(rule.name)} {rule.definition}")
    parts = [f"ALTER TABLE {schema}.{quoted(table)} {', '.join(added)};" for table, added in keys.items()]
    parts += [f"{index.definition};" for index in catalogue.indexes]
    parts += [_trigger(schema, trigger) for trigger in catalogue.triggers]
    parts += list(_comments(catalogue))
    parts += [_ownership(schema, seq) for seq in catalogue.sequences if seq.kind == "a"]
    parts += [
        _position(schema, seq) for seq in catalogue.sequences if seq.is_called or seq.last_value != seq.start
    ]
    return "\n".join(parts)


def _table(
    schema: str, table: Table, identities: dict[tuple[str, str], Sequence], own_rules: Iterable[Rule]
) -> str:
    lines = [_column(schema, column, identities.get((table.name, column.name))) for column in table.columns]
    lines += [f"CONSTRAINT {quoted(rule.name)} {rule.definition}" for rule in own_rules]
    kind = "CREATE UNLOGGED TABLE" if table.unlogged else "CREATE TABLE"
    options = f" WITH ({', '.join(table.options)})" if table.options else ""
    return f"{kind} {schema}.{quoted(table.name)} ({', '.join(lines)}){options};"


def _column(schema: str, column: Column, identity: Sequence | None) -> str:
    parts = [quoted(column.name), column.type]
    if column.collation:
        parts.append(f"COLLATE {column.collation}")
    if identity is not None:
        when = "ALWAYS" if column.identity == "a" else "BY DEFAULT"
        options = f"SEQUENCE NAME {schema}.{quoted(identity.name)} {_sequence_options(identity)}"
        parts.append(f"GENERATED {when} AS IDENTITY ({options})")
    elif column.generated:
        expression, _bar, kind = column.generated.rpartition("|")
        parts.append(f"GENERATED ALWAYS AS ({expression}) {'VIRTUAL' if kind == 'v' else 'STORED'}")
    elif column.default:
        parts.append(f"DEFAULT {column.default}")
    if column.not_null:
        parts.append(
            f"CONSTRAINT {quoted(column.not_null_name)} NOT NULL" if column.not_null_name else "NOT NULL"
        )
    return " ".join(parts)


def _sequence(schema: str, seq: Sequence) -> str:
    return f"CREATE SEQUENCE {schema}.{quoted(seq.name)} AS {seq.type} {_sequence_options(seq)};"


def _sequence_options(seq: Sequence) -> str:
    return (
        f"START WITH {seq.start} INCREMENT BY {seq.step} MINVALUE {seq.least} MAXVALUE {seq.most} "
        f"CACHE {seq.cache} {'CYCLE' if seq.cycle else 'NO CYCLE'}"
    )


def _ownership(schema: str, seq: Sequence) -> str:
    column = f"{schema}.{quoted(seq.table)}.{quoted(seq.column)}"
    return f"ALTER SEQUENCE {schema}.{quoted(seq.name)} OWNED BY {column};"


def _position(schema: str, seq: Sequence) -> str:
    name = literal(f"{schema}.{quoted(seq.name)}")
    is_called = "true" if seq.is_called else "false"
    return f"SELECT pg_catalog.setval({name}::regclass, {seq.last_value}, {is_called});"


def _trigger(schema: str, trigger: Rule) -> str:
    enabled = {"D": "DISABLE TRIGGER", "R": "ENABLE REPLICA TRIGGER", "A": "ENABLE ALWAYS TRIGGER"}.get(
        trigger.kind
    )
    if enabled is None:
        return f"{trigger.definition};"
    table = f"{schema}.{quoted(trigger.table)}"
    return f"{trigger.definition};\nALTER TABLE {table} {enabled} {quoted(trigger.name)};"


def _comments(catalogue: Catalogue) -> Iterable[str]:
    schema = catalogue.schema
    for table in catalogue.tables:
        name = f"{schema}.{quoted(table.name)}"
        if table.comment:
            yield f"COMMENT ON TABLE {name} IS {literal(table.comment)};"
        for column in table.columns:
            if column.comment:
                yield f"COMMENT ON COLUMN {name}.{quoted(column.name)} IS {literal(column.comment)};"
    for rule in catalogue.constraints:
        if rule.comment:
            on = f"{schema}.{quoted(rule.table)}"
            yield f"COMMENT ON CONSTRAINT {quoted(rule.name)} ON {on} IS {literal(rule.comment)};"
    for index in catalogue.indexes:
        if index.comment:
            yield f"COMMENT ON INDEX {schema}.{quoted(index.name)} IS {literal(index.comment)};"
