"""The board's screens: who sees them, what they show, and that errors stand beside their fields."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from cms.board.models import Absence, Delegation, OrganisationUnit
from tenants.calendar_day import today
from tests.moderation.office import Office

pytestmark = pytest.mark.portal_database("demo")


def words(office: Office, who: str) -> str:
    return office.client(who).get(reverse("board")).content.decode()


def day(days: int) -> str:
    return (today() + dt.timedelta(days=days)).strftime("%d/%m/%Y")


def delegation(office: Office, **changes: object) -> dict[str, object]:
    values = {
        "taker": office.person("photruongban").pk,
        "decision_number": "05/UQ-BBT",
        "decision_date": day(0),
        "first_day": day(0),
        "last_day": day(3),
    }
    return {**values, **changes}


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("truongban", True),
        ("photruongban", True),
        ("thanhvien", True),
        ("quantri", True),
        ("congtacvien", False),
    ],
)
def test_the_board_is_for_its_members_and_the_administrator(quang_phu: Office, who: str, sees: bool) -> None:
    client = quang_phu.client(who)
    assert (client.get(reverse("board")).status_code == 200) is sees
    assert (reverse("board") in client.get(reverse("wagtailadmin_home")).content.decode()) is sees


def test_it_shows_posts_people_decisions_and_what_they_are_in_charge_of(quang_phu: Office) -> None:
    shown = words(quang_phu, "truongban")
    for text in (
        "Lê Hồng Sơn",
        "Trưởng ban biên tập",
        "129/QĐ-UBND, 11/8/2023",
        "Văn hóa",
        "Không có ai được uỷ quyền",
    ):
        assert text in shown


def test_a_post_that_nobody_holds_is_said(quang_phu: Office) -> None:
    quang_phu.dismiss("photruongban")
    assert "chưa phân công ai" in words(quang_phu, "truongban")


def test_the_head_empowers_a_deputy_on_the_screen(quang_phu: Office) -> None:
    client = quang_phu.client("truongban")
    assert client.get(reverse("board_delegate")).status_code == 200

    answer = client.post(reverse("board_delegate"), delegation(quang_phu, fields=["land"]), follow=True)

    shown = answer.content.decode()
    for text in ("Trịnh Thị Mai Phương", "05/UQ-BBT", "Đất đai", "đang hiệu lực", "Thu hồi"):
        assert text in shown
    assert Delegation.objects.get().fields == ["land"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"taker": ""}, "taker"),
        ({"decision_number": ""}, "decision_number"),
        ({"decision_date": day(1)}, "decision_date"),
        ({"first_day": day(-1)}, "first_day"),
        ({"last_day": day(-1)}, "last_day"),
        ({"last_day": day(500)}, "last_day"),
        ({"last_day": "hôm qua"}, "last_day"),
        ({"fields": ["x"]}, "fields"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    quang_phu: Office, changes: dict[str, object], field: str
) -> None:
    answer = quang_phu.client("truongban").post(reverse("board_delegate"), delegation(quang_phu, **changes))

    assert field in answer.context["form"].errors
    assert not Delegation.objects.exists()


def test_the_head_is_not_offered_themselves(quang_phu: Office) -> None:
    shown = quang_phu.client("truongban").get(reverse("board_delegate"))
    people = shown.context["form"].fields["taker"].queryset
    assert [one.username for one in people] == ["photruongban"]


def test_the_head_takes_it_back_on_the_screen(quang_phu: Office) -> None:
    given = quang_phu.delegate()
    client = quang_phu.client("truongban")
    address = reverse("board_end_delegation", args=[given.pk])
    assert "Trịnh Thị Mai Phương" in client.get(address).content.decode()

    assert client.post(address, {"reason": ""}).status_code == 200
    client.post(address, {"reason": "Đã trở lại"})

    assert Delegation.objects.get().state == "over"
    assert "Đã trở lại" in words(quang_phu, "truongban")


@pytest.mark.parametrize("who", ["photruongban", "thanhvien", "congtacvien", "quantri"])
def test_nobody_else_has_a_button_or_a_url(quang_phu: Office, who: str) -> None:
    given = quang_phu.delegate()
    client = quang_phu.client(who)
    for name, arguments in (("board_delegate", []), ("board_end_delegation", [given.pk])):
        address = reverse(name, args=arguments)
        assert address not in client.get(reverse("board")).content.decode()
        assert client.get(address).status_code in {302, 403}
        client.post(address, {**delegation(quang_phu), "reason": "x"})
    assert Delegation.objects.get().state == "holds"


def test_an_absence_is_recorded_and_ended(quang_phu: Office) -> None:
    client = quang_phu.client("truongban")
    client.post(
        reverse("board_absence"),
        {
            "person": quang_phu.person("thanhvien").pk,
            "kind": "leave",
            "first_day": day(0),
            "last_day": day(2),
        },
    )
    away = Absence.objects.get()
    assert "Nghỉ phép" in words(quang_phu, "truongban")

    client.post(reverse("board_end_absence", args=[away.pk]))

    assert Absence.objects.get().ended_at is not None


def test_a_member_records_their_own_absence_alone(quang_phu: Office) -> None:
    client = quang_phu.client("thanhvien")
    form = {"kind": "leave", "first_day": day(0), "last_day": ""}
    answer = client.post(reverse("board_absence"), {**form, "person": quang_phu.person("truongban").pk})
    assert "person" in answer.context["form"].errors
    client.post(reverse("board_absence"), {**form, "person": quang_phu.person("thanhvien").pk})
    assert Absence.objects.get().person.username == "thanhvien"


def test_offices_stand_in_a_tree(thanh_dong: Office) -> None:
    client = thanh_dong.client("truongban")
    client.post(reverse("board_add_office"), {"name": "UBND phường", "position": "0"})
    top = OrganisationUnit.objects.get()
    form = {
        "name": "Văn phòng",
        "position": "1",
        "role_key": "unit_office",
        "parent": top.pk,
        "fields": ["land"],
    }
    client.post(reverse("board_add_office"), form)

    below = OrganisationUnit.objects.get(parent=top)
    assert below.fields == ["land"]
    shown = words(thanh_dong, "truongban")
    assert shown.index("UBND phường") < shown.index("Văn phòng</a>")
    assert "Nguyễn Thị Bích Ngọc" in shown
    answer = client.post(
        reverse("board_office", args=[top.pk]), {"name": "UBND", "position": "0", "parent": below.pk}
    )
    assert "parent" in answer.context["form"].errors


def test_in_an_archive_the_board_is_read_and_not_changed(office_of: object) -> None:
    from tests.moderation.conftest import NHU_XUAN

    office: Office = office_of(NHU_XUAN)  # type: ignore[operator]
    assert "Lò Văn Thuận" in words(office, "truongban")
    answer = office.client("truongban").post(reverse("board_delegate"), delegation(office))
    assert answer.status_code != 500
    assert not Delegation.objects.exists()
