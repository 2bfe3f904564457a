"""Pictures made before they are needed."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sites.releases import prepared
from sites.releases.models import PublicFile
from sites.releases.pictures import Format, Original, Rendition
from tests.sites.conftest import Desk, release_of

pytestmark = pytest.mark.portal_database("demo")


def test_an_uploaded_picture_is_prepared_by_the_worker(desk: Desk) -> None:
    image = desk.image("teal")
    queued = DBTaskResult.objects.filter(task_path__endswith="prepare_image").latest("enqueued_at")
    assert queued.args_kwargs["args"] == [image.pk]

    prepared.prepare_image.call(image.pk)
    assert prepared.prepare(image) == 0


def test_publishing_encodes_nothing_that_was_prepared(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    image = desk.image("olive", (1600, 900))
    made = prepared.prepare(image)

    def encode(self: Original, rendition: Rendition) -> Any:
        raise AssertionError("encoded while publishing")

    monkeypatch.setattr(Original, "encode", encode)
    release = release_of(desk.article("Có ảnh", lead_image=image))

    assert release is not None
    shown = release.full["image"]
    assert (shown["width"], shown["height"]) == (1280, 720)
    assert sum(len(source["srcset"]) for source in shown["sources"]) == made
    files = PublicFile.objects.filter(uses__release=release, extension=Format.WEBP.value)
    assert {(file.width, file.height) for file in files} == {(320, 180), (640, 360), (960, 540), (1280, 720)}


def test_what_was_not_prepared_or_cannot_be_read_is_made_when_it_is_needed(desk: Desk) -> None:
    image = desk.image("maroon")
    prepared.prepare(image)
    storage = image.file.storage
    for name in storage.listdir(prepared.FOLDER)[1]:
        path = f"{prepared.FOLDER}/{name}"
        storage.delete(path)
        with open(storage.path(path), "wb") as file:
            file.write(b"half a pic")
    release = release_of(desk.article("Vẫn có ảnh", lead_image=image))
    assert release is not None
    assert release.full["image"]["width"] == 700


def test_what_is_public_already_is_not_prepared_again(desk: Desk) -> None:
    image = desk.image("indigo")
    desk.article("Có ảnh", lead_image=image)
    assert prepared.prepare(image) == 0


def test_what_is_no_picture_or_has_gone_harms_nobody(desk: Desk) -> None:
    image = desk.image("gray")
    with open(image.file.path, "wb") as file:
        file.write(b"no picture")
    prepared.prepare_image.call(image.pk)
    prepared.prepare_image.call(10**9)


def test_what_was_prepared_long_ago_is_removed(desk: Desk) -> None:
    prepared.prepare(desk.image("beige"))
    assert prepared.sweep() == 0
    assert prepared.sweep(timezone.now() + prepared.KEEP + timedelta(days=1)) > 0
    assert prepared.sweep(timezone.now() + prepared.KEEP + timedelta(days=1)) == 0
