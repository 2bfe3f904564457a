"""Whatever happens to a page or to what it shows, its release follows, and those that name it."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms.content.models import ArticlePage, HomePage, SectionPage
from cms.moderation.publishing import grant_provisioned
from sites.releases import changes, jobs
from sites.releases.blocks import PictureMissing
from sites.releases.models import Change, Release
from tests.sites.conftest import Desk, Portal, paragraph, picture_bytes, release_of

pytestmark = pytest.mark.portal_database("demo")


def link_to(page: Page) -> str:
    """A body that links to a page."""
    return paragraph(f'<p>Xem <a linktype="page" id="{page.pk}">bài trước</a>.</p>')


def first_html(page: Any) -> str:
    """The first paragraph of a page as released."""
    release = release_of(page)
    assert release is not None
    return str(release.full["body"][0]["html"])


def path_of(page: Any) -> str:
    """Where a page is public."""
    release = release_of(page)
    assert release is not None
    return release.path


def test_moving_a_section_takes_everything_below_it_along(desk: Desk) -> None:
    inner = desk.published(
        SectionPage(title="Tiểu mục", slug="tieu-muc", show_in_menus=True), desk.section("tin-tuc")
    )
    article = desk.article("Bên trong", section="tieu-muc", slug="ben-trong")
    before = path_of(article)

    inner.move(desk.section("van-ban"), pos="last-child")

    release = release_of(article)
    assert release is not None
    assert (before, release.path) == ("/tin-tuc/tieu-muc/ben-trong/", "/van-ban/tieu-muc/ben-trong/")
    assert [crumb["path"] for crumb in release.full["breadcrumbs"]] == [
        "/",
        "/van-ban/",
        "/van-ban/tieu-muc/",
    ]
    assert release.full["section"]["path"] == "/van-ban/tieu-muc/"


def test_moving_corrects_the_lists_of_the_old_and_the_new_parent_and_the_menu(desk: Desk) -> None:
    inner = desk.published(
        SectionPage(title="Tiểu mục", slug="tieu-muc", show_in_menus=True), desk.section("tin-tuc")
    )

    inner.move(desk.section("van-ban"), pos="last-child")

    assert "Tiểu mục" not in titles(release_of(desk.section("tin-tuc")).full["children"])  # type: ignore[union-attr]
    assert "Tiểu mục" in titles(release_of(desk.section("van-ban")).full["children"])  # type: ignore[union-attr]
    portal = Release.objects.get(tenant_id=desk.tenant.pk, type="portal")
    below = {entry["path"]: titles(entry["children"]) for entry in portal.full["menu"]}
    assert "Tiểu mục" in below["/van-ban/"]
    assert "Tiểu mục" not in below["/tin-tuc/"]


def test_the_old_address_of_a_moved_item_redirects_to_the_new_one(desk: Desk, quang_phu: Portal) -> None:
    article = desk.article("Chuyển nhà", slug="chuyen-nha")
    ArticlePage.objects.get(pk=article.pk).move(desk.section("van-ban"), pos="last-child")

    assert quang_phu.resolve("/tin-tuc/chuyen-nha/") == {
        "redirect": {"location": "/van-ban/chuyen-nha/", "permanent": True}
    }
    assert quang_phu.resolve("/van-ban/chuyen-nha/")["item"]["title"] == "Chuyển nhà"


def test_a_changed_slug_of_a_section_moves_its_items(desk: Desk, quang_phu: Portal) -> None:
    article = desk.article("Ở yên", slug="o-yen")
    section = desk.section("tin-tuc")
    section.slug = "tin-moi"

    desk.published(section)

    assert path_of(article) == "/tin-moi/o-yen/"
    assert quang_phu.resolve("/tin-tuc/o-yen/")["redirect"]["location"] == "/tin-moi/o-yen/"


def test_a_renamed_section_is_renamed_on_its_items(desk: Desk) -> None:
    article = desk.article("Trong mục")
    section = desk.section("tin-tuc")
    section.title = "Tin phường"

    desk.published(section)

    release = release_of(article)
    assert release is not None
    assert release.full["section"]["title"] == "Tin phường"
    assert "Tin phường" in titles(release.full["breadcrumbs"])


def test_a_link_to_what_is_not_public_is_text_until_it_is(desk: Desk) -> None:
    target = ArticlePage(title="Bài trước", category="news", author_name="x", source_name="y", live=False)
    desk.section("tin-tuc").add_child(instance=target)
    article = desk.article("Bài sau", body=link_to(target))
    assert first_html(article) == "<p>Xem bài trước.</p>"

    target = desk.published(ArticlePage.objects.get(pk=target.pk))
    assert first_html(article) == f'<p>Xem <a href="{path_of(target)}">bài trước</a>.</p>'

    target.slug = "bai-khac"
    target = desk.published(target)
    assert 'href="/tin-tuc/bai-khac/"' in first_html(article)

    target.unpublish()
    assert first_html(article) == "<p>Xem bài trước.</p>"


def test_privacy_of_a_section_withdraws_all_below_until_it_is_lifted(desk: Desk, quang_phu: Portal) -> None:
    article = desk.article("Sau cửa")
    path = path_of(article)

    restriction = PageViewRestriction.objects.create(page=desk.section("tin-tuc"), restriction_type="login")
    assert release_of(article) is None
    assert quang_phu.resolve(path, 410)["status"] == 410

    restriction.delete()
    assert path_of(article) == path


def test_a_page_published_behind_a_restriction_has_no_release(desk: Desk) -> None:
    PageViewRestriction.objects.create(page=desk.section("tin-tuc"), restriction_type="login")

    assert release_of(desk.article("Sau cửa")) is None


def test_a_replaced_image_is_replaced_in_what_shows_it(desk: Desk) -> None:
    image = desk.image("navy")
    article = desk.article("Có ảnh", lead_image=image)
    before = release_of(article).summary["image"]  # type: ignore[union-attr]

    image.file = ImageFile(io.BytesIO(picture_bytes("maroon", (1200, 800))), name="other.png")
    image.alt_text = "Màu khác"
    image.save()

    after = release_of(article).summary["image"]  # type: ignore[union-attr]
    assert after["src"] != before["src"]
    assert (after["alt"], after["width"], after["height"]) == ("Màu khác", 1200, 800)


def test_a_replaced_attachment_is_replaced_in_what_offers_it(desk: Desk) -> None:
    attachment = desk.attachment(content=b"%PDF-1.7 one")
    document = desk.document("15/QĐ-UBND", attachment)
    before = release_of(document).full["files"]  # type: ignore[union-attr]

    attachment.file.save("qd-15.pdf", ContentFile(b"%PDF-1.7 corrected"), save=False)
    attachment.save()

    after = release_of(document).full["files"]  # type: ignore[union-attr]
    assert [file["size"] for file in before + after] == [12, 18]
    assert before[0]["href"] != after[0]["href"]


def test_a_picture_without_a_readable_file_stops_the_publication(desk: Desk) -> None:
    image = desk.image()
    image.file.storage.delete(image.file.name)

    with pytest.raises(PictureMissing, match="navy") as refused:
        desk.article("Ảnh hỏng", lead_image=image)
    assert "private" not in str(refused.value)


def test_a_new_emblem_reaches_the_portals_identity(desk: Desk, quang_phu: Portal) -> None:
    home = HomePage.objects.get()
    home.emblem = desk.image("gold", (400, 400))
    desk.published(home)
    before = quang_phu.json("/api/v1/portal/")["emblem"]

    home.emblem.file = ImageFile(io.BytesIO(picture_bytes("crimson", (400, 400))), name="e.png")
    home.emblem.save()

    after = quang_phu.json("/api/v1/portal/")["emblem"]
    assert before.startswith("/media/")
    assert after != before


def test_contact_in_the_footer_follows_the_home_page(desk: Desk, quang_phu: Portal) -> None:
    home = HomePage.objects.get()
    home.telephone = "0237 123 456"

    desk.published(home)

    assert quang_phu.json("/api/v1/portal/")["contact"]["telephone"] == "0237 123 456"


def test_an_item_past_its_time_is_gone_before_anybody_swept(desk: Desk, quang_phu: Portal) -> None:
    article = desk.article("Có hạn", expire_at=timezone.now() + timedelta(hours=1))
    release = release_of(article)
    assert release is not None
    Release.objects.filter(pk=release.pk).update(expires_at=timezone.now() - timedelta(seconds=1))

    assert "Có hạn" not in quang_phu.listed(type="article")
    assert quang_phu.json(f"/api/v1/items/{article.item_id}/", 404)["status"] == 404
    assert release.path not in quang_phu.get("/sitemap.xml").content.decode()


def test_the_sweep_tells_the_feed_that_an_items_time_is_over(desk: Desk) -> None:
    article = desk.article("Có hạn")
    past = timezone.now() - timedelta(seconds=1)
    ArticlePage.objects.filter(pk=article.pk).update(expire_at=past)
    Release.objects.filter(item_id=article.item_id).update(expires_at=past)

    jobs.withdraw_expired()

    assert release_of(article) is None
    assert Change.objects.last_of(desk.tenant.pk, article.item_id, "vi").kind == "withdrawn"  # type: ignore[union-attr]


def test_an_alias_is_an_item_of_its_own_and_follows_its_source(desk: Desk) -> None:
    source = desk.article("Gốc", slug="goc")
    alias = source.create_alias(parent=desk.section("van-ban"), update_slug="bi-danh")
    changes.assign_positions()

    assert path_of(alias) == "/van-ban/bi-danh/"
    assert release_of(alias).item_id != source.item_id  # type: ignore[union-attr]

    source.title = "Gốc đã sửa"
    grant_provisioned(source, "test of delivery")
    source.save_revision().publish(skip_permission_checks=True)

    assert release_of(alias).title == "Gốc đã sửa"  # type: ignore[union-attr]


def test_a_home_page_beside_the_portals_is_nobodys_business(desk: Desk) -> None:
    root = Page.objects.get(depth=1)
    second = HomePage(title="Trang khác", slug="khac", live=True)
    grant_provisioned(second, "test of delivery")

    root.add_child(instance=second)

    assert release_of(second) is None


def titles(entries: list[dict[str, Any]]) -> list[str]:
    """The titles of entries of a list."""
    return [entry["title"] for entry in entries]
