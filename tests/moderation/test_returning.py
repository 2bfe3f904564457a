"""Returned, recalled, resubmitted: the route begins anew, with the stages that the content asks for now."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import TaskState, WorkflowState

from cms.moderation.enums import Point
from cms.moderation.models import Approval, Submission
from cms.notices.models import Notice
from tests.moderation.office import Office, content_is_covered, fresh, granting, submission_of

COMMENTS = {
    f"comments-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
}

pytestmark = pytest.mark.portal_database("demo")


def test_returning_tells_the_author_why_and_publishes_nothing(quang_phu: Office) -> None:
    page = quang_phu.write(title="Thiếu nguồn")
    quang_phu.submit(page)

    quang_phu.decide(page, "truongban", "reject", comment="Ghi rõ nguồn số liệu.")

    assert not fresh(page).live
    assert fresh(page).current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    notice = Notice.objects.get(kind="returned", recipient__username="congtacvien")
    assert "Thiếu nguồn" in notice.subject
    assert "Ghi rõ nguồn số liệu." in notice.body


def test_a_return_needs_a_comment(quang_phu: Office) -> None:
    page = quang_phu.write()
    quang_phu.submit(page)
    client = quang_phu.client("truongban")
    address = reverse("moderation_review", args=[page.pk])

    answer = client.post(address, {"decision": "reject", "comment": "  "})

    assert answer.status_code == 200
    assert answer.context["decision_form"].errors["comment"]
    assert fresh(page).workflow_in_progress
    client.post(address, {"decision": "reject", "comment": "Sửa tựa"})
    assert not fresh(page).workflow_in_progress


def test_a_returned_item_runs_through_every_stage_again(thanh_dong: Office) -> None:
    """Wagtail would resume at the stage that returned it, past the office that reviewed another content."""
    page = thanh_dong.write(field="economy")
    thanh_dong.submit(page)
    thanh_dong.decide(page, "vanphong")
    thanh_dong.decide(page, "truongban", "reject", comment="Sửa số liệu")
    thanh_dong.edit(page, summary="Số liệu mới")

    thanh_dong.submit(page)

    assert thanh_dong.task(page)[0].stage == "field_review"
    with pytest.raises(PermissionDenied):
        thanh_dong.decide(page, "truongban")
    thanh_dong.approve(page, "vanphong", "truongban")
    assert fresh(page).live
    content_is_covered(thanh_dong, page)


def test_the_same_content_runs_through_every_stage_again_too(thanh_dong: Office) -> None:
    page = thanh_dong.write(field="economy")
    thanh_dong.submit(page)
    thanh_dong.decide(page, "vanphong")
    thanh_dong.decide(page, "truongban", "reject", comment="Xem lại")

    thanh_dong.submit(page)

    assert thanh_dong.task(page)[0].stage == "field_review"
    thanh_dong.approve(page, "vanphong", "photruongban")
    assert fresh(page).live


def test_another_field_takes_another_route(thanh_dong: Office) -> None:
    page = thanh_dong.write(field="economy")
    thanh_dong.submit(page)
    thanh_dong.decide(page, "vanphong", "reject", comment="Đây là tin văn hóa")
    thanh_dong.edit(page, field="culture")

    thanh_dong.submit(page)

    assert thanh_dong.task(page)[0].role_keys == ["culture_social_office"]
    thanh_dong.approve(page, "vanhoaxahoi", "truongban")
    assert fresh(page).live


def test_the_draft_of_a_public_item_takes_the_route_of_the_draft(thanh_dong: Office) -> None:
    """The public row says tourism, the draft economy: the draft is what is put forward, whoever starts the workflow with whatever."""
    page = thanh_dong.published("truongban", field="tourism")
    thanh_dong.edit(page, field="economy")

    public_row = fresh(page)
    public_row.get_workflow().start(public_row, thanh_dong.person("congtacvien"))

    assert thanh_dong.task(page)[0].role_keys == ["unit_office"]


def test_resubmitting_through_the_editor_does_the_same(thanh_dong: Office) -> None:
    page = thanh_dong.write(field="economy", title="Đầu tư chợ mới")
    thanh_dong.submit(page)
    thanh_dong.decide(page, "vanphong")
    thanh_dong.decide(page, "truongban", "reject", comment="Sửa")
    client = thanh_dong.client("congtacvien")
    values = {
        name: getattr(page, name)
        for name in ("slug", "category", "field", "author_name", "source_name", "origin")
    }

    answer = client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        {
            **values,
            **COMMENTS,
            "body-count": "0",
            "event_at": "20/11/2026 08:00",
            "title": "Đầu tư chợ mới, bản hai",
            "action-submit": "1",
        },
    )

    assert answer.status_code == 302
    assert submission_of(page).snapshot["title"] == "Đầu tư chợ mới, bản hai"
    assert thanh_dong.task(page)[0].stage == "field_review"
    running = TaskState.objects.filter(
        workflow_state__object_id=str(page.pk), status=TaskState.STATUS_IN_PROGRESS
    )
    assert running.count() == 1


def test_old_voices_count_no_longer_after_a_return(thanh_dong: Office) -> None:
    page = thanh_dong.write(field="economy")
    thanh_dong.submit(page)
    thanh_dong.decide(page, "vanphong")
    thanh_dong.decide(page, "truongban", "reject", comment="Sửa")

    thanh_dong.submit(page)

    assert not Approval.objects.in_force().filter(item_id=page.item_id).exists()
    assert Submission.objects.filter(page_id=page.pk, voided_at__isnull=True).count() == 1


def test_a_recalled_item_can_be_decided_by_nobody(quang_phu: Office) -> None:
    page = quang_phu.write()
    quang_phu.submit(page)
    task, state = quang_phu.task(page)

    quang_phu.recall(page)

    state.refresh_from_db()
    with pytest.raises(PermissionDenied):
        task.on_action(state, quang_phu.person("truongban"), "approve", checked=Point.values)
    assert not fresh(page).live
    assert not granting(page)


def test_the_author_recalls_in_the_editor_though_it_is_locked(quang_phu: Office) -> None:
    page = quang_phu.write()
    quang_phu.submit(page)
    client = quang_phu.client("congtacvien")

    values = {
        name: getattr(page, name)
        for name in ("title", "slug", "category", "field", "author_name", "source_name", "origin")
    }
    form = {**values, **COMMENTS, "body-count": "0", "action-cancel-workflow": "1"}
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)

    assert not fresh(page).workflow_in_progress


def test_after_a_recall_it_is_put_forward_anew(quang_phu: Office) -> None:
    page = quang_phu.write()
    first = quang_phu.submit(page)
    quang_phu.recall(page)

    second = quang_phu.submit(page)

    assert second.pk != first.pk
    quang_phu.decide(page, "truongban")
    assert fresh(page).live


def test_deciding_twice_at_the_same_time_counts_once(quang_phu: Office) -> None:
    page = quang_phu.write()
    quang_phu.submit(page)
    task, state = quang_phu.task(page)
    head = quang_phu.person("truongban")
    task.on_action(state, head, "approve", checked=Point.values)
    stale = type(state).objects.get(pk=state.pk)

    with pytest.raises(PermissionDenied):
        task.on_action(stale, head, "approve", checked=Point.values)

    assert len(granting(page)) == 1


def test_an_unknown_action_is_refused(quang_phu: Office) -> None:
    page = quang_phu.write()
    quang_phu.submit(page)

    with pytest.raises(PermissionDenied, match="approve and reject"):
        quang_phu.decide(page, "truongban", "publish")
