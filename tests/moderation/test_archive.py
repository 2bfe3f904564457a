"""The archive of the abolished district: read by everybody, written by nobody, in the admin with a sentence and in the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse
from wagtail.models import Page

from cms.content.models import ArticlePage, PortalImage, SectionPage
from cms.moderation.publishing import publish_with_reason
from cms.moderation.takedown import take_down
from sites.releases.models import Release
from tenants.errors import TenantReadOnly
from tests.moderation.office import Office, fresh

pytestmark = pytest.mark.portal_database("demo")


@pytest.fixture
def article(nhu_xuan: Office) -> ArticlePage:
    """One of its articles."""
    return ArticlePage.objects.filter(live=True).first()  # type: ignore[return-value]


def save(office: Office, page: ArticlePage) -> Any:
    page.title = "Sửa sau khi giải thể"
    return page.save()


def save_a_draft(office: Office, page: ArticlePage) -> Any:
    return page.save_revision(user=office.person("truongban"))


def add(office: Office, page: ArticlePage) -> Any:
    new = ArticlePage(title="Mới", category="news", author_name="x", source_name="y", live=False)
    return SectionPage.objects.get(pk=page.get_parent().pk).add_child(instance=new)


def move(office: Office, page: ArticlePage) -> Any:
    return page.move(SectionPage.objects.exclude(pk=page.get_parent().pk).first(), pos="last-child")


def delete(office: Office, page: ArticlePage) -> Any:
    return page.delete()


def unpublish(office: Office, page: ArticlePage) -> Any:
    return page.unpublish()


def submit(office: Office, page: ArticlePage) -> Any:
    return page.get_workflow().start(page, office.person("truongban"))


def withdraw(office: Office, page: ArticlePage) -> Any:
    return take_down(page, office.person("truongban"), "Sai", "UBND")


def override(office: Office, page: ArticlePage) -> Any:
    user = office.person("truongban")
    user.is_superuser = True
    return publish_with_reason(page, user, "Dù sao cũng đăng lại")


@pytest.mark.parametrize(
    "act",
    [save, save_a_draft, add, move, delete, unpublish, submit, withdraw, override],
    ids=lambda act: act.__name__,
)
def test_every_act_is_refused_and_changes_nothing(
    nhu_xuan: Office, article: ArticlePage, act: Callable[[Office, ArticlePage], Any]
) -> None:
    before = (Page.objects.count(), article.title, nhu_xuan.released(article).etag)  # type: ignore[union-attr]

    with pytest.raises(TenantReadOnly), transaction.atomic():
        act(nhu_xuan, fresh(article))

    stored = fresh(article)
    assert (Page.objects.count(), stored.title, nhu_xuan.released(article).etag) == before  # type: ignore[union-attr]
    assert stored.live


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE wagtailcore_page SET title = 'x'",
        "DELETE FROM content_articlepage",
        "INSERT INTO moderation_moderationrule (id, sole_approver) VALUES (1, 'wait')",
        "UPDATE moderation_approval SET voided_at = now()",
        "UPDATE content_portalimage SET title = 'x'",
    ],
)
def test_the_database_refuses_too(nhu_xuan: Office, statement: str) -> None:
    with pytest.raises(TenantReadOnly), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_pictures_are_part_of_it(nhu_xuan: Office) -> None:
    picture = PortalImage.objects.first()
    assert picture is not None
    picture.alt_text = "Khác"

    with pytest.raises(TenantReadOnly), transaction.atomic():
        picture.save()


def test_an_official_reads_in_it_and_is_told_in_a_sentence_why_nothing_can_be_changed(
    nhu_xuan: Office, article: ArticlePage
) -> None:
    client = nhu_xuan.client("truongban")
    values = {
        name: getattr(article, name)
        for name in ("slug", "category", "field", "author_name", "source_name", "origin")
    }
    comments = {
        f"comments-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
    }
    form = {**values, **comments, "body-count": "0", "title": "Sửa sau khi giải thể"}

    read = client.get(reverse("moderation_review", args=[article.pk]))
    refused = client.post(
        reverse("moderation_take_down", args=[article.pk]), {"reason": "Sai", "requested_by": "UBND"}
    )
    client.post(reverse("wagtailadmin_pages:edit", args=[article.pk]), form)

    assert read.status_code == 200
    assert article.title in read.content.decode()
    assert refused.status_code == 403
    assert str(TenantReadOnly()) in refused.content.decode()
    assert fresh(article).title == article.title
    assert fresh(article).live


def test_its_releases_stay_readable(nhu_xuan: Office) -> None:
    assert Release.objects.of(nhu_xuan.tenant.pk).filter(type="article").exists()
