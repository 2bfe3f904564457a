"""Whatever Wagtail does to a page, its release and those below it follow in the same transaction."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.models import Page, PageViewRestriction

from cms.content.models import ArticlePage, PortalImage, SectionPage
from cms.moderation.publishing import grant_provisioned
from sites.releases.enums import ReleaseType
from sites.releases.models import OldAddress, Release
from tests.moderation.office import Office, fresh

pytestmark = pytest.mark.portal_database("demo")


def picture(colour: str) -> ContentFile:
    """A small picture of one colour."""
    made = io.BytesIO()
    Image.new("RGB", (640, 360), colour).save(made, "PNG")
    return ContentFile(made.getvalue(), f"{colour}.png")


@pytest.fixture
def section(quang_phu: Office) -> SectionPage:
    """A public section of its own."""
    made = SectionPage(title="Thử nghiệm", slug="thu-nghiem", live=True)
    grant_provisioned(made, "test")
    SectionPage.objects.get(slug="tin-tuc").add_child(instance=made)
    return made


@pytest.fixture
def page(quang_phu: Office, section: SectionPage) -> ArticlePage:
    """A public article below it."""
    return quang_phu.published("truongban", title="Bài trong mục", slug="bai", section=section)


def path(office: Office, page: Page) -> str | None:
    """The public path of a page, None where nothing is released."""
    release = office.released(page)
    return release.path if release else None


def unpublish(page: ArticlePage) -> None:
    page.unpublish()


def unpublish_as_plain_page(page: ArticlePage) -> None:
    Page.objects.get(pk=page.pk).unpublish()


def delete(page: ArticlePage) -> None:
    page.delete()


def delete_as_plain_page(page: ArticlePage) -> None:
    Page.objects.get(pk=page.pk).delete()


def delete_the_section(page: ArticlePage) -> None:
    page.get_parent().delete()


def expire(page: ArticlePage) -> None:
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - dt.timedelta(minutes=1))
    call_command("publish_scheduled")


def expire_by_the_clock(page: ArticlePage) -> None:
    from cms.moderation.schedule import follow_the_clock

    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - dt.timedelta(minutes=1))
    follow_the_clock()


def restrict(page: ArticlePage) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def restrict_the_section(page: ArticlePage) -> None:
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="password", password="x")


@pytest.mark.parametrize(
    "act",
    [
        unpublish,
        unpublish_as_plain_page,
        delete,
        delete_as_plain_page,
        delete_the_section,
        expire,
        expire_by_the_clock,
        restrict,
        restrict_the_section,
    ],
    ids=lambda act: act.__name__,
)
def test_what_ends_a_page_ends_its_release(
    quang_phu: Office, page: ArticlePage, act: Callable[[Any], None]
) -> None:
    act(page)

    assert not Release.objects.of(quang_phu.tenant.pk).filter(item_id=page.item_id).exists()
    assert quang_phu.changes(page)[-1] == "withdrawn"


def test_an_expired_page_is_no_longer_live(quang_phu: Office, page: ArticlePage) -> None:
    expire_by_the_clock(page)

    assert not fresh(page).live
    assert fresh(page).expired


def test_a_lifted_restriction_brings_it_back(quang_phu: Office, page: ArticlePage) -> None:
    restrict_the_section(page)

    PageViewRestriction.objects.get().delete()

    assert path(quang_phu, page) == "/tin-tuc/thu-nghiem/bai/"


def move(page: Page, target: Page) -> None:
    page.move(target, pos="last-child")


def move_as_plain_page(page: Page, target: Page) -> None:
    Page.objects.get(pk=page.pk).move(target, pos="last-child")


@pytest.mark.parametrize("act", [move, move_as_plain_page], ids=lambda act: act.__name__)
def test_moving_a_section_moves_all_below_it(
    quang_phu: Office, page: ArticlePage, section: SectionPage, act: Callable[[Any, Any], None]
) -> None:
    old = path(quang_phu, page)
    target = SectionPage.objects.get(slug="van-ban")

    act(fresh(section), target)

    assert path(quang_phu, section) == "/van-ban/thu-nghiem/"
    assert path(quang_phu, page) == "/van-ban/thu-nghiem/bai/"
    assert OldAddress.objects.get(tenant_id=quang_phu.tenant.pk, path=old).item_id == page.item_id


def test_a_new_slug_changes_the_address_of_all_below_and_keeps_the_old(
    quang_phu: Office, page: ArticlePage, section: SectionPage
) -> None:
    old = path(quang_phu, page)
    section = fresh(section)
    section.slug = "thu-nghiem-moi"

    section.save()

    assert path(quang_phu, page) == "/tin-tuc/thu-nghiem-moi/bai/"
    kept = OldAddress.objects.filter(tenant_id=quang_phu.tenant.pk, path__in=[old, "/tin-tuc/thu-nghiem/"])
    assert {address.item_id for address in kept} == {page.item_id, section.item_id}


def test_a_new_slug_of_an_approved_item_needs_no_approval_but_its_content_does(
    quang_phu: Office, page: ArticlePage
) -> None:
    page = fresh(page)
    page.slug = "bai-moi"

    page.save()

    assert path(quang_phu, page) == "/tin-tuc/thu-nghiem/bai-moi/"


def test_the_order_of_sections_follows_the_tree(quang_phu: Office) -> None:
    first, *_rest, last = SectionPage.objects.filter(depth=3, live=True).order_by("path")
    quang_phu.client(quang_phu.superuser()).post(
        reverse("wagtailadmin_pages:set_page_position", args=[last.pk]) + "?position=0"
    )

    said = str(Release.objects.part(quang_phu.tenant.pk, ReleaseType.PORTAL).full["menu"])  # type: ignore[union-attr]
    assert said.index(last.title) < said.index(first.title)


def test_a_replaced_picture_is_what_readers_get(quang_phu: Office) -> None:
    image = PortalImage(title="Cờ", alt_text="Một màu xanh")
    image.file.save("xanh.png", picture("navy"), save=False)
    image.save()
    page = quang_phu.published("truongban", title="Có ảnh", lead_image=image)
    before = quang_phu.released(page)
    assert before is not None

    image.alt_text = "Một màu đỏ"
    image.file.save("do.png", picture("red"), save=False)
    image._set_image_file_metadata()
    image.save()

    after = quang_phu.released(page)
    assert after is not None
    assert after.summary["image"]["alt"] == "Một màu đỏ"
    assert after.summary["image"]["src"] != before.summary["image"]["src"]


def test_an_alias_follows_its_source(quang_phu: Office, page: ArticlePage) -> None:
    alias = page.create_alias(update_slug="bi-danh")
    assert path(quang_phu, alias) == "/tin-tuc/thu-nghiem/bi-danh/"

    quang_phu.edit(page, title="Bản hai")
    quang_phu.submit(page)
    quang_phu.decide(page, "truongban")

    assert quang_phu.released(alias).title == "Bản hai"  # type: ignore[union-attr]
    unpublish_as_plain_page(page)
    assert quang_phu.released(alias) is None


def test_an_alias_is_an_item_of_its_own(quang_phu: Office, page: ArticlePage) -> None:
    alias = page.create_alias(update_slug="bi-danh")

    assert fresh(alias).item_id != page.item_id
    assert Release.objects.of(quang_phu.tenant.pk).filter(title=page.title).count() == 2


# --- the writer fails ---------------------------------------------------------------------------------------------


class StoreClosed(IntegrityError):
    """The release store cannot be written."""


@pytest.fixture
def closed_store(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Close the release store: from then on nothing can be written or withdrawn there."""

    def fail(*args: Any, **kwargs: Any) -> None:
        raise StoreClosed("the store is closed")

    def close() -> None:
        monkeypatch.setattr("sites.releases.writer._stored", fail)
        monkeypatch.setattr("sites.releases.writer._withdrawn", fail)

    return close


def approve(office: Office, page: ArticlePage) -> None:
    office.decide(page, "truongban")


def override(office: Office, page: ArticlePage) -> None:
    from cms.moderation.publishing import publish_with_reason

    publish_with_reason(fresh(page), office.superuser(), "Khẩn cấp, kho đóng")


@pytest.mark.parametrize("act", [approve, override], ids=lambda act: act.__name__)
def test_without_a_release_nothing_goes_live(
    quang_phu: Office, closed_store: Callable[[], None], act: Callable[[Office, Any], None]
) -> None:
    page = quang_phu.write()
    quang_phu.submit(page)
    closed_store()

    with pytest.raises(StoreClosed), transaction.atomic():
        act(quang_phu, page)

    assert not fresh(page).live
    assert fresh(page).workflow_in_progress, "the decision is undone with it"
    assert quang_phu.released(page) is None


def test_without_a_release_nothing_scheduled_goes_live_either(
    quang_phu: Office, closed_store: Callable[[], None]
) -> None:
    from cms.moderation.schedule import follow_the_clock
    from tests.moderation.test_approved_content import _turn_back_go_live

    page = quang_phu.write(go_live_at=timezone.now() + dt.timedelta(hours=1))
    quang_phu.submit(page)
    quang_phu.decide(page, "truongban")
    _turn_back_go_live(page)
    page.revisions.filter(approved_go_live_at__isnull=False).update(
        approved_go_live_at=timezone.now() - dt.timedelta(minutes=1)
    )
    closed_store()

    with pytest.raises(StoreClosed), transaction.atomic():
        follow_the_clock()

    assert not fresh(page).live


@pytest.mark.parametrize(
    "act",
    [unpublish, unpublish_as_plain_page, delete, delete_as_plain_page, expire, expire_by_the_clock],
    ids=lambda act: act.__name__,
)
def test_without_a_withdrawal_nothing_goes_away(
    quang_phu: Office, page: ArticlePage, closed_store: Callable[[], None], act: Callable[[Any], None]
) -> None:
    """Page and release are public together or not at all."""
    closed_store()

    with pytest.raises(StoreClosed), transaction.atomic():
        act(page)

    assert fresh(page).live
    assert quang_phu.released(page) is not None


@pytest.mark.parametrize("act", [move, move_as_plain_page], ids=lambda act: act.__name__)
def test_without_new_addresses_nothing_moves(
    quang_phu: Office,
    page: ArticlePage,
    section: SectionPage,
    closed_store: Callable[[], None],
    act: Callable[[Any, Any], None],
) -> None:
    closed_store()

    with pytest.raises(StoreClosed), transaction.atomic():
        act(fresh(section), SectionPage.objects.get(slug="van-ban"))

    assert fresh(page).url_path.endswith("/tin-tuc/thu-nghiem/bai/")
    assert path(quang_phu, page) == "/tin-tuc/thu-nghiem/bai/"


def test_every_request_of_the_admin_is_one_transaction(
    quang_phu: Office, page: ArticlePage, closed_store: Callable[[], None]
) -> None:
    """Wagtail's privacy screen saves outside any transaction of its own; the request is one."""
    client = quang_phu.client(quang_phu.superuser())
    client.raise_request_exception = False
    closed_store()

    answer = client.post(
        reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), {"restriction_type": "login"}
    )

    assert answer.status_code == 500
    assert not PageViewRestriction.objects.exists()
    assert quang_phu.released(page) is not None
