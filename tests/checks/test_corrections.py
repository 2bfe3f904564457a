"""A correction stands on the item at once, in its history, in the record and in the release."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from cms.moderation.corrections import correct
from cms.moderation.enums import Point
from cms.moderation.models import Correction
from cms.moderation.reading import ItemUnderReview
from cms.record.models import RecordEntry
from tests.moderation.office import Office, content_is_covered, fresh

pytestmark = pytest.mark.portal_database("demo")
WORDS = "Bản tin đăng ngày 20/11 ghi sai số hộ nghèo: đúng là 12 hộ, không phải 21 hộ."


def test_citizens_read_it_on_the_item(quang_phu: Office) -> None:
    page = quang_phu.published("truongban")
    before = quang_phu.released(page)

    correction = correct(page, quang_phu.person("truongban"), WORDS)

    release = quang_phu.released(page)
    assert release is not None
    assert release.full["corrections"] == [
        {"at": timezone.localtime(correction.made_at).isoformat(), "text": WORDS}
    ]
    assert before is not None
    assert release.etag != before.etag
    assert quang_phu.changes(page)[-1] == "released"
    content_is_covered(quang_phu, page)


def test_the_latest_stands_first_and_none_is_lost_when_the_content_changes(quang_phu: Office) -> None:
    page = quang_phu.published("truongban")
    correct(page, quang_phu.person("truongban"), WORDS)
    quang_phu.edit(page, title="Ngày hội đọc sách (cập nhật)")
    quang_phu.submit(page)
    quang_phu.decide(page, "truongban")
    correct(fresh(page), quang_phu.person("truongban"), "Sửa lại tên người viết bài.")

    release = quang_phu.released(page)
    assert release is not None
    assert [one["text"] for one in release.full["corrections"]] == ["Sửa lại tên người viết bài.", WORDS]
    assert release.facets["corrected_at"] == release.full["corrections"][0]["at"]


def test_it_is_in_the_history_and_in_the_record(quang_phu: Office) -> None:
    page = quang_phu.published("truongban")
    head = quang_phu.person("truongban")

    correction = correct(page, head, WORDS)

    assert correction in ItemUnderReview.of(fresh(page), head).history
    entry = RecordEntry.objects.get(about_id=correction.pk)
    assert (entry.act, entry.account_id, entry.post, entry.item_id) == (
        "corrected",
        head.pk,
        "board_chief",
        page.item_id,
    )
    assert WORDS not in str(vars(entry))


@pytest.mark.parametrize("who", ["congtacvien", "quantri", "thanhvien"])
def test_only_who_decides_on_publication_corrects(quang_phu: Office, who: str) -> None:
    page = quang_phu.published("truongban")

    with pytest.raises(PermissionDenied):
        correct(page, quang_phu.person(who), WORDS)
    quang_phu.client(who).post(reverse("moderation_correct", args=[page.pk]), {"text": WORDS})

    assert not Correction.objects.filter(item_id=page.item_id).exists()


def test_whom_the_regulation_names_to_remove_does_not_correct(thong_nhat: Office) -> None:
    page = fresh(thong_nhat.write())

    with pytest.raises(PermissionDenied):
        correct(page, thong_nhat.person("tochuyentrach"), WORDS)


@pytest.mark.parametrize("words", ["", "Sai.", "a" * 1001])
def test_words_are_needed_and_have_a_limit(quang_phu: Office, words: str) -> None:
    page = quang_phu.published("truongban")

    with pytest.raises(ValidationError) as refused:
        correct(page, quang_phu.person("truongban"), words)

    assert "text" in refused.value.message_dict


def test_what_is_not_public_has_nothing_to_correct(quang_phu: Office) -> None:
    with pytest.raises(ValidationError, match="Ngày hội đọc sách"):
        correct(quang_phu.write(), quang_phu.person("truongban"), WORDS)


def test_an_archive_is_left_as_it_is(nhu_xuan: Office) -> None:
    from cms.content.models import HomePage
    from tenants.errors import TenantReadOnly

    with pytest.raises(TenantReadOnly):
        correct(HomePage.objects.get(), nhu_xuan.person("truongban"), WORDS)


def test_the_screen_publishes_it_and_shows_what_is_wrong(quang_phu: Office) -> None:
    page = quang_phu.published("truongban")
    client = quang_phu.client("truongban")
    address = reverse("moderation_correct", args=[page.pk])

    wrong = client.post(address, {"text": "Sai"})
    assert wrong.context["form"].errors["text"]
    done = client.post(address, {"text": WORDS}, follow=True)

    assert WORDS in done.content.decode()
    assert quang_phu.released(page).full["corrections"][0]["text"] == WORDS  # type: ignore[union-attr]


def test_a_picture_without_a_file_is_told_to_the_approver_on_the_form(quang_phu: Office) -> None:
    import io

    from django.core.files.images import ImageFile

    from cms.content.models import PortalImage
    from tests.sites.conftest import picture_bytes

    image = PortalImage.objects.create(
        title="Ảnh lễ hội",
        alt_text="Lễ hội",
        file=ImageFile(io.BytesIO(picture_bytes("navy")), name="le-hoi.png"),
    )
    page = quang_phu.write(lead_image=image)
    quang_phu.submit(page)
    image.file.storage.delete(image.file.name)

    answer = quang_phu.client("truongban").post(
        reverse("moderation_review", args=[page.pk]),
        {"decision": "approve", "comment": "Tôi đã đọc", "checked": Point.values},
    )

    assert answer.status_code == 200
    assert "Ảnh lễ hội" in str(answer.context["decision_form"].errors)
    assert "Tôi đã đọc" in answer.content.decode()
    assert not fresh(page).live
    assert [entry.act for entry in RecordEntry.objects.filter(item_id=page.item_id)] == ["submitted"]
