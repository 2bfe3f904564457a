"""What turned out to be secret is gone wherever it was; an entry without content stays, and the record still verifies."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse
from wagtail.models import Page

from cms.checks.enums import Level
from cms.checks.models import PurgedItem
from cms.checks.purging import may_purge, purge
from cms.content.models import Attachment, PortalImage
from cms.moderation.models import Approval, Submission
from cms.record.models import RecordEntry
from cms.record.verifying import verify
from cms.salts.models import Salt
from sites.releases.models import Change, OldAddress
from tests.moderation.office import Office, fresh
from tests.sites.conftest import picture_bytes

pytestmark = pytest.mark.portal_database("demo")
SECRET = "Phương án tác chiến Hòn Mê"
SLUG = "phuong-an-tac-chien"


def image() -> PortalImage:
    """A picture of its own, with a rendition."""
    made = PortalImage.objects.create(
        title=SECRET, alt_text=SECRET, file=ImageFile(io.BytesIO(picture_bytes("navy")), name="hon-me.png")
    )
    made.get_rendition("max-100x100")
    return made


def secret_article(office: Office, **fields: Any) -> Any:
    """A public article with a picture and a file of its own, of two versions."""
    file = Attachment.objects.create(title=SECRET, file=ContentFile(b"noi dung mat", name="hon-me.txt"))
    page = office.write(
        title=SECRET, slug=SLUG, lead_image=image(), body=[("files", {"files": [file]})], **fields
    )
    office.edit(page, summary=f"{SECRET}, bản hai")
    office.submit(page)
    office.decide(page, "truongban", comment=f"Đồng ý đăng {SECRET}")
    return fresh(page)


def everything_that_says(words: str) -> list[str]:
    """Every table of the portal's schema and of the public one in which a text holds these words."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_schema IN (current_schema(), 'public') AND table_type = 'BASE TABLE'"
        )
        for schema, table in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{schema}"."{table}" t WHERE t::text LIKE %s', [f"%{words}%"]
            )
            if cursor.fetchone()[0]:
                found.append(f"{schema}.{table}")
    return found


def test_no_table_of_the_portal_or_of_the_installation_says_it_any_more(
    quang_phu: Office, django_capture_on_commit_callbacks: Any
) -> None:
    page = secret_article(quang_phu)
    names = [page.lead_image.file.name, *(one.file.name for one in page.lead_image.renditions.all())]
    assert len(everything_that_says(SECRET)) > 5
    assert all(default_storage.exists(name) for name in names)

    with django_capture_on_commit_callbacks(execute=True):
        entry = purge(page, quang_phu.person("truongban"), Level.MAT)

    assert everything_that_says(SECRET) == []
    assert everything_that_says(SLUG) == []
    assert everything_that_says("hon-me") == []
    assert not any(default_storage.exists(name) for name in names)
    assert not Page.objects.filter(pk=page.pk).exists()
    assert (entry.level, entry.was_public, entry.removed["files"]) == ("mat", True, 2)
    assert entry.removed["renditions"] >= 1


def test_citizens_are_told_that_it_is_gone_for_good(quang_phu: Office) -> None:
    page = secret_article(quang_phu)

    purge(page, quang_phu.person("truongban"), Level.INTERNAL)

    last = Change.objects.filter(item_id=page.item_id).latest("pk")
    assert (last.kind, last.final, last.path) == ("withdrawn", True, "")
    assert not OldAddress.objects.filter(item_id=page.item_id).exists()
    assert quang_phu.released(page) is None


def test_the_decisions_stay_without_their_words_and_the_record_verifies(quang_phu: Office) -> None:
    page = secret_article(quang_phu)
    before = RecordEntry.objects.filter(item_id=page.item_id).count()

    purge(page, quang_phu.person("truongban"), Level.MAT)

    assert [one.snapshot for one in Submission.objects.filter(item_id=page.item_id)] == [{}]
    assert [one.comment for one in Approval.objects.filter(item_id=page.item_id)] == [""]
    assert not Salt.objects.filter(subject_id=page.item_id).exists()
    entries = RecordEntry.objects.filter(item_id=page.item_id).order_by("at")
    assert entries.count() == before + 1
    last = entries.last()
    assert last is not None
    assert (last.act, last.seal, last.post) == ("purged", "", "board_chief")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert verify().faults == ()


def test_what_another_item_shows_as_well_stays(quang_phu: Office) -> None:
    shared = image()
    other = quang_phu.write(title="Bài khác", lead_image=shared)
    page = quang_phu.write(title=SECRET, lead_image=shared)

    entry = purge(page, quang_phu.person("truongban"), Level.MAT)

    assert entry.removed["files_still_used"] == 1
    assert PortalImage.objects.filter(pk=shared.pk).exists()
    assert fresh(other).lead_image_id == shared.pk


@pytest.mark.parametrize(
    ("who", "allowed"), [("truongban", True), ("congtacvien", True), ("thanhvien", False), ("quantri", False)]
)
def test_who_may_purge_a_draft(quang_phu: Office, who: str, allowed: bool) -> None:
    page = quang_phu.write(title=SECRET)

    assert may_purge(quang_phu.person(who), page) is allowed
    if not allowed:
        with pytest.raises(PermissionDenied):
            purge(page, quang_phu.person(who), Level.MAT)
        assert Page.objects.filter(pk=page.pk).exists()


def test_an_author_does_not_purge_what_is_public(quang_phu: Office) -> None:
    page = quang_phu.published("truongban")

    with pytest.raises(PermissionDenied):
        purge(page, quang_phu.person("congtacvien"), Level.MAT)


def test_open_content_is_not_purged(quang_phu: Office) -> None:
    with pytest.raises(ValidationError) as refused:
        purge(quang_phu.write(), quang_phu.person("truongban"), Level.OPEN)

    assert "level" in refused.value.message_dict


def test_the_screen_asks_and_leaves_an_entry(quang_phu: Office) -> None:
    page = quang_phu.write(title=SECRET)
    client = quang_phu.client("truongban")
    address = reverse("checks_purge", args=[page.pk])

    shown = client.get(address)
    assert SECRET not in shown.content.decode()
    wrong = client.post(address, {"level": "mat"})
    assert wrong.context["form"].errors["understood"]
    assert Page.objects.filter(pk=page.pk).exists()
    done = client.post(address, {"level": "mat", "understood": "on"}, follow=True)

    assert str(page.item_id) in done.content.decode()
    assert SECRET not in done.content.decode()
    assert PurgedItem.objects.filter(item_id=page.item_id).exists()
