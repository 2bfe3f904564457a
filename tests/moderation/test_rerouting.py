"""A new rule does not send items under way another way, unless the head says so."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cms.moderation.models import Approval
from cms.moderation.rerouting import OlderRoute, on_older_routes, reroute
from cms.record.models import RecordEntry
from cms.regulation.models import RegulationVersion
from tests.moderation.office import Office, content_is_covered, fresh, submission_of
from tests.moderation.other_regulation import carry

pytestmark = pytest.mark.portal_database("demo")


@pytest.fixture
def office(thanh_dong: Office) -> Office:
    """Thành Đông, whose regulation is about to become Quảng Phú's: the head alone, no reviews by offices."""
    return thanh_dong


def clauses(office: Office, page: object) -> list[str]:
    state = fresh(page).current_workflow_state  # type: ignore[arg-type]
    return [task.specific.clause for task in state.workflow.tasks]


def older(page: object) -> list[OlderRoute]:
    return [one for one in on_older_routes() if one.submission.page_id == page.pk]  # type: ignore[attr-defined]


def test_an_item_under_way_keeps_its_route(office: Office) -> None:
    page = office.write(field="economy")
    office.submit(page)
    carry(office, "quang-phu", "16522")

    assert clauses(office, page) == ["12.5", "11.3b; 6.5"]
    office.approve(page, "vanphong", "truongban")

    assert fresh(page).live
    content_is_covered(office, page)


def test_a_new_item_takes_the_new_one(office: Office) -> None:
    carry(office, "quang-phu", "16522")
    page = office.write(field="economy")
    office.submit(page)
    assert clauses(office, page) == ["7.6"]


def test_the_head_may_give_it_the_new_one_and_it_begins_anew(office: Office) -> None:
    page = office.write(field="economy")
    office.submit(page)
    office.decide(page, "vanphong")
    version = carry(office, "quang-phu", "16522")
    (found,) = older(page)

    reroute(found.submission, office.person("truongban"))

    assert clauses(office, page) == ["7.6"]
    assert submission_of(page).regulation_version == version.pk
    assert not Approval.objects.in_force().filter(item_id=page.item_id).exists()
    assert RecordEntry.objects.filter(item_id=page.item_id, act="rerouted").count() == 1
    assert older(page) == []
    with pytest.raises(PermissionDenied):
        office.decide(page, "vanphong")
    office.decide(page, "truongban")
    assert fresh(page).live
    content_is_covered(office, page)


@pytest.mark.parametrize("who", ["photruongban", "tothuky", "congtacvien", "quantri"])
def test_nobody_else_says_so(office: Office, who: str) -> None:
    page = office.write(field="economy")
    submission = office.submit(page)
    carry(office, "quang-phu", "16522")
    with pytest.raises(PermissionDenied):
        reroute(submission, office.person(who))
    client = office.client(who)
    client.post(reverse("moderation_reroute"), {"item": str(submission.pk)})
    assert clauses(office, page) == ["12.5", "11.3b; 6.5"]


def test_what_is_decided_is_not_rerouted(office: Office) -> None:
    page = office.write(field="land")
    submission = office.submit(page)
    office.approve(page, "truongban")
    carry(office, "quang-phu", "16522")
    assert older(page) == []
    with pytest.raises(PermissionDenied):
        reroute(submission, office.person("truongban"))


def test_on_the_screen(office: Office) -> None:
    page = office.write(field="economy", title="Bài đang duyệt")
    submission = office.submit(page)
    client = office.client("truongban")
    assert "Bài đang duyệt" not in client.get(reverse("moderation_reroute")).content.decode()
    carry(office, "quang-phu", "16522")
    assert RegulationVersion.objects.count() == 1
    assert "Bài đang duyệt" in client.get(reverse("moderation_reroute")).content.decode()

    client.post(reverse("moderation_reroute"), {"item": str(submission.pk)})

    assert clauses(office, page) == ["7.6"]
