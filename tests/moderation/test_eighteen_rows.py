"""Each row of the five approval matrices, in the portal that lives by it: the right people decide, the wrong ones have no button and no URL."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from cms.accounts.models import User
from cms.board.now import assignments
from cms.content.models import PortalPage
from cms.moderation.enums import Point
from cms.moderation.models import Approval
from cms.moderation.rules import item_facts, route_for
from cms.regulation.queries import in_force
from tenants.errors import TenantReadOnly
from tests.moderation.conftest import TAN_CUONG
from tests.moderation.eighteen_rows import NX, ROWS, Row, draft_of
from tests.moderation.office import Office, content_is_covered, fresh, granting, submission_of
from tests.moderation.other_regulation import carry

pytestmark = pytest.mark.portal_database("demo")


def test_these_are_the_eighteen() -> None:
    assert len(ROWS) == 18


@pytest.fixture
def office(request: pytest.FixtureRequest, office_of: Callable[[str], Office]) -> Office:
    """The portal of a row; Như Xuân's regulation in a portal that can still be worked in."""
    row: Row = request.getfixturevalue("row")
    if row.code != NX:
        return office_of(row.code)
    office = office_of(TAN_CUONG)
    office.appoint("photruongban", "board_deputy")
    office.appoint("bientap", "civil_servant")
    carry(office, NX, "402")
    return office


def review_address(page: PortalPage) -> str:
    return reverse("moderation_review", args=[page.pk])


def has_no_way(office: Office, page: PortalPage, person: User) -> None:
    """Neither button nor URL: not ours, not Wagtail's."""
    client, before = office.client(person), Approval.objects.count()
    shown = client.get(review_address(page))
    assert shown.status_code in {200, 302, 403}
    assert b'name="decision"' not in shown.content, person
    client.post(review_address(page), {"decision": "approve", "comment": "", "checked": Point.values})
    _task, state = office.task(page)
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", state.pk])
    client.post(address, {"comment": "Thử"})
    client.post(
        reverse("moderation_batch"),
        {"item": f"{page.pk}:{submission_of(page).digest}", "checked": Point.values},
    )
    assert Approval.objects.count() == before, f"{person} decided"
    assert office.task(page)[1].pk == state.pk
    assert not fresh(page).live


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_row_is_the_one_that_the_regulation_applies(office: Office, row: Row) -> None:
    page = draft_of(office, row)

    stages = in_force().approval_route(item_facts(page), assignments())

    assert row.key in {key for stage in stages for key in stage.rule_keys}
    assert [(stage.stage, stage.clause) for stage in route_for(page)] == [step[:2] for step in row.steps]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_right_people_take_it_through_and_nobody_else_can(office: Office, row: Row) -> None:
    page = draft_of(office, row)
    office.submit(page, row.by)

    for stage, clause, people in row.steps:
        assert office.task(page)[0].stage == stage
        allowed = {*people, *row.also.get(stage, ())}
        others = User.objects.filter(is_active=True).exclude(username__in=allowed).order_by("username")
        for number, person in enumerate(others):
            assert not office.task(page)[0].user_may_decide(page, person), person
            if (
                number % 3 == ROWS.index(row) % 3
            ):  # the ways are the same for all: each person tries them at other rows
                has_no_way(office, page, person)
        for username in people:
            assert not fresh(page).live
            client = office.client(username)
            assert b'value="approve"' in client.get(review_address(page)).content, username
            client.post(review_address(page), {"decision": "approve", "comment": "", "checked": Point.values})
            given = Approval.objects.filter(submission=submission_of(page), decided_by__username=username)
            assert [one.clause for one in given.filter(stage=stage)] == [clause]

    assert fresh(page).live
    assert len(granting(page)) == 1
    content_is_covered(office, page)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_everybody_who_also_might_has_the_button(office: Office, row: Row) -> None:
    page = draft_of(office, row)
    office.submit(page, row.by)
    stage, _clause, people = row.steps[0]

    for username in {*people, *row.also.get(stage, ())}:
        assert b'value="approve"' in office.client(username).get(review_address(page)).content, username


@pytest.mark.parametrize("key", ["party_front_unions", "government_news"])
def test_the_archive_itself_refuses(nhu_xuan: Office, key: str) -> None:
    """Như Xuân's own portal is read only: nothing is written there, so nothing can be submitted."""
    with pytest.raises(TenantReadOnly):
        nhu_xuan.write("thanhvien", body_key="mttq" if key == "party_front_unions" else "chinh_quyen_co_so")
