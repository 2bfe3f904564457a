"""Every decision of the portals' offices stands in the record, written by the transaction that makes it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction

from cms.accounts.acts import AppointPerson, EndAppointment
from cms.accounts.decisions import Decision
from cms.accounts.models import Appointment
from cms.moderation.models import Approval, Submission
from cms.moderation.publishing import publish_with_reason
from cms.record.models import RecordEntry, RecordLink
from cms.record.verifying import verify
from cms.salts.models import Salt, seal
from tests.moderation.office import Office, fresh

pytestmark = pytest.mark.portal_database("demo")


def entries_of(page: Any) -> list[RecordEntry]:
    """What the record holds of an item, in order."""
    return list(RecordEntry.objects.filter(item_id=page.item_id).order_by("at"))


def acts(page: Any) -> list[str]:
    """The acts on an item, in order."""
    return [entry.act for entry in entries_of(page)]


def test_putting_forward_and_approving(quang_phu: Office) -> None:
    page = quang_phu.published("truongban")

    submitted, approved = entries_of(page)

    submission, approval = (
        Submission.objects.get(item_id=page.item_id),
        Approval.objects.get(item_id=page.item_id),
    )
    assert (submitted.act, submitted.account_id, submitted.about_id) == (
        "submitted",
        quang_phu.person("congtacvien").pk,
        submission.pk,
    )
    assert (approved.act, approved.account_id, approved.post, approved.about_id) == (
        "approved", quang_phu.person("truongban").pk, "board_chief", approval.pk,
    )  # fmt: skip
    assert (approved.clause, approved.version_id) == (approval.clause, approval.regulation_version)
    assert approved.clause
    assert approved.version_id
    assert approved.tenant_id == quang_phu.tenant.pk


def test_the_seal_is_of_the_content_that_was_decided_on(quang_phu: Office) -> None:
    page = quang_phu.published("truongban")

    seals = {entry.seal for entry in entries_of(page)}

    salt = Salt.objects.get(subject_id=page.item_id)
    assert seals == {seal(salt.salt, page.content_digest)}


def test_returning_and_putting_forward_anew_are_of_two_contents(quang_phu: Office) -> None:
    page = quang_phu.write()
    quang_phu.submit(page)
    quang_phu.decide(page, "truongban", "reject", "Thiếu nguồn")
    quang_phu.edit(page, title="Ngày hội đọc sách năm 2026")
    quang_phu.submit(page)

    assert acts(page) == ["submitted", "returned", "submitted"]
    assert len({entry.seal for entry in entries_of(page)}) == 2


def test_a_stage_before_the_final_one_is_a_review(thanh_dong: Office) -> None:
    page = thanh_dong.write(field="economy")
    thanh_dong.submit(page)
    stage = thanh_dong.task(page)[0].stage
    holder = Appointment.objects.current().holding(*thanh_dong.task(page)[0].role_keys).first()

    thanh_dong.decide(page, holder.user.username)

    assert acts(page)[:2] == ["submitted", "approved" if stage == "final" else "reviewed"]


def test_each_voice_of_the_board_is_an_entry(thong_nhat: Office) -> None:
    page = thong_nhat.write()
    thong_nhat.submit(page)
    voices = 0
    for post in Appointment.objects.current().filter(role_key__startswith="board_").order_by("role_key"):
        if not fresh(page).live:
            thong_nhat.decide(page, post.user.username)
            voices += 1

    decided = [entry for entry in entries_of(page) if entry.act != "submitted"]
    assert len(decided) == voices > 1
    assert len({entry.account_id for entry in decided}) == voices


def test_publishing_with_a_reason_is_told_apart(quang_phu: Office) -> None:
    page = quang_phu.write()

    publish_with_reason(page, quang_phu.superuser(), "Khẩn cấp: bão số 5 đổ bộ")

    assert acts(page) == ["overridden"]
    assert "bão" not in str(RecordEntry.objects.filter(item_id=page.item_id).values())


def test_what_fails_leaves_no_entry(quang_phu: Office) -> None:
    page = quang_phu.write()
    quang_phu.submit(page)

    def fail() -> None:
        with transaction.atomic():
            quang_phu.decide(page, "truongban")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert acts(page) == ["submitted"]


def test_appointing_and_ending_are_recorded_without_a_name(quang_phu: Office) -> None:
    head = quang_phu.person("truongban")
    appointment = AppointPerson(
        by=head,
        person=quang_phu.person("congtacvien"),
        role_key="board_member",
        decision=Decision("15/QĐ-UBND", dt.date(2026, 11, 1)),
    ).execute()
    EndAppointment(by=head, appointment=appointment, reason="Chuyển công tác").execute()

    entries = RecordEntry.objects.filter(about_id=appointment.pk).order_by("at")
    assert [(entry.act, entry.account_id, entry.post) for entry in entries] == [
        ("appointed", head.pk, "board_member"),
        ("appointment_ended", head.pk, "board_member"),
    ]
    assert len({entry.seal for entry in entries}) == 2, "the facts are others when the post has ended"


def test_the_portals_of_the_demo_verify_with_all_that_was_decided_in_them(quang_phu: Office) -> None:
    quang_phu.published("truongban")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    found = verify()

    assert found.faults == ()
    assert found.entries == RecordLink.objects.of(quang_phu.tenant.pk).count() >= 2
