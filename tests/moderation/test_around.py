"""Nothing is published around an approval: every route by which Wagtail or Django can make a page live, walked by everybody."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page

from cms.accounts.models import User
from cms.content.delivery import NotApproved
from cms.content.models import ArticlePage, SectionPage
from sites.releases.models import Release
from sites.releases.receivers import writer
from tests.moderation.office import Office, content_is_covered, everything_is_covered, fresh

pytestmark = pytest.mark.portal_database("demo")

Act = Callable[[Office, ArticlePage, User], Any]
PEOPLE = ["congtacvien", "truongban", "quantri", "superuser"]


@pytest.fixture
def draft(quang_phu: Office) -> ArticlePage:
    """An article nobody approved."""
    return quang_phu.write(title="Chưa ai duyệt")


@pytest.fixture
def public(quang_phu: Office) -> ArticlePage:
    """A public article with a newer draft that nobody approved."""
    page = quang_phu.published("truongban", title="Đã duyệt")
    quang_phu.edit(page, title="Chưa ai duyệt")
    return fresh(page)


def walk(office: Office, page: ArticlePage, act: Act, who: str) -> Exception | None:
    """Walk a route as somebody. What it raises is returned; half of what it did is undone, as in a request."""
    user = office.superuser() if who == "superuser" else office.person(who)
    try:
        with transaction.atomic():
            act(office, fresh(page), user)
    except (PermissionDenied, NotApproved) as refusal:
        return refusal
    return None


def nobody_reads(office: Office, title: str = "Chưa ai duyệt") -> None:
    """No page is live and nothing is released with this title; what is live anywhere in the portal is covered by an approval."""
    assert not Page.objects.filter(title=title, live=True).exists()
    assert not Release.objects.of(office.tenant.pk).filter(title=title).exists()
    everything_is_covered(office)


def edit_form(page: ArticlePage, **values: str) -> dict[str, str]:
    """What the editor's screen sends."""
    return {
        **{
            name: getattr(page, name)
            for name in ("title", "slug", "category", "field", "author_name", "source_name", "origin")
        },
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "0",
        **values,
    }


def press_publish(office: Office, page: ArticlePage, user: User) -> None:
    latest = page.get_latest_revision_as_object()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    office.client(user).post(address, edit_form(latest, **{"action-publish": "action-publish"}))


def publish_while_creating(office: Office, page: ArticlePage, user: User) -> None:
    address = reverse("wagtailadmin_pages:add", args=["content", "articlepage", page.get_parent().pk])
    client = office.client(user)
    client.post(reverse("checks_classify"), {"level": "open", "next": address})
    client.post(
        address,
        edit_form(page, slug="bai-khac", title="Chưa ai duyệt", **{"action-publish": "action-publish"}),
    )


def bulk_publish(office: Office, page: ArticlePage, user: User) -> None:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={page.pk}"
    office.client(user).post(address, {"include_descendants": "on"})


def bulk_publish_the_section(office: Office, page: ArticlePage, user: User) -> None:
    address = (
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        + f"?id={page.get_parent().pk}"
    )
    office.client(user).post(address, {"include_descendants": "on"})


def admin_api(action: str, **data: Any) -> Act:
    def act(office: Office, page: ArticlePage, user: User) -> None:
        address = f"/admin/api/main/pages/{page.pk}/action/{action}/"
        values = {name: value(page) if callable(value) else value for name, value in data.items()}
        office.client(user).post(address, json.dumps(values), content_type="application/json")

    act.__name__ = f"admin_api_{action}"
    return act


def revert_through_the_api_and_publish(office: Office, page: ArticlePage, user: User) -> None:
    admin_api("revert_to_page_revision", revision_id=page.latest_revision_id)(office, page, user)
    admin_api("publish")(office, page, user)


def publish_the_revision(office: Office, page: ArticlePage, user: User) -> None:
    page.get_latest_revision().publish(user=user)


def publish_the_revision_skipping_permissions(office: Office, page: ArticlePage, user: User) -> None:
    page.get_latest_revision().publish(user=user, skip_permission_checks=True)


def schedule_and_wait(office: Office, page: ArticlePage, user: User) -> None:
    content = page.get_latest_revision_as_object()
    content.go_live_at = timezone.now() - dt.timedelta(minutes=1)
    content.save_revision(user=user, approved_go_live_at=timezone.now() - dt.timedelta(minutes=1))
    call_command("publish_scheduled")


def schedule_and_follow_the_clock(office: Office, page: ArticlePage, user: User) -> None:
    from cms.moderation.schedule import follow_the_clock

    page.get_latest_revision_as_object().save_revision(
        user=user, approved_go_live_at=timezone.now() - dt.timedelta(minutes=1)
    )
    follow_the_clock()


def copy_of_latest(office: Office, page: ArticlePage, user: User) -> None:
    page.copy(
        update_attrs={"slug": "ban-sao", "title": "Chưa ai duyệt", "live": True}, keep_live=True, user=user
    )


def copy_in_the_admin(office: Office, page: ArticlePage, user: User) -> None:
    office.client(user).post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {
            "new_title": "Chưa ai duyệt",
            "new_slug": "ban-sao-2",
            "new_parent_page": str(page.get_parent().pk),
            "publish_copies": "on",
        },
    )


def live_alias_of_a_draft(office: Office, page: ArticlePage, user: User) -> None:
    alias = page.create_alias(update_slug="bi-danh", user=user)
    alias.live = True
    alias.title = "Chưa ai duyệt"
    alias.save()


def alias_given_the_draft(office: Office, page: ArticlePage, user: User) -> None:
    page.create_alias(update_slug="bi-danh", user=user)
    page.update_aliases(revision=page.get_latest_revision())


def convert_an_alias(office: Office, page: ArticlePage, user: User) -> None:
    alias = page.create_alias(update_slug="bi-danh", user=user)
    office.client(user).post(reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))
    alias = fresh(alias)
    alias.title = "Chưa ai duyệt"
    alias.live = True
    alias.save()


def add_child(office: Office, page: ArticlePage, user: User) -> None:
    new = ArticlePage(
        title="Chưa ai duyệt", category="news", author_name="x", source_name="y", live=True, owner=user
    )
    SectionPage.objects.get(pk=page.get_parent().pk).add_child(instance=new)


def set_live_and_save(office: Office, page: ArticlePage, user: User) -> None:
    page.title = page.draft_title = "Chưa ai duyệt"
    page.live = True
    page.save(user=user)


def set_live_and_save_that_field(office: Office, page: ArticlePage, user: User) -> None:
    type(page).objects.filter(pk=page.pk).update(title="Chưa ai duyệt")
    page.live = True
    page.save(update_fields=["live"])


def save_only_the_title(office: Office, page: ArticlePage, user: User) -> None:
    page.title = "Chưa ai duyệt"
    page.live = True
    page.save(update_fields=["title", "live"])


def save_as_plain_page(office: Office, page: ArticlePage, user: User) -> None:
    plain = Page.objects.get(pk=page.pk)
    plain.title = "Chưa ai duyệt"
    plain.live = True
    plain.save()


def copy_for_translation(office: Office, page: ArticlePage, user: User) -> None:
    english, _ = Locale.objects.get_or_create(language_code="en")
    other = page.copy_for_translation(english, copy_parents=True)
    other.title = "Chưa ai duyệt"
    other.live = True
    other.save()


def translate(office: Office, page: ArticlePage, user: User) -> None:
    from wagtail_localize.models import TranslationSource

    english, _ = Locale.objects.get_or_create(language_code="en")
    for above in page.get_ancestors().filter(depth__gt=1).specific():
        if not above.has_translation(english):
            above.copy_for_translation(english)
    source, _ = TranslationSource.update_or_create_from_instance(page)
    source.create_or_update_translation(english, user=user, publish=True, fallback=True)


def finish_somebody_elses_workflow(office: Office, page: ArticlePage, user: User) -> None:
    """A workflow of Wagtail's own making, whose task asks nobody of the regulation."""
    from django.contrib.auth.models import Group
    from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

    task = GroupApprovalTask.objects.create(name="Ai cũng duyệt")
    task.groups.set(Group.objects.all())
    workflow = Workflow.objects.create(name="Đi tắt")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    state = workflow.start(page, user)
    state.current_task_state.approve(user=user)


ROUTES: list[Act] = [
    press_publish,
    publish_while_creating,
    bulk_publish,
    bulk_publish_the_section,
    admin_api("publish"),
    admin_api("copy", keep_live=True, recursive=True, slug="ban-sao-3", title="Chưa ai duyệt"),
    admin_api("create_alias", recursive=True, update_slug="bi-danh-2"),
    admin_api("copy_for_translation", locale="en", copy_parents=True, alias=True),
    revert_through_the_api_and_publish,
    publish_the_revision,
    publish_the_revision_skipping_permissions,
    schedule_and_wait,
    schedule_and_follow_the_clock,
    copy_of_latest,
    copy_in_the_admin,
    live_alias_of_a_draft,
    alias_given_the_draft,
    convert_an_alias,
    add_child,
    set_live_and_save,
    set_live_and_save_that_field,
    save_only_the_title,
    save_as_plain_page,
    copy_for_translation,
    translate,
    finish_somebody_elses_workflow,
]


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("act", ROUTES, ids=lambda act: act.__name__)
def test_no_route_makes_a_draft_public(quang_phu: Office, draft: ArticlePage, act: Act, who: str) -> None:
    walk(quang_phu, draft, act, who)

    nobody_reads(quang_phu)


@pytest.mark.parametrize("who", ["congtacvien", "superuser"])
@pytest.mark.parametrize("act", ROUTES, ids=lambda act: act.__name__)
def test_no_route_changes_what_is_public(quang_phu: Office, public: ArticlePage, act: Act, who: str) -> None:
    walk(quang_phu, public, act, who)

    nobody_reads(quang_phu)
    assert quang_phu.released(public).title == "Đã duyệt"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "act",
    [
        publish_the_revision_skipping_permissions,
        schedule_and_wait,
        add_child,
        set_live_and_save,
        set_live_and_save_that_field,
        save_only_the_title,
        save_as_plain_page,
        copy_for_translation,
        live_alias_of_a_draft,
    ],
    ids=lambda act: act.__name__,
)
def test_these_routes_are_refused_with_a_sentence(quang_phu: Office, draft: ArticlePage, act: Act) -> None:
    refusal = walk(quang_phu, draft, act, "superuser")

    assert isinstance(refusal, NotApproved)
    assert draft.title in str(refusal)


@pytest.mark.parametrize(
    "act", [press_publish, bulk_publish, admin_api("publish")], ids=lambda act: act.__name__
)
def test_a_superuser_is_told_on_the_screen_and_nothing_fails(
    quang_phu: Office, draft: ArticlePage, act: Act
) -> None:
    """The superuser holds every permission of Wagtail; what stops them is the approval, and a screen says so."""
    client = quang_phu.client(quang_phu.superuser())
    address = reverse("wagtailadmin_pages:edit", args=[draft.pk])

    answer = client.post(address, edit_form(draft, **{"action-publish": "action-publish"}), follow=True)

    assert answer.status_code == 200
    assert draft.title in "".join(str(message) for message in answer.context["messages"])


def test_the_api_of_the_admin_answers_a_superuser_with_403(quang_phu: Office, draft: ArticlePage) -> None:
    client = quang_phu.client(quang_phu.superuser())

    answer = client.post(
        f"/admin/api/main/pages/{draft.pk}/action/publish/", "{}", content_type="application/json"
    )

    assert answer.status_code == 403
    assert draft.title in answer.json()["error_message"]


def test_rows_changed_past_every_save_are_never_released(quang_phu: Office, draft: ArticlePage) -> None:
    Page.objects.filter(pk=draft.pk).update(live=True)

    with pytest.raises(NotApproved), transaction.atomic():
        writer.write(fresh(draft))
    with transaction.atomic():
        writer.write_tree(draft.get_parent())

    assert quang_phu.released(draft) is None


def test_a_public_row_changed_past_every_save_keeps_its_approved_release(quang_phu: Office) -> None:
    page = quang_phu.published("truongban", title="Đã duyệt")
    ArticlePage.objects.filter(pk=page.pk).update(title="Chưa ai duyệt", summary="Lẻn vào")

    with transaction.atomic():
        writer.write_tree(page.get_parent())

    assert quang_phu.released(page).title == "Đã duyệt"  # type: ignore[union-attr]


def test_loaded_data_is_never_released(quang_phu: Office, draft: ArticlePage) -> None:
    """As `loaddata` does it: rows are written as they are, past every `save`."""
    draft.live = True
    data = serializers.serialize("json", [draft.page_ptr, draft]).replace('"live": false', '"live": true')

    for loaded in serializers.deserialize("json", data):
        loaded.save()

    assert fresh(draft).live
    assert quang_phu.released(draft) is None
    with transaction.atomic():
        writer.write_tree(draft.get_parent())
    assert quang_phu.released(draft) is None


@pytest.mark.parametrize("position", ["first-child", "last-child"])
def test_moving_publishes_nothing(quang_phu: Office, draft: ArticlePage, position: str) -> None:
    target = SectionPage.objects.exclude(pk=draft.get_parent().pk).filter(slug="van-ban").get()

    fresh(draft).move(target, pos=position, user=quang_phu.superuser())

    nobody_reads(quang_phu)


def test_nobody_of_a_portal_holds_the_permission_to_publish(quang_phu: Office, draft: ArticlePage) -> None:
    for user in User.objects.filter(is_superuser=False):
        assert not draft.permissions_for_user(user).can_publish(), user


@pytest.mark.parametrize("path", ["/api/v3/pages/", "/api/v2/pages/", "/admin/api/v3/pages/"])
def test_wagtails_own_apis_are_not_served(quang_phu: Office, path: str) -> None:
    client = quang_phu.client(quang_phu.superuser())

    assert client.get(path).status_code == 404
    assert not apps.is_installed("wagtail.api.v3")
    assert not apps.is_installed("wagtail.api.v2")


def test_bulk_screens_are_closed_to_everybody(quang_phu: Office) -> None:
    page = quang_phu.published("truongban")
    client = quang_phu.client(quang_phu.superuser())

    for action in ("publish", "unpublish", "move", "delete"):
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + f"?id={page.pk}"
        client.post(address, {"include_descendants": "on", "chooser": str(page.get_parent().pk)})

    page = fresh(page)
    assert page.live
    assert quang_phu.released(page) is not None


def test_a_superuser_publishes_through_the_act_alone(quang_phu: Office, draft: ArticlePage) -> None:
    superuser = quang_phu.superuser()
    client = quang_phu.client(superuser)
    address = reverse("moderation_override", args=[draft.pk])

    short = client.post(address, {"reason": "gấp"})
    assert short.status_code == 200
    assert not fresh(draft).live
    client.post(address, {"reason": "Công điện khẩn, Trưởng ban đi vắng"})

    assert fresh(draft).live
    content_is_covered(quang_phu, draft)


@pytest.mark.parametrize("who", ["congtacvien", "truongban", "quantri"])
def test_that_act_is_closed_to_everybody_else(quang_phu: Office, draft: ArticlePage, who: str) -> None:
    client = quang_phu.client(who)
    address = reverse("moderation_override", args=[draft.pk])

    shown = client.get(address)
    client.post(address, {"reason": "Tôi muốn đăng bài này ngay"})

    assert shown.status_code in {302, 403}
    assert not fresh(draft).live
