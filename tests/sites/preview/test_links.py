"""A signed link shows one draft, on one portal, for a time, until it is revoked; nothing else is shown and nothing is kept."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from cms.accounts.models import User
from cms.content.models import ArticlePage
from sites.preview import links
from sites.preview.models import PreviewLink
from sites.releases.models import PublicFile, Release
from tenants.context import tenant_context
from tests.sites.conftest import Desk, Portal, paragraph
from tests.sites.preview.conftest import Read, draft_of, elsewhere

pytestmark = pytest.mark.portal_database("demo")
HOUR = timedelta(hours=1)


@pytest.fixture
def editor(desk: Desk) -> Any:
    """Somebody who works on Quảng Phú's portal."""
    return User.objects.order_by("username").first()


@pytest.fixture
def draft(desk: Desk) -> Any:
    """A public article with a draft that says something else."""
    page = desk.article("Bản đã đăng", body=paragraph("<p>Nội dung cũ.</p>"))
    return draft_of(desk, page, title="Bản nháp mới", body=paragraph("<p>Nội dung mới.</p>"))


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.text[:300]
    return BeautifulSoup(answer.text, "html.parser").get_text(" ", strip=True)


def test_a_draft_is_seen_as_citizens_would_see_it(draft: Any, editor: Any, read: Read) -> None:
    link = links.make(draft, editor, HOUR, name="Ông Nguyễn Văn Bình")
    answer = read(links.address(link))
    shown = text_of(answer)
    assert "Bản nháp mới" in shown
    assert "Nội dung mới." in shown
    assert "Bản nháp, chưa đăng." in shown
    assert "Ông Nguyễn Văn Bình" in shown
    assert BeautifulSoup(answer.text, "html.parser").select_one(".brand-name")


def test_it_is_kept_and_indexed_nowhere_and_framed_by_the_admin_alone(
    draft: Any, editor: Any, read: Read
) -> None:
    address = links.address(links.make(draft, editor, HOUR))
    for path in (address, f"{address}hien-tai/"):
        answer = read(path)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"].startswith("noindex")
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "etag" not in answer.headers or answer.headers["cache-control"] == "no-store"
        assert 'name="robots" content="noindex"' in answer.text
        assert answer.headers["content-security-policy"].endswith(
            "frame-ancestors http://quangphu.thanhhoa.localhost:8000"
        )


def test_what_is_public_now_stands_beside_it(draft: Any, editor: Any, read: Read) -> None:
    shown = text_of(read(f"{links.address(links.make(draft, editor, HOUR))}hien-tai/"))
    assert "Bản đã đăng" in shown
    assert "Bản nháp" not in shown


def test_looking_makes_nothing_public(draft: Any, editor: Any, read: Read, quang_phu: Portal) -> None:
    before = (Release.objects.count(), PublicFile.objects.count())
    read(links.address(links.make(draft, editor, HOUR)))
    assert (Release.objects.count(), PublicFile.objects.count()) == before
    assert "Bản nháp mới" not in quang_phu.listed()


def test_an_item_that_never_was_public_is_shown_too(desk: Desk, editor: Any, read: Read) -> None:
    people = {"author_name": "Lê Thị Hoa", "source_name": "Phòng Văn hóa"}
    page = ArticlePage(title="Chưa bao giờ đăng", category="news", field="culture", live=False, **people)
    desk.section("tin-tuc").add_child(instance=page)
    page.save_revision()
    address = links.address(links.make(page, editor, HOUR))
    assert "Chưa bao giờ đăng" in text_of(read(address))
    assert read(f"{address}hien-tai/").status_code == 404


@pytest.mark.parametrize("kind", ["section", "document", "static"])
def test_every_kind_of_item_is_shown(desk: Desk, editor: Any, read: Read, kind: str) -> None:
    page: Any = {
        "section": lambda: desk.section("tin-tuc"),
        "document": lambda: desk.document("12/QĐ-UBND"),
        "static": lambda: desk.static("Giới thiệu chung"),
    }[kind]()
    page = draft_of(desk, page, title="Tên trong bản nháp")
    assert "Tên trong bản nháp" in text_of(read(links.address(links.make(page, editor, HOUR))))


class TestALinkIsBound:
    def test_to_its_portal(self, draft: Any, editor: Any, read: Read, hai_phong: Portal) -> None:
        address = links.address(links.make(draft, editor, HOUR))
        assert read(elsewhere(address, hai_phong)).status_code == 404

    def test_to_its_portal_even_where_the_same_row_is(
        self, draft: Any, editor: Any, read: Read, hai_phong: Portal
    ) -> None:
        """A copied schema has the same rows under the same keys; the signature names the tenant and the host."""
        link = links.make(draft, editor, HOUR)
        token, values = links.token_of(link), dict(PreviewLink.objects.filter(pk=link.pk).values()[0])
        with tenant_context(hai_phong.tenant):
            other = ArticlePage.objects.exclude(latest_revision=None).first() or ArticlePage.objects.first()
            assert other is not None
            revision = other.latest_revision or other.save_revision()
            same = {
                "page_id": other.pk,
                "revision_id": revision.pk,
                "created_by_id": None,
                "host": hai_phong.host,
            }
            PreviewLink.objects.create(**{**values, **same})
            assert links.opened(token, hai_phong.host) is None

    def test_to_its_host(self, draft: Any, editor: Any) -> None:
        link = links.make(draft, editor, HOUR)
        assert links.opened(links.token_of(link), "www.quangphu.example.vn") is None

    def test_to_its_item_and_revision(self, draft: Any, editor: Any, desk: Desk) -> None:
        link = links.make(draft, editor, HOUR)
        token = links.token_of(link)
        other = desk.article("Bài khác")
        other.save_revision()
        other = ArticlePage.objects.get(pk=other.pk)
        PreviewLink.objects.filter(pk=link.pk).update(
            item_id=other.item_id, page=other.pk, revision=other.latest_revision_id
        )
        assert links.opened(token, link.host) is None

    def test_to_its_time(self, draft: Any, editor: Any, read: Read) -> None:
        link = links.make(draft, editor, HOUR)
        soon = links.address(link, timezone.now() - timedelta(seconds=1))
        assert read(soon).status_code == 410
        PreviewLink.objects.filter(pk=link.pk).update(expires_at=timezone.now())
        answer = read(links.address(link))
        assert answer.status_code == 410
        assert "hết hiệu lực" in answer.text
        assert "Bản nháp mới" not in answer.text

    def test_until_it_is_revoked(self, draft: Any, editor: Any, read: Read) -> None:
        link = links.make(draft, editor, HOUR)
        assert links.revoke(link, "Trưởng ban")
        assert read(links.address(link)).status_code == 410
        assert not links.revoke(link, "Trưởng ban")

    def test_by_its_signature(self, draft: Any, editor: Any, read: Read) -> None:
        address = links.address(links.make(draft, editor, HOUR))
        token = address.rstrip("/").rpartition("/")[2]
        for place in (0, 25, 30, 59):
            wrong = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
            assert read(address.replace(token, wrong)).status_code == 404, place

    def test_for_seven_days_at_most(self, draft: Any, editor: Any) -> None:
        with pytest.raises(ValueError, match="7 days"):
            links.make(draft, editor, timedelta(days=8))


def test_what_was_shown_is_not_overwritten_by_the_next_save(draft: Any, editor: Any, read: Read) -> None:
    """The editor saves into the same revision again and again; a revision that somebody was shown is left as it is."""
    address = links.address(links.make(draft, editor, HOUR))
    draft.title = "Sửa tiếp sau khi gửi"
    saved = draft.save_revision(overwrite_revision=draft.latest_revision)
    assert saved.pk != draft.latest_revision_id or "Bản nháp mới" in text_of(read(address))
    shown = text_of(read(address))
    assert "Bản nháp mới" in shown
    assert "Sửa tiếp" not in shown


def test_a_revision_that_is_not_what_it_was_is_not_shown(draft: Any, editor: Any, read: Read) -> None:
    link = links.make(draft, editor, HOUR)
    revision = link.revision
    revision.content = {**revision.content, "title": "Bị ghi đè"}
    revision.save(update_fields=["content"])
    assert read(links.address(link)).status_code == 410


class TestFiles:
    def shown(self, desk: Desk, editor: Any, read: Read) -> tuple[str, BeautifulSoup, Any]:
        image, other = desk.image(), desk.image("red")
        file = desk.attachment("du-thao.pdf", b"%PDF-1.7 draft")
        stream = [{"type": "file", "value": file.pk, "id": "00000000-0000-4000-8000-000000000000"}]
        page = desk.document("13/QĐ-UBND")
        page = draft_of(desk, page, files=json.dumps(stream))
        article = draft_of(desk, desk.article("Có ảnh"), lead_image=image)
        self.document = links.address(links.make(page, editor, HOUR))
        address = links.address(links.make(article, editor, HOUR))
        return address, BeautifulSoup(read(address).text, "html.parser"), other

    def test_pictures_of_the_draft_come_with_it_and_others_do_not(
        self, desk: Desk, editor: Any, read: Read, quang_phu: Portal
    ) -> None:
        address, page, other = self.shown(desk, editor, read)
        source = str(page.select_one("main .item-picture img")["src"])  # type: ignore[index]
        assert source.startswith(links.PREFIX)
        picture = read(f"http://{quang_phu.host}:8080{source}")
        assert picture.status_code == 200
        assert picture.headers["content-type"] == "image/jpeg"
        assert picture.headers["cache-control"] == "no-store"
        assert read(f"{address}anh/{other.item_id}/640.webp").status_code == 404
        assert read(f"http://{quang_phu.host}:8080{source.replace('700', '701')}").status_code == 404

    def test_files_of_the_draft_come_with_it_to_be_kept(
        self, desk: Desk, editor: Any, read: Read, quang_phu: Portal
    ) -> None:
        self.shown(desk, editor, read)
        page = BeautifulSoup(read(self.document).text, "html.parser")
        href = str(page.select_one(".files a")["href"])  # type: ignore[index]
        answer = read(f"http://{quang_phu.host}:8080{href}")
        assert answer.content == b"%PDF-1.7 draft"
        assert answer.headers["content-disposition"].startswith("attachment")

    def test_nothing_comes_under_a_link_that_is_over(
        self, desk: Desk, editor: Any, read: Read, quang_phu: Portal
    ) -> None:
        _address, page, _other = self.shown(desk, editor, read)
        source = str(page.select_one("main .item-picture img")["src"])  # type: ignore[index]
        PreviewLink.objects.update(revoked_at=timezone.now())
        assert read(f"http://{quang_phu.host}:8080{source}").status_code == 404


def test_opening_is_counted_and_looking_ahead_is_not(draft: Any, editor: Any, read: Read) -> None:
    link = links.make(draft, editor, HOUR, name="Bà Lê Thị Hoa")
    read(links.address(link))
    read(links.address(link), method="HEAD")
    read(f"{links.address(link)}hien-tai/")
    link.refresh_from_db()
    assert link.opened == 1
    assert link.opened_at is not None


def test_links_that_are_long_over_are_forgotten(draft: Any, editor: Any) -> None:
    kept, old = links.make(draft, editor, HOUR), links.make(draft, editor, HOUR)
    PreviewLink.objects.filter(pk=old.pk).update(expires_at=timezone.now() - links.KEEP - HOUR)
    links.forget_old()
    assert list(PreviewLink.objects.values_list("pk", flat=True)) == [kept.pk]


def test_the_readers_role_sees_no_link(connect: Callable[[str], Any], quang_phu: Portal) -> None:
    with connect("reader").cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege(%s, 'USAGE')", [quang_phu.tenant.schema_name])
        assert cursor.fetchone() == (False,)
