"""New versions, own drafts, letters, neighbours."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from cms.content.models import ArticlePage, PortalImage, SectionPage
from cms.notices.models import Notice
from sites.syndication import letters, neighbours, receiving, sending
from sites.syndication.enums import Answer, Kind, Letter
from sites.syndication.models import Dispatch, Receipt, SentLetter
from sites.syndication.released import Sent
from sites.syndication.sending import CannotSend
from sites.syndication.views.receiving import entries
from tenants.calendar_day import today
from tenants.identity import new_id
from tenants.models import TenantIdentity
from tenants.resolver import resolver
from tests.sites.conftest import Portal, release_of
from tests.sites.syndication.conftest import Unit

pytestmark = pytest.mark.portal_database("demo")
TITLE = "Tin của tỉnh"


def body(image: PortalImage) -> str:
    """A body with a block of each kind that is taken over."""
    return json.dumps(
        [
            {"type": "paragraph", "value": '<p>Xem <a href="https://chinhphu.vn/">nghị định</a></p>', "id": str(new_id())},
            {"type": "heading", "value": {"text": "Nội dung", "level": "2"}, "id": str(new_id())},
            {"type": "list", "value": {"ordered": True, "items": ["<p>Một</p>", "<p>Hai</p>"]}, "id": str(new_id())},
            {"type": "image", "value": {"image": image.pk, "alt_text": "Bản đồ ngập", "caption": "Nguồn: Sở"}, "id": str(new_id())},
            {"type": "table", "value": {"caption": "Mực nước", "table": {"data": [["Trạm", "m"], ["Lý Nhân", "11"]]}}, "id": str(new_id())},
            {"type": "notice", "value": "Không qua ngầm tràn", "id": str(new_id())},
        ]
    )  # fmt: skip


class TestVersions:
    def test_a_new_version_asks_to_be_read_again(self, province: Unit, commune: Unit) -> None:
        page = province.article()
        sent = province.send(page)
        commune.do(receiving.see, sent.pk)
        with commune.at_work():
            assert [(one.is_seen, one.is_new_version) for one in entries()] == [(True, False)]

        with province.at_work():
            page.summary = "Bổ sung"
            province.desk.published(page)
        with commune.at_work():
            assert [(one.is_seen, one.is_new_version) for one in entries()] == [(False, True)]
        commune.do(receiving.see, sent.pk)
        commune.do(receiving.see, sent.pk)
        with commune.at_work():
            assert [one.is_seen for one in entries()] == [True]
        assert sent.entries.count() == 2


class TestOwnDraft:
    @pytest.fixture
    def drafted(self, province: Unit, commune: Unit) -> ArticlePage:
        """An offer of the province, taken over by the commune."""
        with province.at_work():
            image = province.desk.image()
        page = province.article(lead_image=image, body=body(image))
        sent = province.send(page, Kind.OFFERED)
        with commune.at_work():
            return receiving.draft(sent.pk, SectionPage.objects.get(slug="tin-tuc"), commune.head)

    def test_text_and_pictures_are_taken_over_with_their_source(
        self, drafted: ArticlePage, commune: Unit
    ) -> None:
        with commune.at_work():
            page = ArticlePage.objects.get(pk=drafted.pk)
            blocks = {block.block_type: block.value for block in page.body}
            assert (page.title, page.live, page.source_url[:25]) == (
                TITLE,
                False,
                "http://thanhhoa.localhost",
            )
            assert 'href="https://chinhphu.vn/"' in blocks["paragraph"].source
            assert blocks["heading"]["text"] == "Nội dung"
            assert [item.source for item in blocks["list"]["items"]] == ["<p>Một</p>", "<p>Hai</p>"]
            assert blocks["image"]["alt_text"] == "Bản đồ ngập"
            assert blocks["table"]["table"]["data"][1] == ["Lý Nhân", "11"]
            assert page.lead_image is not None
            assert page.lead_image.alt_text == "Một màu navy"
            assert blocks["image"]["image"] == page.lead_image, "A picture is taken over once."
            assert page.get_latest_revision_as_object().came_from == page.came_from
        assert Receipt.objects.get().answer == Answer.DRAFTED
        assert commune.received() == [], "A draft is shown by nobody."

    def test_what_is_made_of_it_goes_neither_up_nor_on(
        self, drafted: ArticlePage, province: Unit, commune: Unit
    ) -> None:
        with commune.at_work():
            page = commune.desk.published(ArticlePage.objects.get(pk=drafted.pk))
            copied = page.copy(update_attrs={"slug": "ban-sao", "title": "Bản sao", "live": False})
            copied = commune.desk.published(ArticlePage.objects.get(pk=copied.pk))
            for one in (page, copied):
                release = release_of(one)
                assert release is not None
                assert release.shared is False, "It would come back to the province as the commune's news."
                assert one.item_id not in sending.sendable(commune.portal.tenant).values_list(
                    "item_id", flat=True
                )
                with pytest.raises(CannotSend) as refused:
                    sending.send(one.item_id, sending.Wishes(Kind.OFFERED), commune.head)
                assert refused.value.field == "item"
        assert TITLE in commune.portal.listed()
        assert str(page.item_id) not in {
            each["id"]
            for each in province.portal.json("/api/v1/items/", scope="province", page_size=100)["items"]
        }

    def test_it_is_made_once(self, drafted: ArticlePage, commune: Unit) -> None:
        with commune.at_work(), pytest.raises(receiving.CannotAnswer):
            receiving.draft(Dispatch.objects.get().pk, SectionPage.objects.all()[0], commune.head)


def told(job: Callable[[], int]) -> int:
    """How many letters a job writes, as the worker runs it."""
    with override_settings(ROOT_URLCONF="cms.urls"):
        return job()


class TestLetters:
    def test_each_is_written_once(self, province: Unit, commune: Unit) -> None:
        page = province.article()
        sent = province.send(page, see_by=today() + timedelta(days=9))
        with commune.at_work():
            Notice.objects.all().delete()
            people = len(letters.administrators())
        written = [told(letters.tell_new), told(letters.tell_new), told(letters.tell_all)]
        commune.do(receiving.see, sent.pk)
        with province.at_work():
            page.title = "Sửa lần một"
            page = province.desk.published(page)
        written += [told(letters.tell_all), told(letters.tell_all)]

        assert written == [1, 0, 0, 1, 0]
        with commune.at_work():
            subjects = list(Notice.objects.order_by("created_at").values_list("subject", flat=True))
        assert len(subjects) == 2 * people
        assert subjects[0] == f"Tỉnh Thanh Hóa gửi: {TITLE}"
        assert subjects[-1] == "Có bản mới: Sửa lần một"
        kinds = SentLetter.objects.order_by("id").values_list("letter", flat=True)
        assert list(kinds) == [Letter.SENT, Letter.CHANGED]

    @pytest.mark.parametrize(
        ("days", "seen", "answer", "wanted"),
        [
            (-5, "", "", [Letter.SENT]),
            (-1, "", "", [Letter.SENT, Letter.SOON]),
            (0, "", "", [Letter.SENT, Letter.SOON]),
            (1, "", "", [Letter.SENT, Letter.LATE]),
            (1, "v1", "", [Letter.SENT]),
            (1, "v0", "", [Letter.SENT, Letter.CHANGED]),
            (1, "v0", "declined", [Letter.SENT]),
        ],
    )
    def test_which_letters_a_receiver_should_have(
        self, days: int, seen: str, answer: str, wanted: list[Letter]
    ) -> None:
        """`days`: from the day by which it has to be read."""
        day = date(2026, 11, 20)
        sent_at = timezone.now() - timedelta(days=60)
        dispatch = Dispatch(see_by=day, sent_at=sent_at)
        sent = Sent(new_id(), new_id(), 1, "article", "/x/", "Tin", "v1", sent_at, "{}")
        receipt = Receipt(seen_version=seen, answer=answer) if seen else None
        assert [
            letter for letter, _v in letters.wanted(dispatch, sent, receipt, day + timedelta(days=days))
        ] == wanted


@pytest.mark.portal_database("demo", role="owner")
class TestNeighbours:
    @pytest.fixture
    def sibling(self, stranger: Unit, province: Unit) -> Unit:
        """Thành Đông, moved into the province today."""
        was = stranger.portal.tenant.identity()
        TenantIdentity.objects.filter(pk=was.pk).update(valid_to=today())
        TenantIdentity.objects.create(
            tenant=stranger.portal.tenant,
            parent=province.portal.tenant,
            valid_from=today(),
            code=was.code,
            unit_type=was.unit_type,
            name=was.name,
            short_name=was.short_name,
        )
        resolver.clear()
        stranger.portal.tenant.remember_identity(stranger.portal.tenant.identities.get(valid_to=None))
        return stranger

    def test_a_commune_offers_to_neighbours_it_names(
        self, commune: Unit, sibling: Unit, province: Unit
    ) -> None:
        page = commune.article("Hội làng")
        sent = commune.send(page, Kind.OFFERED, codes=["10507"])
        assert (sibling.reads(page), sibling.notices("offered_by_neighbours")) == (False, [])

        sibling.do(receiving.accept, sent.pk)
        assert sibling.reads(page)
        assert sibling.notices("offered_by_neighbours") == [("Hội làng", "normal")]
        assert sibling.notices() == [], "It is not the province's."
        resolver.clear()

    def test_one_of_another_province_is_none(self, commune: Unit, stranger: Unit) -> None:
        page = commune.article("Hội làng")
        with pytest.raises(CannotSend):
            commune.send(page, Kind.OFFERED, codes=["10507"])

    def test_links_hold_while_both_are_of_one_province(
        self, commune: Unit, sibling: Unit, portals: Callable[[str], Portal]
    ) -> None:
        with commune.at_work():
            neighbours.choose(commune.portal.tenant, ["10507"], "Trưởng ban")
            with pytest.raises(ValueError, match="same province"):
                neighbours.choose(commune.portal.tenant, ["00000"], "Trưởng ban")
        linked = commune.portal.json("/api/v1/portal/")["neighbours"]
        assert [(each["code"], each["name"]) for each in linked] == [("10507", "Phường Thành Đông")]

        TenantIdentity.objects.filter(tenant=sibling.portal.tenant, valid_to=None).update(
            parent=portals("31").tenant
        )
        resolver.clear()
        assert commune.portal.json("/api/v1/portal/")["neighbours"] == []

    def test_who_leaves_the_province_is_out_at_once(
        self, province: Unit, sibling: Unit, portals: Callable[[str], Portal]
    ) -> None:
        page = province.article()
        province.send(page)
        assert (sibling.reads(page), sibling.received()) == (True, [TITLE])

        TenantIdentity.objects.filter(tenant=sibling.portal.tenant, valid_to=None).update(
            parent=portals("31").tenant
        )
        resolver.clear()
        assert (sibling.reads(page), sibling.received(), sibling.notices()) == (False, [], [])


def test_every_kind_of_letter_has_its_template() -> None:
    from django.template.loader import get_template

    for kind in letters._NOTICES.values():
        assert get_template(f"notices/{kind}.txt")
