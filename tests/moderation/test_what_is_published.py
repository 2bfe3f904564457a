"""What is published is what was approved, and nothing is published around it."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page

from cms.content.delivery import NotApproved
from cms.content.models import ArticlePage
from cms.moderation.models import Approval, Submission, Takedown
from cms.moderation.publishing import publish_with_reason
from cms.moderation.takedown import take_down
from sites.releases.models import Change, Release
from tenants.errors import TenantReadOnly
from tests.moderation.conftest import Commune

pytestmark = pytest.mark.portal_database("demo", role="application")

Route = Callable[[Commune, ArticlePage], object]


def released(page: ArticlePage) -> bool:
    return Release.objects.filter(item_id=page.item_id).exists()


def approved(commune: Commune) -> ArticlePage:
    return commune.decide(commune.submit(commune.draft()), "truongban")


class TestAnApprovalIsForAContent:
    def test_the_heads_approval_publishes_and_writes_the_release(self, quang_phu: Commune) -> None:
        page = quang_phu.submit(quang_phu.draft())
        assert not page.live
        page = quang_phu.decide(page, "truongban")
        assert page.live
        assert Release.objects.get(item_id=page.item_id).full["title"] == page.title

    def test_the_digest_does_not_change_with_the_row(self, quang_phu: Commune) -> None:
        page = quang_phu.draft()
        first = page.content_digest
        page.save_revision(user=quang_phu.person("congtacvien"))
        assert quang_phu.fresh(page).get_latest_revision_as_object().content_digest == first

    @pytest.mark.parametrize("field", ["title", "summary", "category", "author_name", "source_name", "lead"])
    def test_the_digest_changes_with_what_citizens_read(self, quang_phu: Commune, field: str) -> None:
        page = quang_phu.draft()
        first = page.content_digest
        setattr(page, field, True if field == "lead" else "khác")
        assert page.content_digest != first

    def test_a_submitted_revision_is_not_overwritten(self, quang_phu: Commune) -> None:
        page = quang_phu.submit(quang_phu.draft())
        submitted = page.latest_revision
        page.title = "Tiêu đề đã bị đổi"
        saved = page.save_revision(user=quang_phu.person("congtacvien"), overwrite_revision=submitted)
        assert saved.pk != submitted.pk
        submitted.refresh_from_db()
        assert submitted.content["title"] != "Tiêu đề đã bị đổi"

    def test_other_content_saved_after_submission_ends_the_moderation(self, quang_phu: Commune) -> None:
        page = quang_phu.submit(quang_phu.draft())
        page.title = "Tiêu đề đã bị đổi"
        page.save_revision(user=quang_phu.person("congtacvien"))
        page = quang_phu.fresh(page)
        assert not page.workflow_in_progress
        assert not Submission.objects.filter(page=page, voided_at__isnull=True).exists()

    def test_an_earlier_approval_is_not_good_for_new_content(self, quang_phu: Commune) -> None:
        page = approved(quang_phu)
        page.title = "Bản sửa chưa ai duyệt"
        revision = page.save_revision(user=quang_phu.person("congtacvien"))
        with pytest.raises(NotApproved):
            revision.publish(skip_permission_checks=True)
        assert Release.objects.get(item_id=page.item_id).title != "Bản sửa chưa ai duyệt"


def _publish_revision(commune: Commune, page: ArticlePage) -> object:
    return page.latest_revision.publish(skip_permission_checks=True)


def _save_live(commune: Commune, page: ArticlePage) -> object:
    page.live = True
    return page.save()


def _schedule(commune: Commune, page: ArticlePage) -> object:
    page.latest_revision.approved_go_live_at = timezone.now() - dt.timedelta(minutes=1)
    page.latest_revision.save()
    return call_command("publish_scheduled")


def _copy_live(commune: Commune, page: ArticlePage) -> object:
    page.live = True
    return page.copy(update_attrs={"slug": "ban-sao"}, keep_live=True)


def _alias(commune: Commune, page: ArticlePage) -> object:
    page.live = True
    return page.create_alias(update_slug="bi-danh")


def _add_child(commune: Commune, page: ArticlePage) -> object:
    other = ArticlePage(
        title="Thêm thẳng", slug="them-thang", category="news", author_name="a", source_name="b", live=True
    )
    return page.get_parent().add_child(instance=other)


def _update(commune: Commune, page: ArticlePage) -> object:
    return Page.objects.filter(pk=page.pk).update(live=True)


@pytest.mark.parametrize(
    "route", [_publish_revision, _save_live, _schedule, _copy_live, _alias, _add_child, _update]
)
def test_no_route_makes_public_what_nobody_approved(quang_phu: Commune, route: Route) -> None:
    page = quang_phu.draft()
    before = set(Release.objects.values_list("item_id", flat=True))
    with contextlib.suppress(NotApproved):
        route(quang_phu, page)
    assert set(Release.objects.values_list("item_id", flat=True)) == before


class TestSuperuser:
    def test_publishes_only_with_a_reason_that_is_kept(self, quang_phu: Commune) -> None:
        root = quang_phu.person("quantri")
        page = quang_phu.draft()
        with pytest.raises(PermissionDenied):
            publish_with_reason(page, root, "Khẩn cấp theo công điện phòng chống lụt bão")
        root.is_superuser = True
        root.save()
        with pytest.raises(ValidationError):
            publish_with_reason(page, root, "gấp")
        publish_with_reason(page, root, "Khẩn cấp theo công điện phòng chống lụt bão")
        assert released(page)
        kept = Approval.objects.get(item_id=page.item_id)
        assert (kept.basis, kept.decided_by, kept.comment[:8]) == ("override", root, "Khẩn cấp")


class TestTakedown:
    def test_the_head_takes_down_and_everything_is_gone_at_once(self, quang_phu: Commune) -> None:
        page = approved(quang_phu)
        take_down(page, quang_phu.person("truongban"), "Sai thời gian", "Chủ tịch UBND phường")
        assert not quang_phu.fresh(page).live
        assert not released(page)
        assert Change.objects.filter(item_id=page.item_id, kind="withdrawn").exists()
        assert Takedown.objects.get(item_id=page.item_id).requested_by == "Chủ tịch UBND phường"

    def test_what_was_taken_down_needs_a_new_approval(self, quang_phu: Commune) -> None:
        page = approved(quang_phu)
        revision = page.latest_revision
        take_down(page, quang_phu.person("truongban"), "Sai thời gian", "Chủ tịch UBND phường")
        with pytest.raises(NotApproved):
            revision.publish(skip_permission_checks=True)
        assert not released(page)

    @pytest.mark.parametrize("username", ["congtacvien", "quantri"])
    def test_who_holds_no_such_post_may_not(self, quang_phu: Commune, username: str) -> None:
        page = approved(quang_phu)
        with pytest.raises(PermissionDenied):
            take_down(page, quang_phu.person(username), "Vì thích", "Tôi")
        assert released(page)

    def test_reason_and_who_asked_are_needed(self, quang_phu: Commune) -> None:
        page = approved(quang_phu)
        with pytest.raises(ValidationError):
            take_down(page, quang_phu.person("truongban"), " ", "Chủ tịch")
        assert released(page)


def test_the_archive_refuses_writing(archive: Commune) -> None:
    page = ArticlePage.objects.first()
    assert page is not None
    page.title = "Đổi"
    with pytest.raises(TenantReadOnly):
        page.save()


def test_a_release_that_cannot_be_written_leaves_the_page_unpublished(
    quang_phu: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cms.content import delivery

    class Broken:
        def write(self, page: object) -> None:
            raise OSError("disk full")

    page = quang_phu.submit(quang_phu.draft())
    monkeypatch.setattr(delivery, "_writer", Broken())
    with pytest.raises(OSError, match="disk full"):
        quang_phu.decide(page, "truongban")
    monkeypatch.undo()
    page = quang_phu.fresh(page)
    assert not page.live
    assert page.workflow_in_progress
    assert not Approval.objects.filter(item_id=page.item_id).exists()
