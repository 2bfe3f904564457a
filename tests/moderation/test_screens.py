"""The screens of moderation: who sees an item, who may act on it, and what they are told."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from cms.content.models import Attachment, PortalImage
from cms.moderation.enums import Point
from cms.moderation.media_forms import in_approved_use
from tests.content.test_releases_follow import picture
from tests.moderation.office import Office, fresh

pytestmark = pytest.mark.portal_database("demo")


def text_of(html: bytes) -> str:
    """The words of a page, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.decode()))


@pytest.mark.parametrize(
    ("who", "sees"),
    [("truongban", True), ("congtacvien", True), ("photruongban", True), ("quantri", False)],
)
def test_the_review_screen_is_for_those_who_have_to_do_with_the_item(
    quang_phu: Office, who: str, sees: bool
) -> None:
    page = quang_phu.write(title="Không phải việc của tôi")
    quang_phu.submit(page)

    answer = quang_phu.client(who).get(reverse("moderation_review", args=[page.pk]))

    assert (answer.status_code == 200) == sees
    assert ("Không phải việc của tôi" in answer.content.decode()) == sees


def test_another_contributor_does_not_see_it(quang_phu: Office) -> None:
    from cms.accounts.groups import give_groups

    page = quang_phu.write(title="Bài của người khác")
    quang_phu.submit(page)
    other = quang_phu.appoint("congtacvien2", "collaborator")
    give_groups(other)

    answer = quang_phu.client(other).get(reverse("moderation_review", args=[page.pk]))

    assert answer.status_code in {302, 403}


def test_a_stranger_is_led_to_sign_in(quang_phu: Office) -> None:
    from django.test import Client

    page = quang_phu.write()

    answer = Client(headers={"host": quang_phu.host}).get(reverse("moderation_review", args=[page.pk]))

    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_an_account_of_one_portal_opens_no_other(quang_phu: Office, office_of: object) -> None:
    """The session lives in the tenant's schema: its cookie means nothing on another host."""
    client = quang_phu.client("truongban")
    other = office_of("10507")  # type: ignore[operator]

    answer = client.get(reverse("moderation_waiting"), headers={"host": other.host})

    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_the_head_approves_on_the_screen(quang_phu: Office) -> None:
    page = quang_phu.write(title="Duyệt trên màn hình")
    quang_phu.submit(page)
    client = quang_phu.client("truongban")
    address = reverse("moderation_review", args=[page.pk])
    assert 'value="approve"' in client.get(address).content.decode()

    answer = client.post(
        address, {"decision": "approve", "comment": "", "checked": Point.values}, follow=True
    )

    assert answer.status_code == 200
    assert "Duyệt trên màn hình" in "".join(str(message) for message in answer.context["messages"])
    assert fresh(page).live


@pytest.mark.parametrize("who", ["congtacvien", "photruongban", "thanhvien", "quantri"])
def test_nobody_else_is_offered_the_decision_or_can_send_it(quang_phu: Office, who: str) -> None:
    page = quang_phu.write()
    quang_phu.submit(page)
    client = quang_phu.client(who)
    address = reverse("moderation_review", args=[page.pk])

    assert 'value="approve"' not in client.get(address).content.decode()
    answer = client.post(address, {"decision": "approve", "comment": "", "checked": Point.values})

    assert answer.status_code in {302, 403}
    assert not fresh(page).live
    assert fresh(page).workflow_in_progress


def test_wagtails_own_decision_screen_asks_the_same(quang_phu: Office) -> None:
    page = quang_phu.write()
    quang_phu.submit(page)
    _, state = quang_phu.task(page)
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])

    quang_phu.client("photruongban").post(address, {})
    assert not fresh(page).live
    quang_phu.client("congtacvien").post(address, {})
    assert not fresh(page).live
    quang_phu.client(quang_phu.superuser()).post(address, {})
    assert not fresh(page).live


def test_the_approver_reads_what_was_submitted_not_what_came_later(quang_phu: Office) -> None:
    from wagtail.models import Page

    page = quang_phu.write(title="Bản đã nộp")
    quang_phu.submit(page)
    Page.objects.filter(pk=page.pk).update(title="Bản khác", draft_title="Bản khác")

    shown = quang_phu.client("truongban").get(reverse("moderation_review", args=[page.pk])).content.decode()

    assert "Bản đã nộp" in shown


def test_a_majority_that_nobody_laid_down_is_called_assumed(thong_nhat: Office) -> None:
    page = thong_nhat.write()
    thong_nhat.submit(page)
    client = thong_nhat.client("truongban")
    address = reverse("moderation_review", args=[page.pk])

    assumed = client.get(address).context["item"].stages[-1]
    thong_nhat.rule(board_quorum=2)
    own = client.get(address).context["item"].stages[-1]

    assert (assumed.needed, assumed.is_assumed) == (2, True)
    assert (own.needed, own.is_assumed) == (2, False)


def test_voices_given_are_shown_to_the_next_member(thong_nhat: Office) -> None:
    page = thong_nhat.write()
    thong_nhat.submit(page)
    thong_nhat.decide(page, "thuky")

    shown = text_of(thong_nhat.client("thanhvien1").get(reverse("moderation_review", args=[page.pk])).content)

    assert str(thong_nhat.person("thuky")) in shown


@pytest.mark.parametrize("offered", ["action-publish", "action-unpublish"])
def test_the_editor_offers_no_publishing_to_anybody(quang_phu: Office, offered: str) -> None:
    page = quang_phu.write()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])

    for user in (quang_phu.person("congtacvien"), quang_phu.superuser()):
        html = quang_phu.client(user).get(address).content.decode()
        assert f'name="{offered}"' not in html
        assert 'name="action-submit"' in html


def test_what_waits_is_the_first_thing_an_approver_sees(quang_phu: Office) -> None:
    page = quang_phu.write(title="Chờ ngay trang đầu")
    quang_phu.submit(page)

    home = quang_phu.client("truongban").get(reverse("wagtailadmin_home")).content.decode()

    assert "Chờ ngay trang đầu" in home
    assert reverse("moderation_review", args=[page.pk]) in home


# --- pictures and attachments under an approved content --------------------------------------------------------------


def image_form(image: PortalImage, **values: object) -> dict[str, object]:
    """What the picture's screen sends."""
    focal = {f"focal_point_{name}": "" for name in ("x", "y", "width", "height")}
    return {
        "title": image.title,
        "alt_text": image.alt_text,
        "credit": image.credit,
        "tags": "",
        **focal,
        **values,
    }


@pytest.fixture
def image(quang_phu: Office) -> PortalImage:
    """A picture that the contributor uploaded."""
    made = PortalImage(title="Cờ", alt_text="Một màu xanh", uploaded_by_user=quang_phu.person("congtacvien"))
    made.file.save("xanh.png", picture("navy"), save=False)
    made.save()
    return made


@pytest.mark.parametrize("state", ["public", "submitted", "draft of a public page"])
def test_a_contributor_cannot_change_a_picture_under_the_approvers_eyes(
    quang_phu: Office, image: PortalImage, state: str
) -> None:
    """Wagtail lets whoever uploaded a picture replace its file; on a public page that is publishing without approval."""
    if state == "public":
        quang_phu.published("truongban", lead_image=image)
    elif state == "submitted":
        quang_phu.submit(quang_phu.write(lead_image=image))
    else:
        page = quang_phu.published("truongban")
        quang_phu.edit(page, lead_image=image)
        quang_phu.submit(page)
    assert in_approved_use(image)

    answer = quang_phu.client("congtacvien").post(
        reverse("wagtailimages:edit", args=[image.pk]),
        image_form(image, alt_text="Khác hẳn", file=picture("red")),
    )

    assert answer.status_code == 200
    assert {"alt_text", "file"} <= set(answer.context["form"].errors)
    image.refresh_from_db()
    assert image.alt_text == "Một màu xanh"


def test_in_a_draft_they_may(quang_phu: Office, image: PortalImage) -> None:
    quang_phu.write(lead_image=image)
    assert not in_approved_use(image)

    answer = quang_phu.client("congtacvien").post(
        reverse("wagtailimages:edit", args=[image.pk]), image_form(image, alt_text="Một lá cờ")
    )

    assert answer.status_code == 302
    image.refresh_from_db()
    assert image.alt_text == "Một lá cờ"


def test_who_may_withdraw_the_item_may_correct_its_picture(quang_phu: Office, image: PortalImage) -> None:
    from wagtail.images.forms import get_image_form

    from cms.moderation.media_forms import ImageForm

    page = quang_phu.published("truongban", lead_image=image)
    form_class = get_image_form(PortalImage)
    assert issubclass(form_class, ImageForm)

    form = form_class(image_form(image, alt_text="Đúng hơn"), instance=image, user=quang_phu.superuser())
    assert form.is_valid(), form.errors
    form.save()

    assert quang_phu.released(page).summary["image"]["alt"] == "Đúng hơn"  # type: ignore[union-attr]


def test_the_title_of_an_attachment_is_what_readers_click_on(quang_phu: Office) -> None:
    import json

    from django.core.files.base import ContentFile

    attachment = Attachment(title="Toàn văn", uploaded_by_user=quang_phu.person("congtacvien"))
    attachment.file.save("qd.txt", ContentFile(b"toan van"), save=False)
    attachment.save()
    body = json.dumps(
        [{"type": "files", "value": {"files": [attachment.pk]}, "id": "a0000000-0000-4000-8000-000000000000"}]
    )
    quang_phu.published("truongban", body=body)
    assert in_approved_use(attachment)

    answer = quang_phu.client("congtacvien").post(
        reverse("wagtaildocs:edit", args=[attachment.pk]), {"title": "Trúng thưởng, bấm vào đây", "tags": ""}
    )

    assert answer.context["form"].errors["title"]
