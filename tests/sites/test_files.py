"""Public files: named by content, made once, gone when nothing uses them, whoever is at work."""

import os
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connections, transaction
from django.utils import timezone

from sites.releases import files
from sites.releases.models import FileUse, PublicFile
from sites.releases.pictures import Original
from sites.releases.shelf import PublicShelf
from tenants.context import tenant_context
from tests.sites.conftest import Desk, Portal, release_of

pytestmark = pytest.mark.portal_database("demo")


def files_of(page: Any) -> list[PublicFile]:
    """The files a page's release uses."""
    return list(PublicFile.objects.filter(uses__release__item_id=page.item_id))


def stored(file: PublicFile) -> bool:
    """Whether a file's bytes are there."""
    return storages["public"].exists(file.path)


def sweep() -> int:
    """Sweep until nothing is left to do."""
    removed = 0
    while number := files.sweep_unused():
        removed += number
    return removed


def test_bytes_are_there_before_anybody_can_read_of_them(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    missing: list[str] = []

    def use(release: Any, used: set[int], **more: Any) -> None:
        missing.extend(file.path for file in PublicFile.objects.filter(pk__in=used) if not stored(file))
        files.use_files(release, used, **more)

    monkeypatch.setattr("sites.releases.writer.use_files", use)
    desk.article("Có ảnh", lead_image=desk.image())

    assert missing == []


def test_a_picture_is_made_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    image = desk.image()
    page = desk.article("Có ảnh", lead_image=image)
    before = {file.pk for file in files_of(page)}

    def never(self: Original, data: bytes) -> None:
        raise AssertionError("made again")

    monkeypatch.setattr(Original, "__init__", never)
    again = desk.article("Cùng ảnh", lead_image=image)

    assert {file.pk for file in files_of(again)} == before


def test_what_no_release_uses_is_swept_with_its_bytes(desk: Desk) -> None:
    page = desk.article("Có ảnh", lead_image=desk.image("teal"))
    used = files_of(page)
    page.unpublish()

    assert sweep() >= len(used)
    assert not PublicFile.objects.filter(pk__in=[file.pk for file in used]).exists()
    assert not any(stored(file) for file in used)


def test_a_file_two_items_use_stays_until_the_second_is_gone(desk: Desk) -> None:
    image = desk.image("teal")
    first, second = desk.article("Một", lead_image=image), desk.article("Hai", lead_image=image)
    used = files_of(first)

    first.unpublish()
    sweep()
    assert all(stored(file) for file in used)

    second.unpublish()
    sweep()
    assert not any(stored(file) for file in used)


def test_a_file_that_came_into_use_while_the_sweep_looked_stays(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = desk.article("Có ảnh", lead_image=desk.image("teal"))
    used = files_of(page)
    page.unpublish()
    other = desk.article("Khác")

    def somebody_is_quicker(sha256: str) -> bool:
        for file in PublicFile.objects.filter(sha256=sha256, uses__isnull=True):
            FileUse.objects.create(release=release_of(other), file=file)
        return True

    monkeypatch.setattr(files, "_alone_with", somebody_is_quicker)
    assert files.sweep_unused() == 0
    assert all(stored(file) for file in used)


def test_bytes_another_portal_uses_stay(desk: Desk, thanh_hoa: Portal) -> None:
    attachment = desk.attachment("chung.pdf", b"%PDF-1.7 the same everywhere")
    document = desk.document("1/QĐ-UBND", attachment)
    (file,) = files_of(document)
    with tenant_context(thanh_hoa.tenant), transaction.atomic():
        shelf = PublicShelf(thanh_hoa.tenant.pk)
        shelf.attachment(Desk(thanh_hoa.tenant).attachment("khac-ten.pdf", b"%PDF-1.7 the same everywhere"))
        other = PublicFile.objects.get(tenant_id=thanh_hoa.tenant.pk, sha256=file.sha256)
        FileUse.objects.create(release=thanh_hoa_release(thanh_hoa), file=other)

    document.unpublish()
    sweep()

    assert not PublicFile.objects.filter(pk=file.pk).exists()
    assert stored(other)


def thanh_hoa_release(portal: Portal) -> Any:
    """Some release of a province."""
    from sites.releases.models import Release

    return Release.objects.of(portal.tenant.pk).items().first()


def test_bytes_without_a_row_are_removed_after_a_day(desk: Desk) -> None:
    storage = storages["public"]
    path = storage.save(f"ab/cd/abcd{'0' * 60}.pdf", ContentFile(b"left by an act that failed"))
    kept = files_of(desk.article("Có ảnh", lead_image=desk.image()))

    assert files.sweep_orphans() == 0
    files.sweep_orphans(now=timezone.now() + timedelta(hours=25))

    assert not storage.exists(path)
    assert all(stored(file) for file in kept)


def test_half_a_file_is_never_under_the_address_of_a_whole_one(monkeypatch: pytest.MonkeyPatch) -> None:
    storage = storages["public"]
    path = f"ab/ce/abce{'0' * 60}.pdf"

    def crash(*args: Any) -> None:
        raise OSError("disk is full")

    monkeypatch.setattr(os, "fsync", crash)
    with pytest.raises(OSError, match="disk is full"):
        storage.save(path, ContentFile(b"x" * 1000))

    assert not storage.exists(path)
    assert not [name for name in os.listdir(os.path.dirname(storage.path(path))) if name.startswith(".part-")]


@pytest.mark.django_db(transaction=True)
def test_the_sweep_leaves_what_an_act_under_way_is_about_to_use(quang_phu: Portal) -> None:
    with tenant_context(quang_phu.tenant):
        desk = Desk(quang_phu.tenant)
        image = desk.image("olive")
        page = desk.article("Một", lead_image=image)
        used = files_of(page)
        page.unpublish()
    chosen, swept = threading.Event(), threading.Event()

    def publish_again() -> None:
        try:
            with tenant_context(quang_phu.tenant), transaction.atomic():
                again = Desk(quang_phu.tenant).article("Hai", lead_image=image)
                chosen.set()
                swept.wait(30)
            assert release_of(again)
        finally:
            connections.close_all()

    thread = threading.Thread(target=publish_again)
    thread.start()
    assert chosen.wait(60)
    removed = files.sweep_unused()
    swept.set()
    thread.join()

    assert removed == 0
    with tenant_context(quang_phu.tenant):
        assert all(stored(file) for file in used)
        assert PublicFile.objects.filter(
            pk__in=[file.pk for file in used], uses__isnull=False
        ).distinct().count() == len(used)
