"""What is asked before an item is put forward, beside its fields; and who answers for it before it is public."""

from __future__ import annotations

import io
import pickle
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse

from cms.checks.completeness import missing_of
from cms.checks.enums import Answer
from cms.checks.models import PersonalDataAnswer
from cms.checks.scanning import answer, findings, unanswered
from cms.content.models import ArticlePage, Attachment, PortalPage
from cms.demo.content_schema import CONTENT_FOLDER, load_content
from cms.demo.portals import demo
from cms.moderation.conditions import NotReady, Problem
from cms.moderation.enums import Point
from cms.moderation.models import Approval, Submission
from cms.record.models import RecordEntry
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.moderation.office import Office, fresh

pytestmark = pytest.mark.portal_database("demo")
PHONE = "0912 345 678"


def paragraph(text: str) -> list[tuple[str, Any]]:
    """A body of one paragraph."""
    return [("paragraph", f"<p>{text}</p>")]


def problems(page: PortalPage) -> dict[str, str]:
    """What is missing, by field."""
    return {problem.field: problem.text for problem in missing_of(page)}


# --- complete by the data


@pytest.mark.parametrize("field", ["category", "field", "author_name", "source_name", "event_at"])
def test_each_field_that_the_data_asks_for(quang_phu: Office, field: str) -> None:
    page = quang_phu.write()
    assert problems(page) == {}

    setattr(page, field, None if field == "event_at" else "")

    assert list(problems(page)) == [field]


def test_the_date_is_the_one_from_which_the_categorys_deadline_counts(quang_phu: Office) -> None:
    page = quang_phu.write(category="news", event_at=None)

    assert "event_at" in problems(page)


def test_what_comes_from_another_publication_names_its_address(quang_phu: Office) -> None:
    page = quang_phu.write(source_name="Báo Thanh Hóa")
    assert list(problems(page)) == ["source_url"]

    page.source_url = "https://baothanhhoa.vn/bai-viet.htm"
    assert problems(page) == {}
    page.source_name, page.source_url = "Phòng Văn hóa – Xã hội", ""
    assert problems(page) == {}


def test_a_picture_without_words_is_named(quang_phu: Office) -> None:
    from django.core.files.images import ImageFile

    from cms.content.models import PortalImage
    from tests.sites.conftest import picture_bytes

    image = PortalImage.objects.create(
        title="Lễ hội", alt_text=" ", file=ImageFile(io.BytesIO(picture_bytes("navy")), name="a.png")
    )
    page = quang_phu.write(lead_image=image)

    assert "Lễ hội" in problems(page)["lead_image"]


def test_an_incomplete_item_is_not_put_forward_on_any_way(quang_phu: Office) -> None:
    page = quang_phu.write(event_at=None)

    with pytest.raises(NotReady) as refused, transaction.atomic():
        quang_phu.submit(page)

    assert [problem.field for problem in refused.value.problems] == ["event_at"]
    assert not Submission.objects.filter(item_id=page.item_id).exists()
    assert not fresh(page).workflow_in_progress


def test_the_editor_says_it_beside_the_field_and_a_draft_is_saved_without(quang_phu: Office) -> None:
    page = quang_phu.write(event_at=None)
    client = quang_phu.client("congtacvien")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = form_data(page)

    refused = client.post(address, {**data, "action-submit": "1"})
    assert "event_at" in refused.context["form"].errors
    assert not fresh(page).workflow_in_progress
    saved = client.post(address, data)
    assert saved.status_code == 302
    submitted = client.post(address, {**data, "event_at": "20/11/2026 08:00", "action-submit": "1"})

    assert submitted.status_code == 302
    assert fresh(page).workflow_in_progress


def form_data(page: ArticlePage) -> dict[str, str]:
    """What the editor's form sends for a short article."""
    return {
        "title": page.title, "slug": page.slug, "summary": "", "category": page.category, "field": page.field,
        "author_name": page.author_name, "source_name": page.source_name, "source_url": "", "origin": "staff",
        "event_at": "", "body-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0", "comments-MAX_NUM_FORMS": "",
    }  # fmt: skip


# --- personal data


def test_text_and_attachments_are_scanned(quang_phu: Office) -> None:
    file = Attachment.objects.create(
        title="Danh sách", file=ContentFile("Bà B, CCCD 038089012345".encode(), name="danh-sach.txt")
    )
    page = quang_phu.write(
        summary="Ai cần gọi 0378123456", body=[*paragraph(f"Gọi {PHONE}"), ("files", {"files": [file]})]
    )

    assert {(one.kind.value, one.value) for one in findings(page)} == {
        ("phone", "0378123456"), ("phone", "0912345678"), ("citizen_id", "038089012345"),
    }  # fmt: skip
    assert {one.place for one in findings(page)} >= {"Danh sách"}


def test_a_file_that_no_machine_reads_has_to_be_read_by_a_person(quang_phu: Office) -> None:
    file = Attachment.objects.create(title="Bản quét", file=ContentFile(b"%PDF-1.4 broken", name="quet.pdf"))
    page = quang_phu.write(body=[("files", {"files": [file]})])
    (one,) = findings(page)

    with pytest.raises(ValidationError):
        answer(page, one, quang_phu.person("congtacvien"), Answer.CONSENT, "Đã đồng ý cả rồi")
    answer(page, one, quang_phu.person("congtacvien"), Answer.READ, "Tôi đã đọc từng trang")

    assert unanswered(page) == []


def test_nothing_goes_forward_until_it_is_answered_with_a_reason(quang_phu: Office) -> None:
    page = quang_phu.write(body=paragraph(f"Liên hệ chị Hoa {PHONE}"))
    with pytest.raises(NotReady), transaction.atomic():
        quang_phu.submit(page)
    (one,) = unanswered(page)

    with pytest.raises(ValidationError):
        answer(page, one, quang_phu.person("congtacvien"), Answer.CONSENT, "Ừ")
    answer(
        page, one, quang_phu.person("congtacvien"), Answer.CONSENT, "Chị Hoa đồng ý bằng văn bản ngày 1/11"
    )
    quang_phu.submit(page)

    kept = PersonalDataAnswer.objects.get(item_id=page.item_id)
    assert (kept.answer, kept.answered_by.username) == ("consent", "congtacvien")
    assert "345" not in str({**vars(kept), "finding": ""})
    entry = RecordEntry.objects.get(about_id=kept.pk)
    assert entry.act == "personal_data_answered"


def test_an_answer_is_for_a_value_and_another_value_asks_anew(quang_phu: Office) -> None:
    page = quang_phu.write(body=paragraph(f"Gọi {PHONE}"))
    answer(page, unanswered(page)[0], quang_phu.person("congtacvien"), Answer.CONSENT, "Đồng ý bằng văn bản")

    page.body = paragraph("Gọi 0912.345.678 hoặc 0987654321")

    assert [one.value for one in unanswered(page)] == ["0987654321"]


def test_the_portals_own_contacts_are_no_personal_data(quang_phu: Office) -> None:
    from cms.content.models import HomePage

    telephone = HomePage.objects.get().telephone
    assert telephone

    assert findings(quang_phu.write(body=paragraph(f"Đường dây nóng {telephone}"))) == []


def test_the_screen_asks_and_keeps(quang_phu: Office) -> None:
    page = quang_phu.write(body=paragraph(f"Liên hệ {PHONE}"))
    client = quang_phu.client("congtacvien")
    address = reverse("checks_personal_data", args=[page.pk])
    (one,) = findings(page)
    prefix = one.key[:16]
    assert PHONE in client.get(address).content.decode()

    wrong = client.post(address, {f"{prefix}-answer": "consent", f"{prefix}-reason": "Ừ"})
    assert wrong.context["rows"][0].form.errors["reason"]
    done = client.post(address, {f"{prefix}-answer": "consent", f"{prefix}-reason": "Đồng ý bằng văn bản"})

    assert done["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert unanswered(page) == []


def test_who_may_not_edit_does_not_answer(quang_phu: Office) -> None:
    page = quang_phu.write(body=paragraph(f"Liên hệ {PHONE}"))

    quang_phu.client("quantri").post(reverse("checks_personal_data", args=[page.pk]), {})

    assert not PersonalDataAnswer.objects.exists() or not PersonalDataAnswer.objects.filter(
        item_id=page.item_id
    )


# --- quality, content, secrecy


def test_nothing_is_public_until_somebody_answers_for_all_three(quang_phu: Office) -> None:
    page = quang_phu.write()
    quang_phu.submit(page)
    task, state = quang_phu.task(page)
    head = quang_phu.person("truongban")

    for points in ([], ["quality", "content"], ["quality", "content", "secret"]):
        with pytest.raises(NotReady), transaction.atomic():
            task.on_action(state, head, "approve", checked=points)
        assert not fresh(page).live
    task.on_action(state, head, "approve", checked=Point.values)

    assert fresh(page).live
    kept = Approval.objects.get(item_id=page.item_id)
    assert sorted(kept.checked) == sorted(Point.values)
    assert kept.decided_by == head


def test_the_form_says_which_is_missing_and_the_history_who_answered(quang_phu: Office) -> None:
    page = quang_phu.write()
    quang_phu.submit(page)
    client = quang_phu.client("truongban")
    address = reverse("moderation_review", args=[page.pk])

    refused = client.post(address, {"decision": "approve", "comment": "", "checked": ["quality"]})
    assert refused.context["decision_form"].errors["checked"]
    assert not fresh(page).live
    client.post(address, {"decision": "approve", "comment": "", "checked": Point.values})

    assert fresh(page).live
    assert str(Point.SECRECY.label) in client.get(address).content.decode()


def test_returning_asks_for_none_of_it(quang_phu: Office) -> None:
    page = quang_phu.write()
    quang_phu.submit(page)

    quang_phu.client("truongban").post(
        reverse("moderation_review", args=[page.pk]), {"decision": "reject", "comment": "Thiếu nguồn"}
    )

    assert Approval.objects.get(item_id=page.item_id).decision == "returned"


def test_the_demos_items_are_complete_and_answered(quang_phu: Office) -> None:
    from wagtail.models import Page

    for page in Page.objects.type(ArticlePage).live().specific()[:6]:
        assert problems(page) == {}, page.title
        assert unanswered(page) == [], page.title


@pytest.mark.parametrize(
    ("source", "asked"),
    [
        ("Ban Biên tập Trang Thông tin điện tử phường Quảng Phú", False),
        ("Cổng thông tin điện tử Phường Quảng Phú", False),
        ("Báo Thanh Hóa", True),
        ("Cổng thông tin điện tử tỉnh Thanh Hóa", True),
    ],
)
def test_a_source_that_names_the_unit_is_its_own(quang_phu: Office, source: str, asked: bool) -> None:
    page = quang_phu.write(source_name=source)
    assert ("source_url" in problems(page)) is asked


def test_no_item_of_the_demo_lacks_the_address_of_its_source(quang_phu: Office) -> None:
    for portal in demo().portals:
        content = load_content(CONTENT_FOLDER / f"{portal.slug}.yaml")
        with tenant_context(Tenant.objects.with_code(portal.code).get()):
            for article in content.articles:
                page = ArticlePage(title=article.title, source_name=article.source, category=article.category)
                assert "source_url" not in problems(page), (portal.slug, article.key)


def test_what_is_missing_passes_from_one_process_to_another() -> None:
    refusal = pickle.loads(pickle.dumps(NotReady("Bài", [Problem("Thiếu ảnh.", "lead_image")])))  # noqa: S301
    assert str(refusal) == "“Bài”: Thiếu ảnh."
    assert refusal.problems == [Problem("Thiếu ảnh.", "lead_image")]
