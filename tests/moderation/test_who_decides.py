"""Who may decide is read from the regulation of each portal, and nobody decides on what they wrote."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from cms.accounts.models import Appointment
from cms.content.models import SectionPage
from cms.moderation.deciders import authors_of
from cms.moderation.enums import Basis
from cms.moderation.models import Approval
from tests.moderation.office import Office, content_is_covered, fresh, granting, submission_of

pytestmark = pytest.mark.portal_database("demo")


def route(office: Office, page: object) -> list[tuple[str, tuple[str, ...], str]]:
    """The stages an item would run through: stage, roles, clauses."""
    tasks = fresh(page).get_workflow().tasks  # type: ignore[arg-type]
    return [(task.specific.stage, tuple(task.specific.role_keys), task.specific.clause) for task in tasks]


def refused(office: Office, page: object, username: str, action: str = "approve") -> None:
    """Somebody's decision is refused, and nothing of it is kept."""
    before = Approval.objects.count()
    with pytest.raises(PermissionDenied):
        office.decide(page, username, action, comment="Thử")  # type: ignore[arg-type]
    assert Approval.objects.count() == before
    assert not fresh(page).live  # type: ignore[arg-type]


class TestQuangPhu:
    """7.6: the head; 4.2: the deputy where the head has delegated."""

    def test_the_route_is_the_head_alone(self, quang_phu: Office) -> None:
        assert route(quang_phu, quang_phu.write()) == [("final", ("board_chief",), "7.6")]

    @pytest.mark.parametrize("username", ["photruongban", "thanhvien", "congtacvien", "quantri"])
    def test_nobody_else_decides(self, quang_phu: Office, username: str) -> None:
        page = quang_phu.write()
        quang_phu.submit(page)

        refused(quang_phu, page, username)
        refused(quang_phu, page, username, "reject")

    def test_a_superuser_holds_no_post_and_decides_nothing(self, quang_phu: Office) -> None:
        page = quang_phu.write()
        quang_phu.submit(page)
        quang_phu.superuser()

        refused(quang_phu, page, "dieuhanh")

    def test_the_head_decides(self, quang_phu: Office) -> None:
        assert quang_phu.published("truongban").live

    def test_a_post_that_has_ended_gives_no_right(self, quang_phu: Office) -> None:
        page = quang_phu.write()
        quang_phu.submit(page)
        quang_phu.dismiss("truongban")

        refused(quang_phu, page, "truongban")

    def test_a_post_that_has_not_begun_gives_no_right(self, quang_phu: Office) -> None:
        page = quang_phu.write()
        quang_phu.submit(page)
        Appointment.objects.filter(user__username="truongban").update(valid_from=dt.date(2030, 1, 1))

        refused(quang_phu, page, "truongban")

    def test_a_closed_account_gives_no_right(self, quang_phu: Office) -> None:
        page = quang_phu.write()
        quang_phu.submit(page)
        head = quang_phu.person("truongban")
        head.is_active = False
        head.save()

        refused(quang_phu, page, "truongban")


class TestTanCuong:
    """8, second paragraph: the process is the head's."""

    def test_the_route_is_the_head_alone(self, tan_cuong: Office) -> None:
        assert route(tan_cuong, tan_cuong.write()) == [("final", ("board_chief",), "8.p2")]

    @pytest.mark.parametrize("username", ["thanhvien", "congtacvien", "quantri"])
    def test_nobody_else_decides(self, tan_cuong: Office, username: str) -> None:
        page = tan_cuong.write()
        tan_cuong.submit(page)

        refused(tan_cuong, page, username)

    def test_the_head_decides(self, tan_cuong: Office) -> None:
        page = tan_cuong.published("truongban")

        assert [approval.clause for approval in granting(page)] == ["8.p2"]


class TestThanhDong:
    """11.3b: head or deputy; 12.5, 13.11, 14.1, 14.2: the offices review before."""

    FINAL = ("final", ("board_chief", "board_deputy"), "11.3b; 6.5")

    @pytest.mark.parametrize(
        ("field", "review"),
        [
            ("economy", ("field_review", ("unit_office",), "12.5")),
            ("security", ("field_review", ("unit_office",), "12.5")),
            ("defence", ("field_review", ("unit_office",), "12.5")),
            ("culture", ("field_review", ("culture_social_office",), "13.11")),
            ("society", ("field_review", ("culture_social_office",), "13.11")),
            ("ethnic_affairs", ("field_review", ("culture_social_office",), "13.11")),
            ("belief", ("field_review", ("culture_social_office",), "13.11")),
            ("party_propaganda", ("field_review", ("party_building_committee",), "14.2")),
            ("mass_mobilisation", ("field_review", ("party_building_committee",), "14.2")),
            ("tourism", None),
        ],
    )
    def test_a_collaborators_item_is_reviewed_by_field(
        self, thanh_dong: Office, field: str, review: tuple[str, tuple[str, ...], str] | None
    ) -> None:
        page = thanh_dong.write(by="congtacvien", field=field)

        assert route(thanh_dong, page) == [*([review] if review else []), self.FINAL]

    @pytest.mark.parametrize(
        ("field", "reviewed"), [("economy", False), ("culture", False), ("party_propaganda", True)]
    )
    def test_the_secretariats_own_items_need_the_partys_review_alone(
        self, thanh_dong: Office, field: str, reviewed: bool
    ) -> None:
        page = thanh_dong.write(by="tothuky", field=field)

        assert len(route(thanh_dong, page)) == (2 if reviewed else 1)

    @pytest.mark.parametrize("declared", ["staff", "supplying_unit", "collaborator"])
    def test_a_collaborator_cannot_declare_the_review_away(self, thanh_dong: Office, declared: str) -> None:
        page = thanh_dong.write(by="congtacvien", field="economy", origin=declared)

        assert route(thanh_dong, page)[0][0] == "field_review"

    def test_what_a_collaborator_changed_in_somebody_elses_item_is_reviewed_too(
        self, thanh_dong: Office
    ) -> None:
        page = thanh_dong.write(by="tothuky", field="economy")
        thanh_dong.edit(page, by="congtacvien", summary="Thêm một đoạn")

        thanh_dong.submit(page, by="tothuky")

        assert thanh_dong.task(page)[0].stage == "field_review"

    def test_the_hcm_column_is_the_party_committees(self, thanh_dong: Office) -> None:
        column = SectionPage.objects.get(column_key="hoc-tap-va-lam-theo-hcm")
        page = thanh_dong.write(by="tothuky", field="tourism", section=column)

        assert route(thanh_dong, page) == [("column_main", ("party_building_committee",), "14.1"), self.FINAL]

    def test_a_section_below_the_column_belongs_to_it(self, thanh_dong: Office) -> None:
        column = SectionPage.objects.get(column_key="hoc-tap-va-lam-theo-hcm")
        below = SectionPage(title="Gương sáng", slug="guong-sang", live=False)
        column.add_child(instance=below)
        page = thanh_dong.write(by="tothuky", field="tourism", section=below)

        assert route(thanh_dong, page)[0][0] == "column_main"

    def test_the_office_comes_first_and_the_head_cannot_pass_over_it(self, thanh_dong: Office) -> None:
        page = thanh_dong.write(field="economy")
        thanh_dong.submit(page)

        refused(thanh_dong, page, "truongban")
        refused(thanh_dong, page, "vanhoaxahoi")
        thanh_dong.decide(page, "vanphong")
        assert not fresh(page).live
        assert not granting(page)
        refused(thanh_dong, page, "vanphong")
        thanh_dong.decide(page, "truongban")

        assert fresh(page).live
        assert len(granting(page)) == 1

    @pytest.mark.parametrize("decider", ["truongban", "photruongban"])
    def test_head_or_deputy_finish(self, thanh_dong: Office, decider: str) -> None:
        assert thanh_dong.published(decider, field="tourism").live

    def test_one_officer_in_charge_of_both_stages_decides_each_once(self, thanh_dong: Office) -> None:
        Appointment.objects.create(
            user=thanh_dong.person("photruongban"),
            role_key="unit_office",
            post_title="Chánh Văn phòng",
            decision="Thử",
            valid_from=dt.date(2026, 1, 1),
        )
        page = thanh_dong.write(field="economy")
        thanh_dong.submit(page)

        thanh_dong.approve(page, "photruongban", "photruongban")

        assert fresh(page).live
        assert Approval.objects.in_force().filter(item_id=page.item_id).count() == 2


class TestThongNhat:
    """4.5, 10.2a: the board; how many speak for it is the portal's to say."""

    def test_the_route_is_the_board_as_a_whole(self, thong_nhat: Office) -> None:
        page = thong_nhat.write()
        thong_nhat.submit(page)
        task, _ = thong_nhat.task(page)

        assert (task.stage, task.collective, task.clause) == ("final", True, "4.5; 10.2a")
        assert task.voices_needed() == 2
        assert task.quorum_is_assumed()

    def test_a_majority_of_the_board_publishes(self, thong_nhat: Office) -> None:
        page = thong_nhat.write()
        thong_nhat.submit(page)

        thong_nhat.decide(page, "thuky")
        assert not fresh(page).live
        assert not granting(page)
        thong_nhat.decide(page, "thanhvien1")

        assert fresh(page).live
        assert [approval.decided_by.username for approval in granting(page)] == ["thanhvien1"]
        assert Approval.objects.in_force().filter(item_id=page.item_id).count() == 2

    def test_nobody_votes_twice(self, thong_nhat: Office) -> None:
        page = thong_nhat.write()
        thong_nhat.submit(page)
        thong_nhat.decide(page, "truongban")

        refused(thong_nhat, page, "truongban")

    @pytest.mark.parametrize("username", ["tochuyentrach", "congtacvien", "quantri"])
    def test_who_is_not_on_the_board_has_no_voice(self, thong_nhat: Office, username: str) -> None:
        page = thong_nhat.write()
        thong_nhat.submit(page)

        refused(thong_nhat, page, username)

    @pytest.mark.parametrize(("quorum", "voices"), [(1, 1), (2, 2), (3, 3), (9, 3)])
    def test_the_portals_own_quorum_counts(self, thong_nhat: Office, quorum: int, voices: int) -> None:
        """A quorum above the number of members asks all of them."""
        thong_nhat.rule(board_quorum=quorum)
        page = thong_nhat.write()
        thong_nhat.submit(page)
        task, _ = thong_nhat.task(page)

        assert task.voices_needed() == voices
        assert not task.quorum_is_assumed()
        for count, username in enumerate(["truongban", "thanhvien1", "thuky"][:voices], start=1):
            assert not fresh(page).live
            thong_nhat.decide(page, username)
            assert fresh(page).live == (count == voices)

    def test_a_member_who_returns_it_ends_the_vote(self, thong_nhat: Office) -> None:
        page = thong_nhat.write()
        thong_nhat.submit(page)
        thong_nhat.decide(page, "truongban")

        thong_nhat.decide(page, "thuky", "reject", comment="Thiếu ảnh")
        thong_nhat.submit(page)
        thong_nhat.decide(page, "thuky")

        assert not fresh(page).live, "the voice given to the returned content counts no longer"
        thong_nhat.decide(page, "truongban")
        assert fresh(page).live

    def test_a_member_who_wrote_the_item_has_no_voice_on_it(self, thong_nhat: Office) -> None:
        page = thong_nhat.write(by="thanhvien1")
        thong_nhat.submit(page, by="thanhvien1")

        refused(thong_nhat, page, "thanhvien1")
        thong_nhat.approve(page, "truongban", "thuky")

        assert fresh(page).live


class TestProvince:
    """No regulation of its own in the demo: the platform's default, the head."""

    def test_the_head_decides_and_no_clause_is_made_up(self, thanh_hoa: Office) -> None:
        page = thanh_hoa.write()
        assert [(stage, roles) for stage, roles, _ in route(thanh_hoa, page)] == [("final", ("board_chief",))]
        thanh_hoa.submit(page)

        refused(thanh_hoa, page, "bientap")
        refused(thanh_hoa, page, "kythuat")
        thanh_hoa.decide(page, "truongban")

        (approval,) = granting(page)
        assert (approval.clause, approval.regulation_version) == ("", None)


class TestAuthors:
    """Owner, submitter, and whoever wrote content since the last publication."""

    def test_the_owner_never_decides(self, quang_phu: Office) -> None:
        page = quang_phu.write(by="truongban")
        quang_phu.submit(page, by="congtacvien")

        refused(quang_phu, page, "truongban")

    def test_the_submitter_never_decides(self, quang_phu: Office) -> None:
        page = quang_phu.write()
        quang_phu.submit(page, by="truongban")

        refused(quang_phu, page, "truongban")

    def test_who_wrote_one_word_of_it_never_decides(self, quang_phu: Office) -> None:
        page = quang_phu.write()
        quang_phu.edit(page, by="truongban", summary="Trưởng ban thêm một câu")
        quang_phu.edit(page, summary="Và cộng tác viên bỏ đi")
        quang_phu.submit(page)

        refused(quang_phu, page, "truongban")

    def test_who_wrote_before_the_last_publication_decides_again(self, thanh_dong: Office) -> None:
        page = thanh_dong.write(field="tourism", by="tothuky")
        thanh_dong.edit(page, by="truongban", summary="Trưởng ban sửa")
        thanh_dong.submit(page, by="tothuky")
        thanh_dong.decide(page, "photruongban")
        thanh_dong.edit(page, by="tothuky", summary="Sửa tiếp sau khi đăng")

        assert str(thanh_dong.person("truongban").pk) not in authors_of(fresh(page))
        thanh_dong.submit(page, by="tothuky")
        thanh_dong.decide(page, "truongban")

        assert fresh(page).title == page.title
        content_is_covered(thanh_dong, page)

    def test_the_submission_keeps_who_they_are(self, quang_phu: Office) -> None:
        page = quang_phu.write()
        quang_phu.edit(page, by="thanhvien", summary="Biên tập")
        quang_phu.submit(page, by="photruongban")

        authors = {quang_phu.person(name).pk for name in ("congtacvien", "thanhvien", "photruongban")}
        assert set(submission_of(page).authors) == {str(key) for key in authors}


class TestSoleApprover:
    """If only an author could approve, the portal's own rule decides, and that is recorded."""

    def test_by_default_the_item_waits_for_another_person(self, quang_phu: Office) -> None:
        page = quang_phu.write(by="truongban")
        quang_phu.submit(page, by="truongban")

        refused(quang_phu, page, "truongban")

    def test_where_the_portal_says_so_the_author_approves_and_it_is_recorded(self, quang_phu: Office) -> None:
        quang_phu.rule(sole_approver="allow_recorded")
        page = quang_phu.write(by="truongban")
        quang_phu.submit(page, by="truongban")

        quang_phu.decide(page, "truongban")

        (approval,) = granting(page)
        assert fresh(page).live
        assert approval.basis == Basis.SOLE_APPROVER

    def test_the_rule_helps_no_author_while_somebody_else_could_approve(self, thanh_dong: Office) -> None:
        thanh_dong.rule(sole_approver="allow_recorded")
        page = thanh_dong.write(by="truongban", field="tourism")
        thanh_dong.submit(page, by="truongban")

        refused(thanh_dong, page, "truongban")
        thanh_dong.decide(page, "photruongban")

        assert [approval.basis for approval in granting(page)] == [Basis.REGULATION]

    def test_the_rule_helps_nobody_without_the_post(self, quang_phu: Office) -> None:
        quang_phu.rule(sole_approver="allow_recorded")
        page = quang_phu.write(by="truongban")
        quang_phu.submit(page, by="congtacvien")

        refused(quang_phu, page, "congtacvien")

    def test_a_board_that_is_left_with_too_few_voices_waits(self, thong_nhat: Office) -> None:
        page = thong_nhat.write(by="thanhvien1")
        thong_nhat.edit(page, by="thuky", summary="Thư ký sửa")
        thong_nhat.submit(page, by="thanhvien1")

        thong_nhat.decide(page, "truongban")
        refused(thong_nhat, page, "thuky")

    def test_or_counts_its_authors_where_the_portal_says_so(self, thong_nhat: Office) -> None:
        thong_nhat.rule(sole_approver="allow_recorded")
        page = thong_nhat.write(by="thanhvien1")
        thong_nhat.edit(page, by="thuky", summary="Thư ký sửa")
        thong_nhat.submit(page, by="thanhvien1")

        thong_nhat.approve(page, "truongban", "thuky")

        assert fresh(page).live
        bases = set(Approval.objects.in_force().filter(item_id=page.item_id).values_list("basis", flat=True))
        assert bases == {Basis.REGULATION, Basis.SOLE_APPROVER}
