"""Opening a backup: all of it is checked before anything is done with it."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _
from pydantic import ValidationError

from tenants.backup.errors import BackupRefused
from tenants.backup.keys import identities
from tenants.backup.manifest import FORMAT, Manifest, Note, Rows, StoredFile
from tenants.backup.storage import backup_storage, storage_errors
from tenants.backup.stream import CHUNK, read_archive
from tenants.backup.take import note_name
from tenants.models import Backup


@dataclass(frozen=True)
class Opened:
    """A backup that was found right, with its entries as plain files in a folder that is gone when the block ends."""

    manifest: Manifest
    folder: Path

    def path(self, entry: str) -> Path:
        """Where an entry lies."""
        return self.folder / entry

    def text(self, entry: str) -> str:
        """An entry as text."""
        return self.path(entry).read_text(encoding="utf-8")


def check_integrity(name: str, expected_sha256: str = "") -> Note:
    """Compare a backup in the storage with its note, and with what the registry knows if it is given.

    Raises:
        BackupRefused: note or file are missing, or the checksum is off.
    """
    storage = backup_storage()
    note = read_note(name)
    digest = hashlib.sha256()
    try:
        with storage.open(name) as file:
            for chunk in file.chunks(CHUNK):
                digest.update(chunk)
    except FileNotFoundError:
        raise BackupRefused(_("There is no backup %(name)s in the storage.") % {"name": name}) from None
    except storage_errors() as error:
        raise BackupRefused(
            _("The backup %(name)s cannot be read from the storage: %(error)s.")
            % {"name": name, "error": error}
        ) from error
    for expected in filter(None, (note.sha256, expected_sha256)):
        if digest.hexdigest() != expected:
            raise BackupRefused(
                _(
                    "The checksum of %(name)s is off: %(found)s…, expected was %(expected)s…. It is torn or was changed; take another one."
                )
                % {"name": name, "found": digest.hexdigest()[:12], "expected": expected[:12]}
            )
    return note


def read_note(name: str) -> Note:
    """The note beside a backup.

    Raises:
        BackupRefused: there is none, or it is none.
    """
    try:
        with backup_storage().open(note_name(name)) as file:
            return Note.model_validate_json(file.read())
    except FileNotFoundError:
        raise BackupRefused(
            _("Beside %(name)s there is no note: it is no backup, or it was broken off while it was written.")
            % {"name": name}
        ) from None
    except storage_errors() as error:
        raise BackupRefused(
            _("The backup %(name)s cannot be read from the storage: %(error)s.")
            % {"name": name, "error": error}
        ) from error
    except ValidationError as error:
        raise BackupRefused(
            _("The note beside %(name)s cannot be read: %(error)s.")
            % {"name": name, "error": error.errors()[0]["msg"]}
        ) from error


@contextmanager
def opened(name: str, backup: Backup | None = None) -> Iterator[Opened]:
    """A backup, checked in full.

    Raises:
        BackupRefused: a checksum is off, something is missing, or it was taken by a newer version.
    """
    check_integrity(name, backup.sha256 if backup else "")
    with tempfile.TemporaryDirectory(prefix="portal-restore-") as made:
        folder = Path(made)
        local = folder / Path(name).name
        with backup_storage().open(name) as source, local.open("wb") as target:
            shutil.copyfileobj(source, target, CHUNK)
        hashes: dict[str, str] = {}
        read_archive(local, identities(), lambda entry, content: _extract(folder, entry, content, hashes))
        local.unlink()
        manifest = _manifest(name, folder, hashes)
        refuse_newer(name, manifest)
        yield Opened(manifest, folder)


def refuse_newer(name: str, manifest: Manifest) -> None:
    """Refuse a backup that a newer version of this program took.

    Raises:
        BackupRefused: it has migrations applied that this code does not know.
    """
    loader = MigrationLoader(None)
    known = set(loader.disk_migrations) | {
        key for one in loader.disk_migrations.values() for key in one.replaces
    }
    unknown = [
        f"{app}.{migration}" for app, migration in manifest.migrations if (app, migration) not in known
    ]
    if unknown:
        raise BackupRefused(
            _(
                "%(name)s was taken by a newer version, which has migrations that this one does not know: %(unknown)s. Install that "
                "version, then restore."
            )
            % {"name": name, "unknown": ", ".join(unknown[:3]) + (" …" if len(unknown) > 3 else "")}
        )


def _extract(folder: Path, entry: str, content: IO[bytes], hashes: dict[str, str]) -> None:
    goal = (folder / entry).resolve()
    if not goal.is_relative_to(folder.resolve()):
        raise BackupRefused(
            _("The entry %(entry)s leads out of the archive; nothing was restored.") % {"entry": entry}
        )
    goal.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with goal.open("wb") as file:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            file.write(chunk)
    hashes[entry] = digest.hexdigest()


def _manifest(name: str, folder: Path, hashes: dict[str, str]) -> Manifest:
    path = folder / "manifest.json"
    if not path.exists():
        raise BackupRefused(_("%(name)s has no manifest at its end: it is torn.") % {"name": name})
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise BackupRefused(
            _("The manifest of %(name)s is none that this version reads (format %(format)s): %(error)s.")
            % {"name": name, "format": FORMAT, "error": error.errors()[0]["msg"]}
        ) from error
    definitions = "".join(hashes.get(f"schema/{part}.sql", "") for part in ("tables", "rules"))
    if hashlib.sha256(definitions.encode()).hexdigest() != manifest.definitions_sha256:
        raise BackupRefused(
            _("The definitions of tables in %(name)s are not those it was written with.") % {"name": name}
        )
    entries: tuple[Rows | StoredFile, ...] = (*manifest.tables, *manifest.shared, *manifest.files)
    for part in entries:
        if hashes.get(part.entry) != part.sha256:
            raise BackupRefused(
                _("The entry %(entry)s of %(name)s is missing or not what it was written with.")
                % {"entry": part.entry, "name": name}
            )
    return manifest
