"""A release is written in the transaction that publishes, or nothing is public."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cms.content import delivery
from cms.content.delivery import NotApproved
from cms.content.models import ArticlePage
from sites.releases.models import Change, FileUse, OldAddress, Release
from sites.releases.receivers import writer
from tests.sites.conftest import Desk, Portal, paragraph, release_of

pytestmark = pytest.mark.portal_database("demo")


def test_publishing_writes_a_release_with_everything_readers_get(desk: Desk) -> None:
    page = desk.article(
        "Hội thi tiếng hát", summary="Đêm chung kết.", body=paragraph("<p>Có <b>12</b> đội.</p>")
    )

    release = release_of(page)

    assert release is not None
    assert (release.type, release.path, release.category) == ("article", page_path(page), "news")
    assert release.full["body"] == [{"type": "paragraph", "html": "<p>Có <strong>12</strong> đội.</p>"}]
    assert release.content_digest == page.content_digest
    assert "Có 12 đội." in release.text


def test_a_live_page_without_approval_is_refused_and_leaves_nothing(desk: Desk) -> None:
    page = ArticlePage(title="Không ai duyệt", category="news", author_name="x", source_name="y", live=True)

    with pytest.raises(NotApproved), transaction.atomic():
        desk.section("tin-tuc").add_child(instance=page)

    assert not ArticlePage.objects.filter(title="Không ai duyệt").exists()
    assert not Release.objects.filter(title="Không ai duyệt").exists()


def test_the_writer_itself_refuses_content_nobody_approved(desk: Desk) -> None:
    page = desk.article("Đã duyệt")
    page.title = "Đã sửa sau khi duyệt"

    with pytest.raises(NotApproved):
        writer.write(page)

    assert release_of(page).title == "Đã duyệt"  # type: ignore[union-attr]


def test_what_was_granted_to_another_content_opens_nothing(desk: Desk) -> None:
    page = desk.article("Đã duyệt")
    granted = delivery.gate().check(page, page.content_digest)
    page.title = "Đã sửa sau khi duyệt"

    with pytest.raises(NotApproved):
        writer.write(page, granted)

    assert release_of(page).title == "Đã duyệt"  # type: ignore[union-attr]


def test_when_the_release_cannot_be_written_the_page_is_not_live(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError("the store is closed")

    monkeypatch.setattr("sites.releases.writer._stored", fail)
    with pytest.raises(IntegrityError), transaction.atomic():
        desk.article("Kho đóng")

    assert not ArticlePage.objects.filter(title="Kho đóng").exists()


@pytest.mark.django_db(transaction=True)
def test_every_method_of_the_writer_needs_a_transaction(desk: Desk) -> None:
    page = desk.article("Cần giao dịch")

    for act in (writer.write, writer.write_tree, writer.withdraw):
        with pytest.raises(transaction.TransactionManagementError):
            act(page)
    with pytest.raises(transaction.TransactionManagementError):
        writer.refresh_portal()


def test_unpublishing_withdraws_and_leaves_only_key_and_address(desk: Desk) -> None:
    page = desk.article("Sẽ gỡ")
    path = page_path(page)

    page.unpublish()

    assert release_of(page) is None
    change = Change.objects.last_of(desk.tenant.pk, page.item_id, "vi")
    assert change is not None
    assert (change.kind, change.path, change.shared) == ("withdrawn", path, True)
    assert "Sẽ gỡ" not in json.dumps({name: str(value) for name, value in vars(change).items()})


def test_deleting_a_section_withdraws_everything_below_it(desk: Desk) -> None:
    pages = [desk.article(f"Bài {number}", section="tin-tuc") for number in range(3)]

    desk.section("tin-tuc").delete()

    assert not Release.objects.filter(item_id__in=[page.item_id for page in pages]).exists()


def test_saving_the_same_content_again_tells_nobody(desk: Desk) -> None:
    page = desk.article("Không đổi")
    before = release_of(page)
    told = Change.objects.filter(item_id=page.item_id).get()

    desk.published(page)

    after = release_of(page)
    assert before is not None
    assert after is not None
    assert (after.pk, after.etag, after.released_at) == (before.pk, before.etag, before.released_at)
    assert Change.objects.filter(item_id=page.item_id).get().pk == told.pk


def test_an_item_keeps_its_key_and_first_publication_through_withdrawal(desk: Desk) -> None:
    page = desk.article("Trở lại")
    first = release_of(page)
    page.unpublish()

    again = desk.published(ArticlePage.objects.get(pk=page.pk))

    release = release_of(again)
    assert release is not None
    assert first is not None
    assert release.item_id == first.item_id
    assert release.full["id"] == str(page.item_id)


def test_a_release_without_its_page_uses_no_file(desk: Desk) -> None:
    page = desk.article("Có ảnh", lead_image=desk.image())
    release = release_of(page)
    assert release is not None
    assert FileUse.objects.filter(release=release).exists()

    page.delete()

    assert not FileUse.objects.filter(release_id=release.pk).exists()


@pytest.mark.parametrize("withdrawn_between", [False, True])
def test_a_renamed_page_leaves_its_old_address(desk: Desk, withdrawn_between: bool) -> None:
    page = desk.article("Đổi tên", slug="ten-cu")
    old = page_path(page)
    if withdrawn_between:
        page.unpublish()
        page = ArticlePage.objects.get(pk=page.pk)
    page.slug = "ten-moi"

    page = desk.published(page)

    assert release_of(page).path.endswith("/ten-moi/")  # type: ignore[union-attr]
    assert OldAddress.objects.get(tenant_id=desk.tenant.pk, path=old).item_id == page.item_id


def test_the_registry_knows_our_writer() -> None:
    assert delivery.writer() is writer


def test_province_and_commune_are_told_apart_when_sharing(
    portals: Callable[[str], Portal], desk: Desk
) -> None:
    page = desk.article("Chia sẻ", category="news")
    kept = desk.article("Không chia sẻ", category="party_directives")

    assert release_of(page).shared is True  # type: ignore[union-attr]
    assert release_of(kept).shared is False  # type: ignore[union-attr]


def page_path(page: Any) -> str:
    """The public path of a page below the home page."""
    return "/" + "/".join(page.url_path.strip("/").split("/")[1:]) + "/"
