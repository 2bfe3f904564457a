"""Where backups lie: a folder of their own, or an S3-compatible store."""

import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage
from django.utils.module_loading import import_string

FOLDER = "PORTAL_BACKUP_DIR"
BUCKET = "PORTAL_BACKUP_BUCKET"
ENDPOINT = "PORTAL_BACKUP_ENDPOINT"
S3 = "storages.backends.s3.S3Storage"


def backup_storage() -> Storage:
    """The store of backups, as the environment names it: a bucket where one is given, else a folder.

    The bucket's credentials are boto3's own variables.
    """
    return _storage(
        os.environ.get(BUCKET, ""),
        os.environ.get(ENDPOINT, ""),
        os.environ.get(FOLDER) or str(Path(settings.STATE_DIR) / "backups"),
    )


def storage_errors() -> tuple[type[Exception], ...]:
    """What the store of backups raises when it cannot be read or written: a bucket's client has errors of its own."""
    if not os.environ.get(BUCKET):
        return (OSError,)
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

    return (OSError, BotoCoreError, ClientError)


@lru_cache(maxsize=8)
def _storage(bucket: str, endpoint: str, folder: str) -> Storage:
    if bucket:
        made: Storage = import_string(S3)(
            bucket_name=bucket, endpoint_url=endpoint or None, default_acl=None, file_overwrite=False
        )
        return made
    return FileSystemStorage(
        location=folder, file_permissions_mode=0o600, directory_permissions_mode=0o700, allow_overwrite=False
    )
