"""`manage.py appoint_head`: the way to a portal's first account."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cms.accounts.models import Appointment, User
from cms.accounts.posts import HEAD
from cms.notices.enums import NoticeKind
from cms.notices.models import Notice
from tenants.context import tenant_context
from tenants.models import Tenant

pytestmark = [pytest.mark.django_db, pytest.mark.portal_database("demo", role="owner")]


def appoint(code: str = "16522", **more: object) -> str:
    given = {
        "username": "truongbanmoi",
        "name": "Lê Thị Thanh",
        "email": "thanh@quangphu.example",
        "decision": "201/QĐ-UBND, 2/11/2026",
        **more,
    }
    said = StringIO()
    call_command("appoint_head", code, stdout=said, **given)
    return said.getvalue()


@pytest.fixture
def without_head(quang_phu: Tenant) -> Tenant:
    """A portal as it is when it has just been made."""
    Appointment.objects.holding(HEAD).delete()
    return quang_phu


def test_a_portal_without_a_head_gets_one(without_head: Tenant) -> None:
    said = appoint()
    post = Appointment.objects.current().holding(HEAD).get()
    assert (post.user.username, post.post_title, post.decision) == (
        "truongbanmoi",
        "Trưởng ban biên tập",
        "201/QĐ-UBND, 2/11/2026",
    )
    assert "thanh@quangphu.example" in said


def test_the_head_chooses_the_password_by_a_link(without_head: Tenant) -> None:
    appoint()
    assert not User.objects.get(username="truongbanmoi").has_usable_password()
    assert Notice.objects.get(kind=NoticeKind.PASSWORD_LINK).recipient.username == "truongbanmoi"


def test_a_head_in_office_is_not_passed_over(quang_phu: Tenant) -> None:
    with pytest.raises(CommandError, match="Lê Hồng Sơn"):
        appoint()
    assert not User.objects.filter(username="truongbanmoi").exists()


def test_unless_it_is_said_so(quang_phu: Tenant) -> None:
    appoint(replace=True)
    assert [post.user.username for post in Appointment.objects.current().holding(HEAD)] == ["truongbanmoi"]
    assert not User.objects.get(username="truongban").groups.exists()


def test_an_account_that_is_there_is_used_with_the_address_given(without_head: Tenant) -> None:
    appoint(username="congtacvien")
    account = User.objects.get(username="congtacvien")
    assert (account.full_name, account.email) == ("Lê Thị Thanh", "thanh@quangphu.example")
    assert Appointment.objects.current().holding(HEAD).get().user == account


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"decision": "201/QĐ-UBND"}, "names no date"),
        ({"decision": "Danh sách, 2/11/2026"}, "129/QĐ-UBND"),
        ({"email": "congtacvien@quang-phu.example"}, "thư điện tử|Thư điện tử|e-mail"),
        ({"code": "99999"}, "99999"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(without_head: Tenant, given: dict[str, str], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        appoint(**given)


def test_it_works_for_the_portal_named_and_no_other(without_head: Tenant) -> None:
    appoint()
    with tenant_context(Tenant.objects.with_code("38").get()):
        assert not User.objects.filter(username="truongbanmoi").exists()
