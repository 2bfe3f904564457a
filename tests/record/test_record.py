"""The record of decisions: added to by everyone who decides, changed by nobody, and whoever changes it all the same is found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from cms.record import writing
from cms.record.chain import START, Entry
from cms.record.enums import Act
from cms.record.models import RecordEntry, RecordLink
from cms.record.verifying import Anchor, verify
from cms.record.writing import facts_digest, write
from cms.salts.models import Salt, seal
from tenants.context import no_tenant, tenant_context
from tenants.errors import NoTenant
from tenants.models import Tenant
from tests.moderation.office import Office

pytestmark = pytest.mark.portal_database("demo")
DIGEST = "d1" * 32
TABLES = ("record_recordentry", "record_recordlink")


@pytest.fixture
def portal(quang_phu: Office) -> Tenant:
    """Phường Quảng Phú, current."""
    return quang_phu.tenant


def decide(act: Act = Act.APPROVED, item: UUID | None = None, **more: Any) -> RecordEntry:
    """A decision on some item."""
    with transaction.atomic():
        entry = write(act, account=uuid4(), post="board_chief", item=item or uuid4(), digest=DIGEST, **more)
    commit()
    return entry


def commit() -> None:
    """What the database does when a deciding transaction commits; the test's own is rolled back."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def chain(tenant: Tenant) -> list[Entry]:
    """The tenant's chain."""
    return list(RecordLink.objects.of(tenant.pk).entries())


@contextmanager
def tampering() -> Iterator[Any]:
    """The hands of somebody who owns the database and switches the guards off."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE public.{table} DISABLE TRIGGER USER")
        yield cursor
        for table in TABLES:
            cursor.execute(f"ALTER TABLE public.{table} ENABLE TRIGGER USER")


def test_decisions_are_chained_in_the_order_of_their_commits(portal: Tenant) -> None:
    before = chain(portal)

    entries = [decide(act) for act in (Act.SUBMITTED, Act.APPROVED, Act.TAKEN_DOWN)]

    added = chain(portal)[len(before) :]
    assert [entry.id for entry in added] == [entry.pk for entry in entries]
    assert [entry.number for entry in added] == list(range(len(before) + 1, len(before) + 4))
    assert added[0].previous == (before[-1].hash if before else START)
    assert [entry.previous for entry in added[1:]] == [entry.hash for entry in added[:-1]]
    assert verify().faults == ()


def test_what_is_rolled_back_is_not_in_the_record_and_leaves_no_gap(portal: Tenant) -> None:
    before = len(chain(portal))

    def fail() -> None:
        with transaction.atomic():
            decide()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    decide()

    assert [entry.number for entry in chain(portal)[before:]] == [before + 1]


def test_a_decision_without_a_transaction_is_refused(portal: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "connection", SimpleNamespace(in_atomic_block=False))

    with pytest.raises(transaction.TransactionManagementError, match="one transaction"):
        write(Act.APPROVED, account=None)


def test_a_decision_without_a_tenant_or_a_subject_is_refused(portal: Tenant) -> None:
    with pytest.raises(ValueError, match="whose content"):
        write(Act.APPROVED, account=None, digest=DIGEST)
    with no_tenant(), pytest.raises(NoTenant):
        write(Act.APPROVED, account=None)


def test_it_holds_keys_and_a_salted_hash_and_nothing_else(portal: Tenant) -> None:
    entry = decide(clause="7.3a", version=uuid4(), about=uuid4())

    assert entry.seal == Salt.objects.get(subject_id=entry.item_id).seal != DIGEST
    assert DIGEST not in json.dumps(RecordEntry.objects.values().get(pk=entry.pk), default=str)
    kinds = {field.name: type(field).__name__ for field in RecordEntry._meta.fields}
    assert {name for name, kind in kinds.items() if kind != "UUIDField"} == {
        "at",
        "act",
        "post",
        "seal",
        "clause",
    }


def test_one_content_has_one_seal_and_no_other_portal_has_it(portal: Tenant) -> None:
    item = uuid4()
    first, second = decide(Act.SUBMITTED, item), decide(Act.APPROVED, item)
    other = decide(Act.SUBMITTED)

    assert first.seal == second.seal != other.seal
    with tenant_context(Tenant.objects.with_code("10507").get()):
        assert decide(Act.SUBMITTED, item).seal != first.seal


def test_facts_of_another_kind_have_a_digest_of_their_own() -> None:
    assert facts_digest(role="a", decision="b") == facts_digest(decision="b", role="a")
    assert facts_digest(role="a") != facts_digest(role="b")


def test_a_purged_items_chain_still_verifies_and_says_nothing_of_it(portal: Tenant) -> None:
    entry = decide()

    Salt.objects.forget(entry.item_id)

    assert verify().faults == ()
    assert not any(seal(salt.salt, DIGEST) == entry.seal for salt in Salt.objects.all())


@pytest.mark.parametrize("role", ["application", "owner"])
@pytest.mark.parametrize("table", TABLES)
def test_neither_the_application_nor_the_owner_changes_or_removes(
    portal: Tenant, connect: Callable[[str], Any], table: str, role: str
) -> None:
    with connect(role).cursor() as cursor:
        for act in (
            f"UPDATE public.{table} SET tenant_id = tenant_id",
            f"DELETE FROM public.{table}",
            f"TRUNCATE public.{table}",
        ):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(act)


def test_citizens_reading_does_not_see_it(portal: Tenant, connect: Callable[[str], Any]) -> None:
    with connect("reader").cursor() as cursor:
        for table in TABLES:
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(f"SELECT count(*) FROM public.{table}")


def test_the_application_can_neither_write_the_chain_nor_switch_the_guards_off(
    portal: Tenant, connect: Callable[[str], Any]
) -> None:
    with connect("application").cursor() as cursor:
        for act in (
            "INSERT INTO public.record_recordlink (entry_id, tenant_id, number, previous, hash)"
            " VALUES (gen_random_uuid(), gen_random_uuid(), 1, '', '')",
            "ALTER TABLE public.record_recordentry DISABLE TRIGGER USER",
            "CREATE OR REPLACE FUNCTION public.record_refuse() RETURNS trigger LANGUAGE sql AS $$ $$",
        ):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(act)


def test_nobody_chooses_the_instant(portal: Tenant) -> None:
    import datetime as dt

    with transaction.atomic():
        entry = RecordEntry.objects.create(
            tenant_id=portal.pk, act=Act.APPROVED, at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        )

    assert RecordEntry.objects.get(pk=entry.pk).at.year > 2020


# --- an owner who switches the guards off is found --------------------------------------------------------------------

as_owner = pytest.mark.portal_database("demo", role="owner")


@as_owner
@pytest.mark.parametrize(
    "change",
    [
        "account_id = gen_random_uuid()",
        "act = 'returned'",
        "post = 'board_deputy'",
        "clause = '1'",
        "at = at - interval '1 microsecond'",
        "item_id = gen_random_uuid()",
        "version_id = gen_random_uuid()",
        "about_id = gen_random_uuid()",
        "seal = repeat('0', 64)",
    ],
)
def test_a_changed_entry_is_found(portal: Tenant, change: str) -> None:
    number = [decide(), decide(), decide()][1].link.number

    with tampering() as cursor:
        cursor.execute(
            f"UPDATE public.record_recordentry SET {change} WHERE id = "
            "(SELECT entry_id FROM public.record_recordlink WHERE tenant_id = %s AND number = %s)",
            [str(portal.pk), number],
        )

    assert any(f"entry {number} (" in fault and "not what was written" in fault for fault in verify().faults)


@as_owner
def test_a_changed_entry_with_its_hash_mended_is_found_at_the_next(
    portal: Tenant, connect: Callable[[str], Any]
) -> None:
    second = [decide(), decide(), decide()][1]
    RecordEntry.objects.get(pk=second.pk)
    forged = next(entry for entry in chain(portal) if entry.id == second.pk)
    from dataclasses import replace

    forged = replace(forged, post="board_deputy")
    with tampering() as cursor:
        cursor.execute(
            "UPDATE public.record_recordentry SET post = 'board_deputy' WHERE id = %s", [str(second.pk)]
        )
        cursor.execute(
            "UPDATE public.record_recordlink SET hash = %s WHERE entry_id = %s",
            [forged.expected_hash(), str(second.pk)],
        )

    assert verify().faults == (
        f"entry {forged.number + 1} does not follow entry {forged.number}: one of them was replaced",
    )


@as_owner
def test_an_entry_that_was_taken_out_is_found(portal: Tenant, connect: Callable[[str], Any]) -> None:
    number = [decide(), decide(), decide()][1].link.number

    with tampering() as cursor:
        cursor.execute(
            "DELETE FROM public.record_recordlink WHERE tenant_id = %s AND number = %s",
            [str(portal.pk), number],
        )

    found = verify().faults
    assert f"entry {number} is missing" in found
    assert any("without a place in the chain" in fault for fault in found)


@as_owner
def test_an_end_that_was_cut_off_is_found_by_the_tenants_own_schema_and_by_an_anchor(
    portal: Tenant, connect: Callable[[str], Any]
) -> None:
    decide()
    last = decide()
    anchor = verify().head
    assert anchor is not None

    with tampering() as cursor:
        cursor.execute("DELETE FROM public.record_recordlink WHERE entry_id = %s", [str(last.pk)])
        cursor.execute("DELETE FROM public.record_recordentry WHERE id = %s", [str(last.pk)])

    found = verify([anchor]).faults
    assert f"entry {anchor.number} was noted as {anchor} and is missing" in found
    assert any(str(last.item_id) in fault and "no longer in the record" in fault for fault in found)


def test_a_record_that_was_written_anew_is_found_by_an_anchor(portal: Tenant) -> None:
    decide()
    head = verify().head
    assert head is not None

    assert verify([head]).faults == ()
    other = Anchor(head.number, "0" * 64)
    assert verify([other]).faults == (f"entry {head.number} is not the one that was noted as {other}",)


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_verifies_and_prints_an_anchor(
    portal: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    decide()

    call_command("record", "verify", "16522")
    call_command("record", "verify", "--all")

    said = capsys.readouterr().out
    head = verify().head
    assert f"{portal.schema_name}: {head.number if head else 0} entries, verified, anchor {head}" in said
    assert said.count("verified") == 1 + Tenant.objects.exclude(state="deleted").count()
    call_command("record", "verify", "16522", "--anchor", str(head))


@as_owner
def test_the_command_ends_with_an_error_that_says_what_was_changed(
    portal: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = decide()
    with tampering() as cursor:
        cursor.execute("UPDATE public.record_recordentry SET post = 'x' WHERE id = %s", [str(entry.pk)])

    with pytest.raises(CommandError, match="changed after they were written"):
        call_command("record", "verify", "16522")

    assert f"entry {entry.link.number} ({entry.pk}) is not what was written" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["verify"], "Name the portal"),
        (["verify", "99999"], "No portal has the code 99999"),
        (["verify", "16522", "--anchor", "x"], "is no anchor"),
        (["verify", "--all", "--anchor", "1:" + "0" * 64], "name it instead of --all"),
        (["export", "16522", "--since", "-1"], "has entries 1 to"),
        (["export", "16522", "--since", "999999"], "has entries 1 to"),
    ],
)
def test_a_wrong_command_says_what_is_allowed(portal: Tenant, arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("record", *arguments)


def test_an_export_can_be_verified_by_anybody(portal: Tenant, tmp_path: Path) -> None:
    decide(clause="7.3a")
    decide(Act.TAKEN_DOWN)
    file = tmp_path / "record.jsonl"

    call_command("record", "export", "16522", "--output", str(file))

    import hashlib

    previous = START
    keys = [
        "number",
        "previous",
        "id",
        "tenant",
        "at",
        "act",
        "account",
        "post",
        "item",
        "about",
        "seal",
        "version",
        "clause",
    ]
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        values = ["" if line[key] is None else str(line[key]) for key in keys]
        text = "".join(f"{len(value.encode())}:{value}" for value in values)
        assert line["previous"] == previous
        assert hashlib.sha256(text.encode()).hexdigest() == line["hash"]
        previous = line["hash"]
    assert [line["act"] for line in lines[-2:]] == ["approved", "taken_down"]
    with pytest.raises(CommandError, match="overwrites nothing"):
        call_command("record", "export", "16522", "--output", str(file))


def test_an_export_goes_on_where_the_last_one_ended(
    portal: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    first = decide().link.number
    decide()

    call_command("record", "export", "16522", "--since", str(first))

    assert [json.loads(line)["number"] for line in capsys.readouterr().out.splitlines()] == [first + 1]
