"""Pictures made before they are needed: encoding takes a third of a second, and the act that publishes is not to wait for it.

When an image is uploaded, the worker makes all its renditions and lays them into the tenant's private files. Publishing finds
them there and has only to copy them; what is missing it makes itself, as before. Nothing here is public.
"""

import hashlib
import logging
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.utils import timezone
from django_tasks import task
from PIL import Image

from cms.content.models import PortalImage
from sites.releases.models import PublicFile
from sites.releases.pictures import Encoded, Original, PictureError, Rendition, recipe_of, renditions_of
from tenants.context import current_tenant, current_tenant_or_none, process_role

logger = logging.getLogger(__name__)

FOLDER = "prepared"
KEEP = timedelta(days=30)
OWNER = "owner"


def path_of(source: str, rendition: Rendition) -> str:
    """Where a rendition of an original (by its SHA-256) lies in the tenant's private files."""
    return f"{FOLDER}/{source}-{rendition.width}.{rendition.format.value}"


def find(source: str, rendition: Rendition) -> Encoded | None:
    """A rendition that was made before; None where it was not, or cannot be read."""
    storage = _storage()
    path = path_of(source, rendition)
    try:
        with storage.open(path, "rb") as file:
            data: bytes = file.read()
            file.seek(0)
            with Image.open(file) as picture:
                width, height = picture.size
    except (OSError, SyntaxError, ValueError):
        return None
    return Encoded(data, width, height)


def prepare(image: PortalImage) -> int:
    """Make the renditions of an image that are not there yet; returns how many.

    Raises:
        PictureError: the file is no picture.
        FileNotFoundError: the storage does not have it.
    """
    with image.file.storage.open(image.file.name, "rb") as file:
        data: bytes = file.read()
    source = hashlib.sha256(data).hexdigest()
    storage = _storage()
    wanted = {recipe_of(source, each): each for each in renditions_of(image.width)}
    public = PublicFile.objects.filter(tenant_id=current_tenant().pk, recipe__in=list(wanted))
    done = set(public.values_list("recipe", flat=True))
    missing = [
        each
        for recipe, each in wanted.items()
        if recipe not in done and not storage.exists(path_of(source, each))
    ]
    if missing:
        for rendition, encoded in Original(data).encode_all(missing):
            storage.save(path_of(source, rendition), ContentFile(encoded.data))
    return len(missing)


def sweep(now: datetime | None = None) -> int:
    """Remove what was prepared long ago, in the current tenant; returns how many files. What is public by then has its own copies."""
    storage = _storage()
    limit = (now or timezone.now()) - KEEP
    try:
        names = storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return 0
    old = [name for name in names if storage.get_modified_time(f"{FOLDER}/{name}") < limit]
    for name in old:
        storage.delete(f"{FOLDER}/{name}")
    return len(old)


@task()
def prepare_image(key: int) -> None:
    """Prepare the renditions of an image (by its key), in the worker; an image that has gone needs none."""
    image = PortalImage.objects.filter(pk=key).first()
    if image is None:
        return
    try:
        prepare(image)
    except (PictureError, FileNotFoundError) as error:
        logger.warning("Image %s cannot be prepared: %s", key, error)


def image_saved(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Have the renditions of an uploaded or replaced image made; queued in the transaction that saves it.

    Not for what the fleet's commands import: they publish in the same breath.
    """
    if not raw and process_role() != OWNER and current_tenant_or_none() is not None:
        prepare_image.enqueue(instance.pk)


def _storage() -> Storage:
    return storages["default"]
