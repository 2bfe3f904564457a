"""Backups in an S3-compatible store: the same backup, the same refusals. A real server (moto's), a real client (boto3)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import boto3
import pytest
from django.utils import timezone
from moto.server import ThreadedMotoServer

from tenants.backup import routine
from tenants.backup.errors import BackupRefused
from tenants.backup.opening import check_integrity
from tenants.backup.restore import RestoreTenant
from tenants.backup.storage import BUCKET, ENDPOINT, backup_storage
from tenants.backup.take import BackUpTenant, note_name
from tenants.models import Backup, Tenant
from tests.tenants.backup.test_restore import rows_of, run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.portal_database("demo", role="owner")]

NAME = "sao-luu"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A bucket on a server of its own, and the environment that names it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        BUCKET: NAME,
        ENDPOINT: f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    made = boto3.resource("s3", endpoint_url=f"http://{host}:{port}").Bucket(NAME)
    made.create()
    yield made
    server.stop()


def names(bucket: Any) -> list[str]:
    return sorted(one.key for one in bucket.objects.all())


def test_taken_checked_put_back_and_removed(ward: Tenant, bucket: Any) -> None:
    before = rows_of(ward.schema_name)
    backup = BackUpTenant(tenant=ward, by="lan").execute()
    assert names(bucket) == sorted([backup.name, note_name(backup.name)])
    assert bucket.Object(backup.name).get()["Body"].read(32).startswith(b"age-encryption.org/v1")
    assert check_integrity(backup.name, backup.sha256).rows == backup.rows

    run(f"UPDATE {ward.schema_name}.wagtailcore_page SET title = 'Bị sửa'")
    RestoreTenant(name=backup.name, by="lan").execute()
    assert rows_of(ward.schema_name) == before

    data = bytearray(bucket.Object(backup.name).get()["Body"].read())
    data[len(data) // 2] ^= 1
    bucket.put_object(Key=backup.name, Body=bytes(data))
    with pytest.raises(BackupRefused, match="checksum"):
        RestoreTenant(name=backup.name, by="lan").execute()
    bucket.Object(note_name(backup.name)).delete()
    with pytest.raises(BackupRefused, match="no note"):
        check_integrity(backup.name)
    assert rows_of(ward.schema_name) == before

    old = timezone.now() - timedelta(days=400)
    for _ in range(routine.KEEP_LEAST):
        Backup.objects.create(tenant=ward, name="newer", fingerprint="f")
    Backup.objects.filter(pk=backup.pk).update(taken_at=old)
    assert routine.remove_old() == 1
    assert names(bucket) == []


def test_a_bucket_that_is_not_there_leaves_nothing_behind(
    ward: Tenant, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tenants.backup.errors import BackupError

    monkeypatch.setenv(BUCKET, "khong-co")
    with pytest.raises(BackupError, match="cannot be written"):
        BackUpTenant(tenant=ward, files=False).execute()
    assert not Backup.objects.exists()
    assert backup_storage().bucket_name == "khong-co"  # type: ignore[attr-defined]
