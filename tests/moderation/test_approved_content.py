"""What is published is what was approved: not the latest revision, and not what was saved over it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision, WorkflowState

from cms.content.delivery import NotApproved
from cms.moderation.enums import Basis
from cms.moderation.models import Approval, Submission
from cms.moderation.publishing import publish_with_reason
from tests.moderation.office import Office, content_is_covered, fresh, granting, submission_of

pytestmark = pytest.mark.portal_database("demo")


def test_approval_publishes_and_records_who_by_which_post_and_clause(quang_phu: Office) -> None:
    page = quang_phu.write(title="Khai giảng lớp bơi")
    submission = quang_phu.submit(page)

    quang_phu.decide(page, "truongban", comment="Được.")

    page = fresh(page)
    (approval,) = granting(page)
    assert page.live
    assert approval.digest == submission.digest == page.content_digest
    assert (approval.decided_by.username, approval.role_key, approval.basis) == (
        "truongban",
        "board_chief",
        Basis.REGULATION,
    )
    assert approval.clause == "7.6"
    assert approval.regulation_version == submission.regulation_version is not None
    release = quang_phu.released(page)
    assert release is not None
    assert (release.title, release.content_digest) == ("Khai giảng lớp bơi", submission.digest)


def test_autosave_never_writes_over_a_submitted_revision(quang_phu: Office) -> None:
    page = quang_phu.write(title="Bản nộp")
    submission = quang_phu.submit(page)
    submitted = Revision.objects.get(pk=submission.revision_id)
    before = (submitted.content, submitted.created_at)
    draft = fresh(page).get_latest_revision_as_object()
    draft.title = "Sửa sau khi nộp"

    saved = draft.save_revision(user=quang_phu.person("congtacvien"), overwrite_revision=submitted)

    assert saved.pk != submitted.pk
    submitted.refresh_from_db()
    assert (submitted.content, submitted.created_at) == before


def test_autosave_never_writes_over_the_revision_that_is_public(quang_phu: Office) -> None:
    page = quang_phu.published("truongban", title="Đang đăng")
    public = page.live_revision
    draft = page.get_latest_revision_as_object()
    draft.title = "Sửa lén"

    saved = draft.save_revision(user=quang_phu.person("congtacvien"), overwrite_revision=public)

    assert saved.pk != public.pk
    public.refresh_from_db()
    assert public.content["title"] == "Đang đăng"
    content_is_covered(quang_phu, page)


def test_autosave_still_writes_over_a_draft_nobody_submitted(quang_phu: Office) -> None:
    page = quang_phu.write(title="Nháp")
    draft = page.get_latest_revision_as_object()
    draft.title = "Nháp, dòng hai"

    saved = draft.save_revision(user=quang_phu.person("congtacvien"), overwrite_revision=page.latest_revision)

    assert saved.pk == page.latest_revision_id
    assert saved.content["title"] == "Nháp, dòng hai"


def editor_form(office: Office, page: object, **values: str) -> dict[str, str]:
    """What Wagtail's editor sends for a small article."""
    page = fresh(page)  # type: ignore[arg-type]
    return {
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "category": page.category,
        "field": page.field,
        "author_name": page.author_name,
        "source_name": page.source_name,
        "origin": page.origin,
        "event_at": "20/11/2026 08:00",
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "0",
        **values,
    }


def test_the_editor_saves_into_its_own_revision_until_it_submits(quang_phu: Office) -> None:
    page = quang_phu.write(title="Bản đầu")
    client = quang_phu.client("congtacvien")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    revision = page.latest_revision

    saved = client.post(
        address,
        editor_form(quang_phu, page, title="Tự lưu", overwrite_revision_id=str(revision.pk)),
        headers={"accept": "application/json"},
    )

    assert saved.status_code == 200, saved.content[:500]
    assert saved.json()["revision_id"] == revision.pk
    answer = client.post(address, editor_form(quang_phu, page, title="Nộp", **{"action-submit": "1"}))
    assert answer.status_code == 302, answer.content[:2000]
    assert submission_of(page).snapshot["title"] == "Nộp"


def test_an_editor_left_open_cannot_save_into_what_was_submitted(quang_phu: Office) -> None:
    """Wagtail 8 saves by itself every few seconds, also from a window that does not know of the submission."""
    page = quang_phu.write(title="Nộp rồi")
    submission = quang_phu.submit(page)
    client = quang_phu.client("congtacvien")

    answer = client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        editor_form(quang_phu, page, title="Đè lên", overwrite_revision_id=str(submission.revision_id)),
        headers={"accept": "application/json"},
    )

    assert answer.json()["success"] is False
    assert Revision.objects.get(pk=submission.revision_id).content["title"] == "Nộp rồi"
    quang_phu.decide(page, "truongban")
    assert fresh(page).title == "Nộp rồi"


def test_a_changed_content_ends_the_moderation_and_voids_what_was_said(thanh_dong: Office) -> None:
    page = thanh_dong.write(field="economy")
    submission = thanh_dong.submit(page)
    thanh_dong.decide(page, "vanphong")

    thanh_dong.edit(page, title="Khác hẳn")

    submission.refresh_from_db()
    assert submission.voided_at is not None
    assert submission.workflow_state.status == WorkflowState.STATUS_CANCELLED
    assert not Approval.objects.in_force().filter(item_id=page.item_id).exists()
    assert not fresh(page).workflow_in_progress


def test_saving_the_same_content_again_disturbs_nothing(thanh_dong: Office) -> None:
    page = thanh_dong.write(field="economy")
    submission = thanh_dong.submit(page)
    thanh_dong.decide(page, "vanphong")

    thanh_dong.edit(page)
    thanh_dong.decide(page, "photruongban")

    submission.refresh_from_db()
    assert submission.voided_at is None
    assert fresh(page).live


def test_a_change_nobody_noticed_cannot_be_approved(quang_phu: Office) -> None:
    """A draft written past our save: the approver reads the snapshot, and it is no longer the latest content."""
    page = quang_phu.write(title="Như đã nộp")
    quang_phu.submit(page)
    latest = fresh(page).latest_revision
    Revision.objects.create(
        content_object=page,
        base_content_type=latest.base_content_type,
        user=latest.user,
        content={**latest.content, "title": "Lẻn vào"},
    )
    other = Revision.objects.latest("pk")
    type(page).objects.filter(pk=page.pk).update(latest_revision=other)

    with pytest.raises(PermissionDenied):
        quang_phu.decide(page, "truongban")

    assert not fresh(page).live


def test_what_goes_live_is_the_approved_content_not_the_revision_it_was_in(quang_phu: Office) -> None:
    page = quang_phu.write(title="Đã đọc và duyệt")
    submission = quang_phu.submit(page)
    revision = Revision.objects.get(pk=submission.revision_id)
    original = dict(revision.content)
    quang_phu.task(page)

    # Between the approver's look and the publication the stored revision becomes another one; what counts is the snapshot.
    from cms.moderation import publishing

    state = submission.workflow_state
    _grant_like_an_approver(submission)
    Revision.objects.filter(pk=revision.pk).update(content={**original, "title": "Tráo"})
    publishing.publish_approved(state, quang_phu.person("truongban"))

    assert fresh(page).title == "Đã đọc và duyệt"
    release = quang_phu.released(page)
    assert release is not None
    assert release.title == "Đã đọc và duyệt"


def _grant_like_an_approver(submission: Submission) -> None:
    Approval.objects.create(
        submission=submission,
        item_id=submission.item_id,
        digest=submission.digest,
        stage="final",
        grants_publication=True,
    )


def test_a_new_draft_of_a_public_item_leaves_the_public_one_as_it_is(quang_phu: Office) -> None:
    page = quang_phu.published("truongban", title="Bản một")

    quang_phu.edit(page, title="Bản hai")

    assert fresh(page).title == "Bản một"
    assert quang_phu.released(page).title == "Bản một"  # type: ignore[union-attr]
    quang_phu.submit(page)
    quang_phu.decide(page, "truongban")
    assert quang_phu.released(page).title == "Bản hai"  # type: ignore[union-attr]


def test_what_was_replaced_comes_back_only_by_a_new_approval(quang_phu: Office) -> None:
    page = quang_phu.published("truongban", title="Số liệu sai")
    wrong = page.live_revision
    quang_phu.edit(page, title="Số liệu đúng")
    quang_phu.submit(page)
    quang_phu.decide(page, "truongban")

    with pytest.raises(NotApproved):
        wrong.publish()

    assert fresh(page).title == "Số liệu đúng"
    assert [approval.digest for approval in granting(page)] == [fresh(page).content_digest]


def test_a_superuser_publishes_with_a_reason_that_stays(quang_phu: Office) -> None:
    page = quang_phu.write(title="Khẩn")
    superuser = quang_phu.superuser()

    publish_with_reason(page, superuser, "Báo lũ khẩn cấp, không liên lạc được Trưởng ban")

    (approval,) = granting(page)
    assert fresh(page).live
    assert (approval.basis, approval.decided_by, approval.comment) == (
        Basis.OVERRIDE,
        superuser,
        "Báo lũ khẩn cấp, không liên lạc được Trưởng ban",
    )


def test_an_override_ends_the_moderation_under_way(quang_phu: Office) -> None:
    page = quang_phu.write()
    quang_phu.submit(page)

    publish_with_reason(fresh(page), quang_phu.superuser(), "Báo lũ khẩn cấp")

    assert fresh(page).live
    assert not fresh(page).workflow_in_progress


@pytest.mark.parametrize("username", ["truongban", "congtacvien", "quantri"])
def test_nobody_else_publishes_with_a_reason(quang_phu: Office, username: str) -> None:
    page = quang_phu.write()

    with pytest.raises(PermissionDenied):
        publish_with_reason(page, quang_phu.person(username), "Vì tôi muốn như vậy")

    assert not fresh(page).live


def test_a_scheduled_item_goes_live_at_its_hour_as_it_was_approved(quang_phu: Office) -> None:
    from cms.moderation.schedule import follow_the_clock

    page = quang_phu.write(title="Sáng mai", go_live_at=timezone.now() + dt.timedelta(hours=1))
    quang_phu.submit(page)
    quang_phu.decide(page, "truongban")
    assert not fresh(page).live
    assert quang_phu.released(page) is None
    quang_phu.edit(page, title="Sửa trong lúc chờ")
    Revision.objects.filter(approved_go_live_at__isnull=False).update(
        approved_go_live_at=timezone.now() - dt.timedelta(seconds=1)
    )
    _turn_back_go_live(page)

    follow_the_clock()

    assert fresh(page).live
    assert quang_phu.released(page).title == "Sáng mai"  # type: ignore[union-attr]
    content_is_covered(quang_phu, page)


def _turn_back_go_live(page: object) -> None:
    """As if an hour had passed: the instant stands in the revision's content too."""
    past = (timezone.now() - dt.timedelta(seconds=1)).isoformat()
    for revision in Revision.objects.for_instance(page).filter(approved_go_live_at__isnull=False):
        Revision.objects.filter(pk=revision.pk).update(content={**revision.content, "go_live_at": past})
