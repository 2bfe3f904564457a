"""What machines are told of an item: its description in the words of schema.org."""

from datetime import date

import pytest

from cms.content.enums import ItemType
from sites.releases.metadata import KINDS
from tests.sites.conftest import Desk, Portal

pytestmark = pytest.mark.portal_database("demo")


def test_every_type_of_item_has_a_word_there() -> None:
    assert set(KINDS) == set(ItemType)


def test_an_article_describes_itself_in_the_words_of_schema_org(desk: Desk, quang_phu: Portal) -> None:
    page = desk.article("Khai giảng năm học mới", lead_image=desk.image())
    said = quang_phu.json(f"/api/v1/items/{page.item_id}/")["json_ld"]
    assert (said["@context"], said["@type"]) == ("https://schema.org", "NewsArticle")
    assert said["@id"] == f"urn:uuid:{page.item_id}"
    assert said["headline"] == page.title
    assert said["author"] == {"@type": "Person", "name": "Lê Thị Hoa"}
    assert said["publisher"]["name"]
    assert said["image"].startswith("/media/")
    assert None not in said.values()


def test_a_legal_document_says_its_force_and_its_time(desk: Desk, quang_phu: Portal) -> None:
    page = desk.document(
        "21/QĐ-UBND", effective_on=date(2026, 3, 5), status="expired", expires_on=date(2026, 9, 1)
    )
    said = quang_phu.json(f"/api/v1/items/{page.item_id}/")["json_ld"]
    assert said["@type"] == "Legislation"
    assert said["legislationIdentifier"] == "21/QĐ-UBND"
    assert said["legislationDate"] == "2026-03-01"
    assert said["legislationLegalForce"] == "https://schema.org/NotInForce"
    assert said["temporalCoverage"] == "2026-03-05/2026-09-01"
    assert said["legislationPassedBy"]["@type"] == "GovernmentOrganization"
