"""The file of a backup: a tar archive, compressed and encrypted as it is written, never whole in memory or in plain on a disk.

    age --decrypt -i key FILE | gzip -d | tar -t

opens one without this program.
"""

import gzip
import hashlib
import io
import os
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyrage  # type: ignore[import-untyped]
from django.utils.translation import gettext as _

from tenants.backup.errors import BackupRefused

COMPRESSION = 4
"""gzip's level: 6 takes twice the time for a twentieth of the size (measured on a commune's schema)."""
CHUNK = 1 << 20


class _Tap:
    """Writes on, and counts and hashes what goes through."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target = target
        self.digest = hashlib.sha256()
        self.size = 0
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        self.size += len(data)
        try:
            return self.target.write(data)
        except OSError as error:
            self.error = error  # age wraps it into one of its own, without the number
            raise

    def flush(self) -> None:
        self.target.flush()


@dataclass(slots=True)
class Written:
    """The encrypted file as it lies on the disk."""

    size: int = 0
    sha256: str = ""


class Archive:
    """An archive that is being written."""

    def __init__(self, tar: tarfile.TarFile, written: Written) -> None:
        self._tar = tar
        self.written = written

    def add(self, entry: str, content: IO[bytes], size: int) -> str:
        """Add an entry of known size; returns its SHA-256.

        Raises:
            OSError: the content ends early, or the disk is full.
        """
        tap = _Reading(content)
        info = tarfile.TarInfo(entry)
        info.size, info.mode = size, 0o600
        self._tar.addfile(info, tap)
        return tap.digest.hexdigest()

    def add_text(self, entry: str, text: str) -> str:
        """Add a text; returns its SHA-256."""
        data = text.encode()
        return self.add(entry, io.BytesIO(data), len(data))


class _Reading:
    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.source.read(size)
        self.digest.update(data)
        return data


@contextmanager
def new_archive(path: Path, recipients: list[Any]) -> Iterator[Archive]:
    """Write an encrypted archive; when the block ends without an error the file is whole and on the disk.

    Raises:
        OSError: it cannot be written; what was written is removed.
    """
    written = Written()
    outlet, inlet = os.pipe()
    failed: list[BaseException] = []
    try:
        with path.open("xb") as file:
            tap = _Tap(file)
            encrypting = threading.Thread(
                target=_encrypt, args=(outlet, tap, recipients, failed), daemon=True
            )
            encrypting.start()
            try:
                with (
                    os.fdopen(inlet, "wb", buffering=CHUNK) as plain,
                    gzip.GzipFile(fileobj=plain, mode="wb", compresslevel=COMPRESSION, mtime=0) as packed,
                    tarfile.open(fileobj=packed, mode="w|", bufsize=CHUNK) as tar,
                ):
                    yield Archive(tar, written)
            except BrokenPipeError:
                encrypting.join()
                if not failed:
                    raise
            finally:
                encrypting.join()
            if failed:
                raise tap.error or failed[0]
            file.flush()
            os.fsync(file.fileno())
        written.size, written.sha256 = tap.size, tap.digest.hexdigest()
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def _encrypt(outlet: int, target: Any, recipients: list[Any], failed: list[BaseException]) -> None:
    try:
        with os.fdopen(outlet, "rb", buffering=CHUNK) as source:
            pyrage.encrypt_io(source, target, recipients)
    except BaseException as error:  # told to the thread that writes, whatever it is
        failed.append(error)


def read_archive(path: Path, identities: list[Any], take: Callable[[str, IO[bytes]], None]) -> None:
    """Decrypt an archive and hand over its entries one after another.

    Raises:
        BackupRefused: it is torn, was changed, or is encrypted for other keys.
        OSError: the disk is full.
    """
    outlet, inlet = os.pipe()
    failed: list[BaseException] = []

    def decrypt() -> None:
        try:
            with os.fdopen(inlet, "wb", buffering=CHUNK) as target, path.open("rb") as source:
                pyrage.decrypt_io(source, target, identities)
        except BaseException as error:  # the same
            failed.append(error)

    decrypting = threading.Thread(target=decrypt, daemon=True)
    decrypting.start()
    try:
        with (
            os.fdopen(outlet, "rb", buffering=CHUNK) as plain,
            gzip.GzipFile(fileobj=plain, mode="rb") as packed,
            tarfile.open(fileobj=packed, mode="r|", bufsize=CHUNK) as tar,
        ):
            for info in tar:
                content = tar.extractfile(info)
                if content is None:
                    raise BackupRefused(
                        _("%(name)s holds %(entry)s, which is no file.")
                        % {"name": path.name, "entry": info.name}
                    )
                take(info.name, content)
            while packed.read(
                CHUNK
            ):  # to the end: only there does the encryption say that nothing is missing
                pass
    except (tarfile.TarError, gzip.BadGzipFile, EOFError) as error:
        decrypting.join()
        raise BackupRefused(_torn(path, failed[0] if failed else error)) from error
    finally:
        decrypting.join()
    if failed and not isinstance(failed[0], BrokenPipeError):
        raise BackupRefused(_torn(path, failed[0])) from failed[0]


def _torn(path: Path, error: BaseException) -> str:
    return _(
        "%(name)s cannot be opened: it is torn, was changed, or is encrypted for another key (%(error)s)."
    ) % {"name": path.name, "error": error}
