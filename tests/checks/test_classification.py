"""The classification is asked before there is anywhere to write; what is secret or internal is refused with nothing kept."""

from __future__ import annotations

import json

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, Page, Revision

from cms.content.models import ArticlePage, Attachment, PortalImage
from tests.moderation.office import Office
from tests.sites.conftest import picture_bytes

pytestmark = pytest.mark.portal_database("demo")
CLOSED = ["internal", "mat", "toi_mat", "tuyet_mat"]


def new_article(office: Office) -> str:
    """Where an article is written."""
    return reverse("wagtailadmin_pages:add", args=["content", "articlepage", office.section().pk])


def say(client: Client, address: str, level: str) -> object:
    """Answer the question that stands before a screen."""
    return client.post(reverse("checks_classify"), {"level": level, "next": address})


def stored() -> tuple[int, ...]:
    """How much there is of everything that an editor or an upload stores."""
    return tuple(model.objects.count() for model in (Page, Revision, PortalImage, Attachment, ModelLogEntry))


@pytest.mark.parametrize("screen", ["article", "wagtailimages:add", "wagtaildocs:add"])
def test_the_question_stands_before_every_screen_that_stores(quang_phu: Office, screen: str) -> None:
    client = quang_phu.client("congtacvien")
    address = new_article(quang_phu) if screen == "article" else reverse(screen)

    asked = client.get(address)
    assert asked.status_code == 302
    assert asked["Location"].startswith(reverse("checks_classify"))
    opened = say(client, address, "open")
    assert opened["Location"] == address  # type: ignore[index]

    assert client.get(address).status_code == 200
    assert client.get(address).status_code == 302, "each opening is asked for anew"


@pytest.mark.parametrize("level", CLOSED)
def test_what_is_not_open_opens_nothing(
    quang_phu: Office, level: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = quang_phu.client("congtacvien")
    address = new_article(quang_phu)
    before = stored()

    answer = say(client, address, level)

    assert answer.status_code == 200  # type: ignore[attr-defined]
    assert answer.context["refusal"]  # type: ignore[attr-defined]
    assert client.get(address).status_code == 302
    assert stored() == before
    assert not caplog.records


def test_a_draft_that_is_sent_without_an_answer_is_not_stored(quang_phu: Office) -> None:
    client = quang_phu.client("congtacvien")
    before = stored()

    sent = client.post(
        new_article(quang_phu), {"title": "Kế hoạch mật"}, headers={"accept": "application/json"}
    )

    assert sent.status_code == 403
    assert json.loads(sent.content)["success"] is False
    assert stored() == before


def test_an_upload_without_an_answer_is_not_stored(quang_phu: Office) -> None:
    client = quang_phu.client("congtacvien")
    before = stored()

    client.post(reverse("wagtaildocs:add"), {"files[]": ContentFile(b"mat", name="mat.txt"), "title": "Mật"})
    client.post(reverse("wagtailimages:add"), {"files[]": picture(), "title": "Mật"})

    assert stored() == before


def test_an_answer_opens_one_screen_alone(quang_phu: Office) -> None:
    client = quang_phu.client("congtacvien")

    say(client, reverse("wagtailimages:add"), "open")

    assert client.get(reverse("wagtaildocs:add")).status_code == 302


@pytest.mark.parametrize(
    "target", ["https://example.com/", "//example.com", "/admin/", "javascript:alert(1)"]
)
def test_the_question_leads_nowhere_else(quang_phu: Office, target: str) -> None:
    answer = say(quang_phu.client("congtacvien"), target, "open")

    assert answer["Location"] == reverse("wagtailadmin_home")  # type: ignore[index]


def test_a_level_is_needed(quang_phu: Office) -> None:
    answer = say(quang_phu.client("congtacvien"), new_article(quang_phu), "")

    assert answer.context["form"].errors["level"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("level", ["", *CLOSED])
@pytest.mark.parametrize("kind", ["image", "document"])
def test_a_file_from_inside_the_editor_is_asked_for_too(quang_phu: Office, kind: str, level: str) -> None:
    client = quang_phu.client("congtacvien")
    before = stored()

    answer = client.post(
        reverse(f"wagtail{kind}s_chooser:create" if kind == "image" else "wagtaildocs_chooser:create"),
        upload(kind, level),
    )

    assert answer.status_code == 200
    assert json.loads(answer.content)["step"] == "reshow_creation_form"
    assert stored() == before


@pytest.mark.parametrize("kind", ["image", "document"])
def test_an_open_file_is_stored(quang_phu: Office, kind: str) -> None:
    client = quang_phu.client("congtacvien")
    before = stored()

    client.post(
        reverse("wagtailimages_chooser:create" if kind == "image" else "wagtaildocs_chooser:create"),
        upload(kind, "open"),
    )

    assert stored() != before


def test_editing_what_is_stored_does_not_ask_again(quang_phu: Office) -> None:
    page = quang_phu.write()

    assert isinstance(page, ArticlePage)
    assert (
        quang_phu.client("congtacvien").get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code
        == 200
    )


def picture() -> ContentFile:
    """A small picture."""
    return ContentFile(picture_bytes("navy"), name="anh.png")


def upload(kind: str, level: str) -> dict[str, object]:
    """What the editor's chooser sends."""
    prefix = f"{kind}-chooser-upload"
    file = picture() if kind == "image" else ContentFile(b"noi dung", name="tep.txt")
    sent: dict[str, object] = {f"{prefix}-title": "Tệp", f"{prefix}-file": file, f"{prefix}-level": level}
    return sent | ({f"{prefix}-alt_text": "Ảnh chụp"} if kind == "image" else {})
