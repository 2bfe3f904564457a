"""An approval is for a content: its digest follows what citizens read, and nothing else."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from wagtail.models import Page

from cms.content.digest import content_of, digest_of
from cms.content.models import (
    ArticlePage,
    ContactDirectoryPage,
    HomePage,
    LegalDocumentPage,
    PortalImage,
    SectionPage,
    StaticPage,
)
from tests.moderation.office import Office, everything_is_covered, fresh

pytestmark = pytest.mark.portal_database("demo")

BODY = [
    {"type": "heading", "value": {"text": "Chương trình", "level": "2"}},
    {"type": "paragraph", "value": "<p>Khai mạc lúc 7 giờ.</p>"},
    {"type": "list", "value": {"ordered": False, "items": ["<p>Đọc sách</p>", "<p>Đố vui</p>"]}},
]

# A value for each field that citizens read, other than the one the article is written with.
CHANGES: dict[str, Any] = {
    "title": "Ngày hội đọc sách năm 2026",
    "summary": "Ba trăm em dự.",
    "category": "unit_activity",
    "field": "education",
    "event_at": dt.datetime(2026, 11, 2, 1, tzinfo=dt.UTC),
    "event_end_at": dt.datetime(2026, 11, 2, 4, tzinfo=dt.UTC),
    "major_event": True,
    "author_name": "Trần Văn Bình",
    "source_name": "Trường Tiểu học",
    "source_url": "https://truong.example/",
    "origin": "supplying_unit",
    "body_key": "hdnd",
    "lead": True,
    "seo_title": "Đọc sách",
    "search_description": "Ngày hội đọc sách",
    "source_issued_on": dt.date(2026, 11, 1),
    "approved_on": dt.date(2026, 11, 1),
    "publication_decided_at": dt.datetime(2026, 11, 2, 1, tzinfo=dt.UTC),
    "report_sent_at": dt.datetime(2026, 11, 2, 1, tzinfo=dt.UTC),
    "change_decided_at": dt.datetime(2026, 11, 2, 1, tzinfo=dt.UTC),
}


FILLED: dict[str, Any] = {
    "lead": True,
    "event_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    **dict.fromkeys(["issued_on", "effective_on", "expires_on"], dt.date(2026, 1, 1)),
    "body": json.dumps([{"type": "notice", "value": "x", "id": "1"}]),
    "files": json.dumps([{"type": "file", "value": 1, "id": "1"}]),
    "contacts": json.dumps([{"type": "group", "value": {"group": "x", "entries": []}, "id": "1"}]),
}


def blocks(*changed: tuple[int, Any], ids: str = "a") -> str:
    """The body, with other block ids for other `ids`, and with changed values."""
    values = [dict(block) for block in BODY]
    for position, value in changed:
        values[position]["value"] = value
    return json.dumps(
        [{**block, "id": f"{ids}{n}000000-0000-4000-8000-000000000000"} for n, block in enumerate(values)]
    )


def test_saving_again_reading_again_and_restoring_give_the_same_digest(quang_phu: Office) -> None:
    page = quang_phu.write(body=blocks(), event_at=dt.datetime(2026, 11, 1, 0, 30, tzinfo=dt.UTC))
    digest = page.content_digest

    page.save()
    revision = page.save_revision(user=quang_phu.person("truongban"))

    assert fresh(page).content_digest == digest
    assert revision.as_object().content_digest == digest
    revision.refresh_from_db()
    assert page.with_content_json(revision.content).content_digest == digest
    assert Page.objects.get(pk=page.pk).specific_deferred.content_digest == digest


def test_block_ids_do_not_count(quang_phu: Office) -> None:
    one = quang_phu.write(body=blocks(ids="a"))
    two = quang_phu.write(body=blocks(ids="b"))

    assert one.content_digest == two.content_digest


def test_looking_at_the_blocks_does_not_change_it(quang_phu: Office) -> None:
    """Rendering a body makes Wagtail write its list items and empty values otherwise; the approval is for what they say."""
    picture = PortalImage.objects.first()
    assert picture is not None
    table = {"data": [["Giờ", "Việc"], ["7 giờ", "Khai mạc"]], "first_row_is_table_header": True}
    body = [
        *json.loads(blocks()),
        {"type": "image", "value": {"image": picture.pk}, "id": "f0000000-0000-4000-8000-000000000000"},
        {
            "type": "table",
            "value": {"caption": "Lịch", "table": table},
            "id": "f1000000-0000-4000-8000-000000000000",
        },
        {"type": "quote", "value": {"text": "Đọc là sống."}, "id": "f2000000-0000-4000-8000-000000000000"},
    ]
    page = quang_phu.write(body=json.dumps(body))
    before = fresh(page).content_digest

    looked_at = fresh(page)
    for block in looked_at.body:
        str(block.value)
    looked_at.save()

    assert looked_at.content_digest == before
    assert fresh(page).content_digest == before
    assert fresh(page).save_revision().as_object().content_digest == before


def test_every_page_of_a_built_portal_is_released_with_the_digest_that_was_approved(
    quang_phu: Office,
) -> None:
    everything_is_covered(quang_phu)


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_every_field_that_citizens_or_deadlines_read_counts(quang_phu: Office, name: str) -> None:
    page = quang_phu.write(body=blocks(), event_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    before = page.content_digest

    setattr(page, name, CHANGES[name])

    assert page.content_digest != before


@pytest.mark.parametrize(
    ("position", "value"),
    [
        (0, {"text": "Chương trình", "level": "3"}),
        (0, {"text": "Chương trình mới", "level": "2"}),
        (1, "<p>Khai mạc lúc 8 giờ.</p>"),
        (2, {"ordered": True, "items": ["<p>Đọc sách</p>", "<p>Đố vui</p>"]}),
        (2, {"ordered": False, "items": ["<p>Đố vui</p>", "<p>Đọc sách</p>"]}),
    ],
)
def test_every_part_of_a_body_counts(quang_phu: Office, position: int, value: Any) -> None:
    page = quang_phu.write(body=blocks())
    other = quang_phu.write(body=blocks((position, value)))

    assert page.content_digest != other.content_digest


def test_another_picture_counts(quang_phu: Office) -> None:
    pictures = list(PortalImage.objects.all()[:2])
    page = quang_phu.write(lead_image=pictures[0])
    before = page.content_digest

    page.lead_image = pictures[1]

    assert page.content_digest != before


@pytest.mark.parametrize(
    "change",
    [
        {"slug": "cho-khac"},
        {"show_in_menus": True},
        {"go_live_at": dt.datetime(2027, 1, 1, tzinfo=dt.UTC)},
        {"expire_at": dt.datetime(2027, 1, 1, tzinfo=dt.UTC)},
        {"live": True},
        {"has_unpublished_changes": True},
        {"draft_title": "Tựa nháp"},
        {"locked": True},
        {"first_published_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
        {"path": "00010099"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_describes_the_row_does_not_count(quang_phu: Office, change: dict[str, Any]) -> None:
    page = quang_phu.write()
    before = page.content_digest

    for name, value in change.items():
        setattr(page, name, value)

    assert page.content_digest == before


@pytest.mark.parametrize(
    ("model", "covered"),
    [
        (
            HomePage,
            {"title", "summary", "address", "telephone", "email", "person_responsible", "accent", "emblem"},
        ),
        (SectionPage, {"title", "summary", "column_key"}),
        (
            ArticlePage,
            {
                "title",
                "summary",
                "category",
                "field",
                "event_at",
                "author_name",
                "source_name",
                "lead",
                "lead_image",
                "body",
            },
        ),
        (
            LegalDocumentPage,
            {"title", "number", "abstract", "kind", "issuing_body", "signatory", "issued_on", "effective_on"}
            | {"expires_on", "status", "files", "body"},
        ),
        (StaticPage, {"title", "category", "body", "lead_image"}),
        (ContactDirectoryPage, {"title", "contacts"}),
    ],
)
def test_each_type_of_page_covers_what_it_shows(quang_phu: Office, model: Any, covered: set[str]) -> None:
    page = model()
    for name in covered:
        field = model._meta.get_field(name)
        setattr(page, field.attname, FILLED.get(name, 1 if field.is_relation else "x"))
    content = content_of(page)

    assert covered <= set(content)
    assert not {"id", "pk", "live", "slug", "owner", "item_id", "latest_revision"} & set(content)


def test_a_digest_is_64_hexadecimal_digits(quang_phu: Office) -> None:
    digest = digest_of(quang_phu.write())

    assert len(digest) == 64
    assert set(digest) <= set("0123456789abcdef")
