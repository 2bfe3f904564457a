"""Lists in the admin: Tin bài and Văn bản apart, with what an editor looks for, a way to a new one, and nothing in bulk."""

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cms.accounts.models import User
from cms.content.models import ArticlePage, LegalDocumentPage, SectionPage
from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.resolver import resolver

pytestmark = [pytest.mark.django_db, pytest.mark.portal_database("demo")]


@pytest.fixture
def contributor(db: None) -> Iterator[Client]:
    """A browser in which the contributor of Quảng Phú is signed in."""
    resolver.clear()
    with tenant_context(Tenant.objects.with_code("16522").get()):
        client = Client(headers={"host": "quangphu.thanhhoa.localhost"})
        client.force_login(User.objects.get(username="congtacvien"))
        yield client
    resolver.clear()


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


class TestLists:
    def test_articles_are_not_among_the_documents(self, contributor: Client) -> None:
        article, document = ArticlePage.objects.first(), LegalDocumentPage.objects.first()
        articles = contributor.get("/admin/tin-bai/").context["object_list"]
        documents = contributor.get("/admin/van-ban/").context["object_list"]
        assert article.pk in {found.pk for found in articles}
        assert document.pk in {found.pk for found in documents}
        assert {found.pk for found in articles}.isdisjoint(found.pk for found in documents)

    def test_a_legal_document_is_found_by_its_number_kind_and_date(self, contributor: Client) -> None:
        document = LegalDocumentPage.objects.first()
        html = page(contributor, "/admin/van-ban/")
        assert document.number in html
        assert document.get_kind_display() in html
        assert document.issued_on.strftime("%d/%m/%Y") in html

    def test_articles_show_category_and_state_in_vietnamese(self, contributor: Client) -> None:
        html = page(contributor, "/admin/tin-bai/")
        for heading in ("Chuyên mục", "Loại thông tin", "Hạn", "Cập nhật", "Trạng thái"):
            assert heading in html

    def test_what_is_under_moderation_shows_when_it_is_due(self, contributor: Client) -> None:
        under_way = [
            found
            for found in contributor.get("/admin/tin-bai/").context["object_list"]
            if found.workflow_in_progress
        ]
        for found in under_way:
            assert found.due_at == found.submissions.first().due_at

    def test_they_are_narrowed_by_category(self, contributor: Client) -> None:
        category = ArticlePage.objects.values_list("category", flat=True).first()
        found = contributor.get("/admin/tin-bai/", {"category": category}).context["object_list"]
        assert {item.category for item in found} == {category}

    @pytest.mark.parametrize(
        "path", ["/admin/tin-bai/", "/admin/van-ban/", "/admin/pages/", "/admin/pages/search/"]
    )
    def test_nothing_is_done_in_bulk(self, contributor: Client, path: str) -> None:
        html = contributor.get(path, follow=True).content.decode()
        assert "data-bulk-action-checkbox" not in html
        assert "/bulk/" not in html


def new_article(client: Client, section: SectionPage) -> HttpResponse:
    """The form of a new article, behind the question how the information is classified."""
    address = f"/admin/pages/add/content/articlepage/{section.pk}/"
    return client.post(reverse("checks_classify"), {"level": "open", "next": address}, follow=True)


class TestWritingANewOne:
    def test_begins_with_the_section_and_leads_to_the_form(self, contributor: Client) -> None:
        section = SectionPage.objects.first()
        form = reverse("wagtailadmin_pages:add", args=["content", "articlepage", section.pk])
        assert f'href="{form}"' in page(contributor, "/admin/tin-bai/choose_parent/")

    def test_the_form_knows_who_writes_and_for_whom(self, contributor: Client) -> None:
        section = SectionPage.objects.first()
        form = new_article(contributor, section).context["form"]
        assert form["author_name"].value() == "Đỗ Thị Lan Anh"
        assert form["source_name"].value() == "Phường Quảng Phú"

    def test_the_title_comes_first(self, contributor: Client) -> None:
        section = SectionPage.objects.first()
        html = new_article(contributor, section).content.decode()
        assert html.index('name="title"') < html.index('name="category"')

    def test_submitting_is_as_near_as_saving(self, contributor: Client) -> None:
        """Behind an arrow nobody new finds it."""
        section = SectionPage.objects.first()
        html = new_article(contributor, section).content.decode()
        footer = html.split('class="portal-actions"')[1].split("</footer>")[0]
        assert "Lưu bản nháp" in footer
        assert "Gửi duyệt" in footer
        assert "w-dropdown" not in footer

    def test_the_first_page_offers_it(self, contributor: Client) -> None:
        html = page(contributor, "/admin/")
        assert "Viết tin bài" in html
        assert "Thêm văn bản" in html


class TestDrafts:
    def test_of_a_public_page_is_saved_and_not_public(self, contributor: Client) -> None:
        """Wagtail writes its own notes on the page's row with every draft; that is no publication."""
        article = ArticlePage.objects.filter(live=True, owner__username="congtacvien").first()
        draft = article.get_latest_revision_as_object()
        draft.title = "Tiêu đề mới chưa duyệt"
        draft.save_revision(user=User.objects.get(username="congtacvien"))
        article.refresh_from_db()
        assert (article.live, article.has_unpublished_changes) == (True, True)
        assert article.title != "Tiêu đề mới chưa duyệt"


def test_nothing_is_asked_of_another_host(contributor: Client) -> None:
    for path in ("/admin/", "/admin/tin-bai/", "/admin/login/"):
        html = contributor.get(path, follow=True).content.decode()
        for attribute in ('src="http', 'src="//', '<link rel="stylesheet" href="http'):
            assert attribute not in html
