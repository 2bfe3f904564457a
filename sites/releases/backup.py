"""Releases in a tenant's backup, and put back: the change feed moves forward, with a withdrawal for what vanished."""

# ruff: noqa: S608 - what is put into the queries are names of our own tables and columns

from collections.abc import Iterable
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import storages

from sites.releases import changes
from sites.releases.enums import ChangeKind
from sites.releases.models import OldAddress, PublicFile, Release, SharingRule
from tenants.backup.parts import SharedPart, SharedRows, register_part, register_store
from tenants.models import Tenant

OF_TENANT = "release_id IN (SELECT id FROM public.releases_release WHERE tenant_id = %(tenant)s)"
TABLES = (
    SharedRows("releases_release"),
    SharedRows("releases_publicfile"),
    SharedRows("releases_fileuse", where=OF_TENANT),
    SharedRows("releases_oldaddress"),
    SharedRows("releases_sharingrule"),
)

_SAME = "now.item_id = was.item_id AND now.language = was.language"
_VANISHED = f"""SELECT now.id FROM public.releases_release now WHERE now.tenant_id = %(tenant)s
AND NOT EXISTS (SELECT FROM {{releases_release}} was WHERE {_SAME})"""
_CHANGED = f"""SELECT was.id, now.id FROM {{releases_release}} was LEFT JOIN public.releases_release now
ON now.tenant_id = %(tenant)s AND {_SAME}
WHERE now.id IS NULL OR now.etag <> was.etag OR now.text <> was.text ORDER BY was.id"""
_USES = """INSERT INTO public.releases_fileuse (release_id, file_id)
SELECT r.id, f.id FROM {releases_fileuse} u
JOIN {releases_release} was ON was.id = u.release_id JOIN {releases_publicfile} file ON file.id = u.file_id
JOIN public.releases_release r ON r.tenant_id = %(tenant)s AND r.item_id = was.item_id AND r.language = was.language
JOIN public.releases_publicfile f ON f.tenant_id = %(tenant)s AND f.sha256 = file.sha256 AND f.extension = file.extension
ON CONFLICT DO NOTHING"""


def register() -> None:
    """Enter releases and public files in the tenants' backups."""
    register_part(SharedPart("releases", TABLES, merge))
    register_store(PublicFiles())


class PublicFiles:
    """What releases show and offer; named by content, so a name never means anything else."""

    kind = "public"

    def names(self, tenant: Tenant) -> Iterable[str]:
        """The files of the tenant's releases."""
        return sorted({file.path for file in PublicFile.objects.filter(tenant_id=tenant.pk)})

    def open(self, tenant: Tenant, name: str) -> IO[bytes]:
        """One of them."""
        return storages["public"].open(name)

    def put(self, tenant: Tenant, name: str, content: IO[bytes]) -> bool:
        """Put it there unless it is."""
        storage = storages["public"]
        if storage.exists(name):
            return False
        storage.save(name, File(content))
        return True


def merge(cursor: Any, tenant: Tenant, staged: dict[str, str]) -> None:
    """Make the tenant's releases what they were: in the restoring transaction, so readers see both or neither."""
    key = {"tenant": tenant.pk}
    for table in staged.values():
        if table != staged["releases_fileuse"]:
            cursor.execute(f"UPDATE {table} SET tenant_id = %(tenant)s", key)
    cursor.execute(_VANISHED.format(**staged), key)
    _withdraw([row[0] for row in cursor.fetchall()])
    _insert(cursor, PublicFile, staged, "ON CONFLICT DO NOTHING")
    cursor.execute(_CHANGED.format(**staged), key)
    for was, now in cursor.fetchall():
        _put_back(cursor, staged, was, now)
    cursor.execute(_USES.format(**staged), key)
    for model in (OldAddress, SharingRule):
        model.objects.filter(tenant_id=tenant.pk).delete()
        _insert(cursor, model, staged, "")


def _withdraw(keys: list[int]) -> None:
    for release in Release.objects.filter(pk__in=keys):
        changes.announce(release, ChangeKind.WITHDRAWN)
        release.delete()


def _put_back(cursor: Any, staged: dict[str, str], was: int, now: int | None) -> None:
    if now is not None:
        Release.objects.filter(pk=now).delete()
    columns = _columns(Release)
    cursor.execute(
        f"INSERT INTO public.releases_release ({columns}) SELECT {columns} FROM {staged['releases_release']} "
        "WHERE id = %s RETURNING id",
        [was],
    )
    changes.announce(Release.objects.get(pk=cursor.fetchone()[0]), ChangeKind.RELEASED)


def _insert(cursor: Any, model: Any, staged: dict[str, str], conflict: str) -> None:
    table, columns = model._meta.db_table, _columns(model)
    cursor.execute(f"INSERT INTO public.{table} ({columns}) SELECT {columns} FROM {staged[table]} {conflict}")


def _columns(model: Any) -> str:
    """All columns but the key, which is given anew."""
    return ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields if not field.primary_key)
