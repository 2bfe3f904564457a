"""Our act of publishing has the outcome of Wagtail's own, whatever stands around the page, and asks less."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Comment, Page, PageLogEntry, Revision
from wagtail.signals import page_published, published

from cms.content.models import ArticlePage, PortalPage
from cms.moderation.enums import Basis
from cms.moderation.publishing import grant
from tests.moderation.office import Office, fresh

pytestmark = pytest.mark.portal_database("demo")

MOMENTS = {"first_published_at", "last_published_at", "latest_revision_created_at"}

Prepared = tuple[ArticlePage, Revision]


class Undo(Exception):
    """Ends a transaction whose outcome has been looked at."""


def allowed(page: PortalPage, revision: Revision) -> Prepared:
    """The revision may be published."""
    grant(page, revision, Basis.OVERRIDE, "test of publishing")
    return fresh(page), Revision.objects.get(pk=revision.pk)


def a_first_time(office: Office) -> Prepared:
    page = office.write()
    return allowed(page, page.get_latest_revision())


def again_with_another_title(office: Office) -> Prepared:
    page = office.published("truongban")
    return allowed(page, office.edit(page, title="Ngày hội đọc sách lần thứ hai"))


def again_at_another_address(office: Office) -> Prepared:
    page = office.published("truongban")
    return allowed(page, office.edit(page, slug="dia-chi-moi"))


def with_a_newer_draft(office: Office) -> Prepared:
    page = office.write()
    first = page.get_latest_revision()
    office.edit(page, title="Viết tiếp")
    return allowed(page, first)


def with_comments(office: Office) -> Prepared:
    page = office.write()
    author = office.person("congtacvien")
    for text, resolved in (("Xem lại", None), ("Đã sửa", timezone.now())):
        Comment.objects.create(page=page, user=author, text=text, contentpath="title", resolved_at=resolved)
    return allowed(page, fresh(page).save_revision(user=author))


def while_another_revision_waits_for_its_hour(office: Office) -> Prepared:
    page = office.write()
    later = timezone.now() + dt.timedelta(days=1)
    page.save_revision(approved_go_live_at=later)
    return allowed(page, office.edit(page, title="Đăng ngay"))


def with_an_alias(office: Office) -> Prepared:
    page = office.published("truongban")
    page.create_alias(update_slug="bi-danh")
    return allowed(page, office.edit(page, title="Có bí danh"))


def while_it_is_under_moderation(office: Office) -> Prepared:
    page = office.write()
    office.submit(page)
    return allowed(page, page.get_latest_revision())


def for_a_later_hour(office: Office) -> Prepared:
    page = office.write()
    return allowed(page, office.edit(page, go_live_at=timezone.now() + dt.timedelta(days=1)))


def outcome(page: ArticlePage, revision: Revision, act: Callable[[], Any]) -> dict[str, Any]:
    """What an act leaves and tells, without the moments at which it did; it is undone."""
    told: list[Any] = []

    def hear(sender: Any, instance: Any, revision: Revision, signal: Any, **kwargs: Any) -> None:
        told.append((signal is page_published, sender, instance.pk, instance.title, revision.pk))

    found: dict[str, Any] = {}
    before = PageLogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for signal in (page_published, published):
        signal.connect(hear)
    try:
        with transaction.atomic():
            act()
            entries = PageLogEntry.objects.filter(pk__gt=before).order_by("pk")
            names = (
                "page_id",
                "action",
                "label",
                "data",
                "user_id",
                "revision_id",
                "content_changed",
                "content_type_id",
            )
            states = fresh(page).workflow_states.order_by("pk")
            found = {
                "row": {
                    field.attname: getattr(fresh(page), field.attname)
                    for field in page._meta.concrete_fields
                    if field.name not in MOMENTS
                },
                "moments": [getattr(fresh(page), name) is not None for name in sorted(MOMENTS)],
                "scheduled": list(
                    page.revisions.order_by("pk").values_list("approved_go_live_at", flat=True)
                ),
                "comments": sorted(Comment.objects.filter(page_id=page.pk).values_list("text", "position")),
                "aliases": list(Page.objects.filter(alias_of=page).values_list("title", "slug", "live")),
                "moderation": list(states.values_list("status", flat=True)),
                "log": list(entries.values(*names)),
                "told": told,
            }
            raise Undo
    except Undo:
        pass
    finally:
        for signal in (page_published, published):
            signal.disconnect(hear)
    return found


@pytest.mark.parametrize(
    "prepare",
    [
        a_first_time,
        again_with_another_title,
        again_at_another_address,
        with_a_newer_draft,
        with_comments,
        while_another_revision_waits_for_its_hour,
        with_an_alias,
        while_it_is_under_moderation,
        for_a_later_hour,
    ],
)
def test_its_outcome_is_that_of_wagtails_act(
    quang_phu: Office, prepare: Callable[[Office], Prepared]
) -> None:
    page, revision = prepare(quang_phu)
    by = quang_phu.person("truongban")

    def ours() -> None:
        Revision.objects.get(pk=revision.pk).publish(user=by, skip_permission_checks=True)

    def wagtails() -> None:
        act = PublishPageRevisionAction(Revision.objects.get(pk=revision.pk), user=by)
        act.execute(skip_permission_checks=True)

    assert outcome(page, revision, ours) == outcome(page, revision, wagtails)


def test_a_slug_that_was_taken_meanwhile_is_refused(quang_phu: Office) -> None:
    page, revision = a_first_time(quang_phu)
    other = quang_phu.write(title="Bài khác")
    Page.objects.filter(pk=other.pk).update(slug=page.slug)

    with pytest.raises(ValidationError, match=page.slug):
        revision.publish(skip_permission_checks=True)


def test_what_a_page_must_say_is_asked_for(quang_phu: Office) -> None:
    page = quang_phu.write()
    revision = page.get_latest_revision()
    revision.content["summary"] = "Quá dài. " * 100
    revision.save()
    page, revision = allowed(page, revision)

    with pytest.raises(ValidationError):
        revision.publish(skip_permission_checks=True)


def test_nothing_but_its_own_keys_is_unique_in_a_page() -> None:
    """The act does not look for other pages with these: the page keeps those of its row (`PortalPage.with_content_json`)."""
    pages = [model for model in apps.get_models() if issubclass(model, PortalPage)]
    unique = {field.name for model in pages for field in model._meta.fields if field.unique}
    together = {
        names for model in pages for parent in (model, Page) for names in parent._meta.unique_together
    }

    assert unique == {"id", "page_ptr", "path", "item_id"}
    assert together == {("translation_key", "locale")}
    assert not any(model._meta.constraints for model in pages)


def test_it_asks_the_database_so_often_and_not_more(quang_phu: Office) -> None:
    """The cost of publishing is that of its statements; Wagtail's own act alone makes 34 (`docs/benchmarks.md`)."""
    _page, revision = a_first_time(quang_phu)
    revision.publish(skip_permission_checks=True)  # what is read once in a process has been read
    _page, revision = a_first_time(quang_phu)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        revision.publish(skip_permission_checks=True)

    assert len(asked) <= 45, "\n".join(each["sql"][:120] for each in asked)
