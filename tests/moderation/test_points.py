"""Who answers for quality, content and secrecy: whoever decides in the end, and for secrecy whom the regulation names."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from django.db import transaction
from django.urls import reverse

from cms.accounts.groups import renew_groups
from cms.moderation.conditions import NotReady
from cms.moderation.enums import Point
from cms.moderation.models import Approval
from cms.moderation.points import SecrecyChecker, StagePoints
from cms.regulation.loader import bundled_files, load_text
from cms.regulation.models import RegulationVersion
from tests.moderation.office import Office, fresh, submission_of

pytestmark = pytest.mark.portal_database("demo")


def secrecy_is_checked_by(office: Office, role: str) -> None:
    """Let Thành Đông's regulation, which is silent on it, name a role."""
    regulation = yaml.safe_load(bundled_files()["thanh-dong"].read_text(encoding="utf-8"))
    regulation["parameters"]["secrecy"]["check_by"] = {
        "value": role,
        "provenance": "stated",
        "clause": "8.1b",
    }
    RegulationVersion.objects.all().delete()
    load_text(yaml.safe_dump(regulation, allow_unicode=True, sort_keys=False), "Thành Đông")
    renew_groups()


def waiting(office: Office, field: str = "land") -> Any:
    page = office.write(field=field)
    office.submit(page)
    return page


def decide(office: Office, page: Any, by: str, points: list[str]) -> None:
    task, state = office.task(page)
    with transaction.atomic():
        task.on_action(state, office.person(by), "approve", checked=points)


def asked(office: Office, page: Any) -> list[str]:
    return [point.value for point in StagePoints.of(office.task(page)[0], submission_of(page)).missing]


class TestWhomTheRegulationNames:
    def test_nobody_where_it_is_silent(self, thanh_dong: Office) -> None:
        assert not SecrecyChecker.of_tenant().roles
        page = waiting(thanh_dong)
        assert asked(thanh_dong, page) == Point.values
        thanh_dong.decide(page, "photruongban")
        assert fresh(page).live

    def test_the_board_means_each_of_its_posts(self, quang_phu: Office) -> None:
        checker = SecrecyChecker.of_tenant()
        assert {"board_chief", "board_deputy", "board_member"} <= checker.roles
        assert "Điều 6" in checker.words

    def test_one_of_two_who_may_decide(self, thanh_dong: Office) -> None:
        secrecy_is_checked_by(thanh_dong, "board_chief")
        page = waiting(thanh_dong)

        with pytest.raises(NotReady, match="8"):
            decide(thanh_dong, page, "photruongban", Point.values)
        assert not fresh(page).live
        assert not Approval.objects.filter(item_id=page.item_id).exists()
        decide(thanh_dong, page, "truongban", Point.values)

        assert fresh(page).live

    def test_at_the_stage_where_that_role_decides(self, thanh_dong: Office) -> None:
        secrecy_is_checked_by(thanh_dong, "unit_office")
        page = waiting(thanh_dong, field="defence")

        assert asked(thanh_dong, page) == ["secrecy"]
        with pytest.raises(NotReady):
            decide(thanh_dong, page, "vanphong", [])
        decide(thanh_dong, page, "vanphong", ["secrecy"])
        assert asked(thanh_dong, page) == ["quality", "content"]
        decide(thanh_dong, page, "photruongban", ["quality", "content"])

        assert fresh(page).live

    def test_whoever_decides_in_the_end_where_that_role_is_not_on_the_route(self, thanh_dong: Office) -> None:
        secrecy_is_checked_by(thanh_dong, "unit_office")
        page = waiting(thanh_dong)
        decide(thanh_dong, page, "photruongban", Point.values)
        assert fresh(page).live

    def test_who_stands_in_for_the_head_does_what_the_head_does(self, thanh_dong: Office) -> None:
        secrecy_is_checked_by(thanh_dong, "board_chief")
        page = waiting(thanh_dong)
        thanh_dong.delegate()
        thanh_dong.away("truongban")

        thanh_dong.decide(page, "photruongban")

        assert fresh(page).live

    def test_the_screen_says_who(self, thanh_dong: Office) -> None:
        secrecy_is_checked_by(thanh_dong, "board_chief")
        page = waiting(thanh_dong)
        address = reverse("moderation_review", args=[page.pk])
        client = thanh_dong.client("photruongban")

        assert "bí mật nhà nước do Trưởng" in client.get(address).content.decode()
        answer = client.post(address, {"decision": "approve", "comment": "", "checked": Point.values})

        assert "do Trưởng" in str(answer.context["decision_form"].non_field_errors())
        assert not fresh(page).live
