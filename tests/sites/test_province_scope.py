"""A province shows what its own communes share, as long as they are its own, and nothing of anybody else's."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from cms.content.models import SectionPage
from sites.releases import changes, sharing
from sites.releases.models import Change, Release
from tenants.calendar_day import today
from tenants.context import tenant_context
from tenants.enums import TenantState
from tenants.models import Tenant, TenantIdentity
from tenants.resolver import resolver
from tests.sites.conftest import HAI_PHONG, QUANG_PHU, THANH_DONG, Desk, Portal, release_of

pytestmark = pytest.mark.portal_database("demo", role="owner")


def seen_by(portal: Portal, item: str) -> list[bool]:
    """Whether a province's list, item, feed, and change feed tell of an item."""
    listed = portal.json("/api/v1/items/", scope="province", page_size=100)
    told = {
        change["id"]: change["kind"]
        for change in portal.json("/api/v1/changes/", scope="province", page_size=100)["changes"]
    }
    return [
        item in [each["id"] for each in listed["items"]],
        portal.get(f"/api/v1/items/{item}/").status_code == 200,
        item in portal.get("/feed.atom", {"scope": "province"}).content.decode(),
        told.get(item) == "released",
    ]


@pytest.fixture
def shared(desk: Desk) -> str:
    """An article of Quảng Phú that is shared upward, the newest change of all."""
    return str(desk.article("Tin của phường").item_id)


def last_changes_only() -> None:
    """Leave only the newest hundred changes, so that one page of the feed holds them."""
    newest = Change.objects.order_by("-position").values_list("pk", flat=True)[:60]
    Change.objects.exclude(pk__in=list(newest)).delete()


def test_what_a_commune_shares_is_everywhere_on_its_province(
    shared: str, thanh_hoa: Portal, hai_phong: Portal
) -> None:
    last_changes_only()

    assert seen_by(thanh_hoa, shared) == [True, True, True, True]
    assert seen_by(hai_phong, shared) == [False, False, False, False]


def test_it_carries_its_source_and_its_own_address(shared: str, thanh_hoa: Portal, quang_phu: Portal) -> None:
    item = thanh_hoa.json(f"/api/v1/items/{shared}/")
    own = quang_phu.json(f"/api/v1/items/{shared}/")

    assert item["source"]["code"] == QUANG_PHU
    assert item["source"]["name"] == "Phường Quảng Phú"
    assert item["url"] == item["source"]["url"] == own["url"]
    assert item["url"].startswith("http://quangphu.thanhhoa.localhost")


def test_without_the_scope_a_province_lists_its_own_only(shared: str, thanh_hoa: Portal) -> None:
    items = thanh_hoa.json("/api/v1/items/", page_size=100)["items"]

    assert {item["source"]["code"] for item in items} == {"38"}


def test_a_takedown_is_seen_by_the_province_at_once(desk: Desk, thanh_hoa: Portal) -> None:
    page = desk.article("Gỡ ngay")
    page.unpublish()
    changes.assign_positions()
    last_changes_only()

    assert seen_by(thanh_hoa, str(page.item_id)) == [False, False, False, False]
    assert thanh_hoa.json(f"/api/v1/items/{page.item_id}/", 410)["status"] == 410
    told = thanh_hoa.json("/api/v1/changes/", scope="province", page_size=100)["changes"]
    assert {change["id"]: change["kind"] for change in told}[str(page.item_id)] == "withdrawn"


def test_what_is_not_shared_cannot_be_guessed(desk: Desk, thanh_hoa: Portal) -> None:
    page = desk.article("Nội bộ phường", category="party_directives")
    assert release_of(page).shared is False  # type: ignore[union-attr]
    last_changes_only()

    assert seen_by(thanh_hoa, str(page.item_id)) == [False, False, False, False]
    page.unpublish()
    assert thanh_hoa.get(f"/api/v1/items/{page.item_id}/").status_code == 404


def test_pages_sections_and_contacts_of_a_commune_stay_its_own(thanh_hoa: Portal) -> None:
    items = thanh_hoa.json("/api/v1/items/", scope="province", commune=QUANG_PHU, page_size=100)["items"]

    assert {item["type"] for item in items} <= {"article", "document"}
    assert {item["source"]["code"] for item in items} == {QUANG_PHU}


def test_a_commune_that_moves_to_another_province_moves_with_all_it_shared(
    shared: str, quang_phu: Portal, thanh_hoa: Portal, hai_phong: Portal
) -> None:
    identity = quang_phu.tenant.identity()
    TenantIdentity.objects.filter(pk=identity.pk).update(valid_to=today())
    TenantIdentity.objects.create(
        tenant=quang_phu.tenant,
        parent=hai_phong.tenant,
        valid_from=today(),
        code=identity.code,
        unit_type=identity.unit_type,
        name=identity.name,
        short_name=identity.short_name,
    )
    resolver.clear()
    last_changes_only()

    assert seen_by(thanh_hoa, shared) == [False, False, False, False]
    assert seen_by(hai_phong, shared) == [True, True, True, True]
    resolver.clear()


def test_a_move_that_lies_ahead_changes_nothing_today(
    shared: str, quang_phu: Portal, thanh_hoa: Portal
) -> None:
    TenantIdentity.objects.filter(tenant=quang_phu.tenant, valid_to=None).update(
        valid_to=today() + timedelta(days=1)
    )

    assert QUANG_PHU in sharing.province_scope(thanh_hoa.tenant.pk)
    assert QUANG_PHU not in sharing.province_scope(thanh_hoa.tenant.pk, on=today() + timedelta(days=1))


def test_a_new_name_is_on_every_item_at_once(shared: str, quang_phu: Portal, thanh_hoa: Portal) -> None:
    before = thanh_hoa.get(f"/api/v1/items/{shared}/")
    TenantIdentity.objects.filter(tenant=quang_phu.tenant).update(name="Phường Quảng Phú Mới")
    resolver.clear()

    after = thanh_hoa.get(f"/api/v1/items/{shared}/", if_none_match=before["ETag"])

    assert after.status_code == 200
    assert after.json()["source"]["name"] == "Phường Quảng Phú Mới"
    resolver.clear()


def test_a_suspended_commune_is_shown_nowhere(shared: str, quang_phu: Portal, thanh_hoa: Portal) -> None:
    Tenant.objects.filter(pk=quang_phu.tenant.pk).update(state=TenantState.SUSPENDED)
    last_changes_only()

    assert seen_by(thanh_hoa, shared)[:3] == [False, False, False]
    resolver.clear()


@pytest.mark.parametrize("code", [THANH_DONG, "00000", HAI_PHONG])
def test_only_communes_of_the_province_can_be_chosen(code: str, thanh_hoa: Portal) -> None:
    problem = thanh_hoa.json("/api/v1/items/", 400, scope="province", commune=code)

    assert problem["parameter"] == "commune"
    assert THANH_DONG not in problem["allowed"]


def test_a_commune_has_no_scope_but_its_own(quang_phu: Portal) -> None:
    problem = quang_phu.json("/api/v1/items/", 400, scope="province")

    assert (problem["parameter"], problem["allowed"]) == ("scope", ["own"])


def test_files_of_a_shared_item_are_served_by_its_province_and_no_other(
    desk: Desk, thanh_hoa: Portal, hai_phong: Portal, portals: Callable[[str], Portal]
) -> None:
    page = desk.article("Có ảnh", lead_image=desk.image())
    src = release_of(page).summary["image"]["src"]  # type: ignore[union-attr]

    assert thanh_hoa.get(src).status_code == 200
    assert hai_phong.get(src).status_code == 404
    assert portals(THANH_DONG).get(src).status_code == 404

    page.unpublish()
    assert thanh_hoa.get(src).status_code == 404


def test_the_head_decides_by_category_from_now_on(desk: Desk) -> None:
    before = desk.article("Trước khi đổi")

    changed = sharing.change_rules(
        desk.tenant.pk, {"news": False, "documents": True, "statistics": True}, by="Trưởng ban"
    )

    assert changed == ["news", "statistics"]
    assert release_of(before).shared is True  # type: ignore[union-attr]
    assert release_of(desk.article("Sau khi đổi")).shared is False  # type: ignore[union-attr]
    assert release_of(desk.article("Thống kê", category="statistics")).shared is True  # type: ignore[union-attr]


def test_making_a_release_anew_does_not_decide_again(desk: Desk) -> None:
    page = desk.article("Đã chia sẻ")
    sharing.change_rules(desk.tenant.pk, {"news": False}, by="Trưởng ban")

    desk.published(page)
    assert release_of(page).shared is True  # type: ignore[union-attr]

    page.title = "Nội dung mới"
    desk.published(page)
    assert release_of(page).shared is False  # type: ignore[union-attr]


def test_what_a_commune_no_longer_shares_has_gone_for_the_provinces_readers(
    desk: Desk, thanh_hoa: Portal
) -> None:
    page = desk.article("Thôi chia sẻ")
    sharing.change_rules(desk.tenant.pk, {"news": False}, by="Trưởng ban")
    page.title = "Thôi chia sẻ thật"
    desk.published(page)
    last_changes_only()

    told = thanh_hoa.json("/api/v1/changes/", scope="province", page_size=100)["changes"]

    assert {change["id"]: change["kind"] for change in told}[str(page.item_id)] == "withdrawn"
    assert thanh_hoa.get(f"/api/v1/items/{page.item_id}/").status_code == 410


def test_other_tenants_stay_untouched(shared: str, portals: Callable[[str], Portal]) -> None:
    for code in (THANH_DONG, "05503", "06577", "20", "19", "402"):
        portal = portals(code)
        assert portal.get(f"/api/v1/items/{shared}/").status_code == 404
        assert "Tin của phường" not in portal.listed()


def test_the_list_of_communes_is_the_registers_with_those_that_have_a_portal(
    thanh_hoa: Portal, quang_phu: Portal
) -> None:
    communes = {each["code"]: each for each in thanh_hoa.json("/api/v1/communes/")["communes"]}

    assert len(communes) == 166
    own = communes[QUANG_PHU]
    assert own["url"].startswith("http://quangphu.thanhhoa.localhost")
    assert own["id"] == str(quang_phu.tenant.pk)
    assert (
        own["items"]
        == Release.objects.filter(tenant_id=quang_phu.tenant.pk, type__in=["article", "document"]).count()
    )
    hosted = [each for each in communes.values() if each["url"]]
    assert [each["code"] for each in hosted] == [QUANG_PHU]
    assert quang_phu.get("/api/v1/communes/").status_code == 404


def test_work_in_one_tenant_writes_no_release_of_another(portals: Callable[[str], Portal]) -> None:
    before = dict(Release.objects.exclude(tenant_id=portals(THANH_DONG).tenant.pk).values_list("pk", "etag"))
    tenant = portals(THANH_DONG).tenant

    with tenant_context(tenant):
        slug = SectionPage.objects.values_list("slug", flat=True).first()
        Desk(tenant).article("Chỉ ở Thành Đông", section=str(slug))

    assert dict(Release.objects.exclude(tenant_id=tenant.pk).values_list("pk", "etag")) == before
