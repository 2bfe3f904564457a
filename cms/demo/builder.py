"""Building the demo: nine portals with people and content, each portal wholly or not at all."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from django.db import connections, transaction
from django.utils.translation import gettext
from wagtail.models import Page, Revision

from cms.accounts.models import Appointment, User
from cms.checks.enums import Answer
from cms.checks.personal_data import Kind
from cms.checks.scanning import answer, unanswered
from cms.clocks.enums import ClockState
from cms.clocks.models import Clock
from cms.content.models import ArticlePage, HomePage, PortalPage
from cms.demo.content_schema import CONTENT_FOLDER, PortalContent, load_content
from cms.demo.indexing import index_at_once
from cms.demo.people import hire
from cms.demo.portals import Portal, demo
from cms.demo.processes import begin_django_worker
from cms.demo.writing import Writer
from cms.moderation.enums import Point
from cms.moderation.models import Approval, RegulationTask, Submission
from cms.moderation.provisioning import follow_regulation
from cms.moderation.publishing import grant_provisioned
from cms.notices.outbox import muted
from cms.regulation.loader import load_into_tenant
from tenants.acts import ArchiveTenant, CreateTenant
from tenants.context import no_tenant, tenant_context
from tenants.enums import TenantState
from tenants.models import Tenant

BY = "make demo"
PROVINCE_DIGITS = 2
Tell = Callable[[str], None]

# What is left in the approvers' lists, so that the demo shows moderation at work.
LEFT_WAITING = 1


def build_all(tell: Tell, items: int | None = None, processes: int | None = None) -> int:
    """Make every portal of the demo that is not there yet: the provinces first, then what is under them, several at a time.

    Parameters: `tell` is given a line a portal; `items`, where set, limits the articles of each portal (tests need few); `processes`, how many
    to use (default: one a core).
    Returns how many portals were made.
    """
    missing = [portal for portal in demo().portals if not _exists(portal)]
    provinces = [portal for portal in missing if len(portal.code) == PROVINCE_DIGITS]
    others = [portal for portal in missing if portal not in provinces]
    for portals in (provinces, others):
        for host in _built(portals, items, processes or os.cpu_count() or 1):
            tell(host)
    return len(missing)


def _built(portals: list[Portal], items: int | None, processes: int) -> Iterator[str]:
    """Build `portals`, yielding the host of each that is done."""
    if processes == 1 or len(portals) < 2:
        for portal in portals:
            build(portal, items)
            yield portal.host
        return
    connections.close_all()
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=begin_django_worker) as pool:
        running = {pool.submit(build_by_slug, portal.slug, items): portal for portal in portals}
        for done in as_completed(running):
            done.result()
            yield running[done].host


def build_by_slug(slug: str, items: int | None) -> None:
    """Make one portal, in a process of its own."""
    build(next(portal for portal in demo().portals if portal.slug == slug), items)


def build(portal: Portal, items: int | None = None) -> Tenant:
    """Make one portal with its people and content. What fails leaves no half portal: schema and content are one transaction."""
    content = load_content(CONTENT_FOLDER / f"{portal.slug}.yaml")
    with no_tenant(), transaction.atomic():
        tenant = CreateTenant(
            code=portal.code,
            hosts=[portal.host, *portal.also_known_as],
            by=BY,
            reason="demo",
            state=TenantState.DRAFT if portal.archived else TenantState.ACTIVE,
        ).execute()
        with tenant_context(tenant):
            if portal.regulation:
                load_into_tenant(portal.regulation)
                follow_regulation(tenant)
            _fill(tenant, portal, content, items)
            index_at_once(tenant)
        if portal.archived:
            ArchiveTenant(
                tenant=tenant, by=BY, reason="Đơn vị chấm dứt hoạt động từ ngày 01/7/2025"
            ).execute()
    return tenant


def _fill(tenant: Tenant, portal: Portal, content: PortalContent, items: int | None) -> None:
    accounts = hire(portal)
    author = _author(portal, accounts)
    _dress_home(portal, content)
    writer = Writer(tenant, content, author)
    writer.make_sections()
    written = list(_limited(writer.drafts(), items))
    waiting = set() if portal.archived else {page.pk for page, _ in written[-LEFT_WAITING:]}
    with muted():
        for page, published_at in written:
            if page.pk not in waiting:
                publish(page, author, published_at)
    for page, _ in written:
        if page.pk in waiting:
            submit(page, author)


def submit(page: PortalPage, author: User) -> None:
    """Put the latest draft of `page` forward, as an editor does with *Gửi duyệt*."""
    fresh = Page.objects.get(pk=page.pk).specific
    for finding in unanswered(fresh):
        said = Answer.READ if finding.kind is Kind.UNREADABLE else Answer.OFFICIAL
        answer(fresh, finding, author, said, gettext("Made up for the demo; it is nobody's."))
    fresh.get_workflow().start(fresh, author)


def publish(page: PortalPage, author: User, published_at: dt.datetime) -> None:
    """Put `page` forward and have every stage decide; it then counts as published at `published_at`."""
    _date_back(page, published_at)
    submit(page, author)
    decide_all(page)
    Submission.objects.filter(page_id=page.pk).update(submitted_at=published_at)
    Approval.objects.filter(item_id=page.item_id).update(decided_at=published_at)
    _stop_clocks(page, published_at)


def _stop_clocks(page: PortalPage, published_at: dt.datetime) -> None:
    """Let the item's deadlines count as met when it counts as published."""
    for clock in Clock.objects.of_subject(page.item_id).exclude(stopped_at=None):
        late = clock.due_at is not None and published_at > clock.due_at
        clock.started_at, clock.stopped_at = min(clock.started_at, published_at), published_at
        clock.state = ClockState.MET_LATE if late else ClockState.MET
        clock.save(update_fields=["started_at", "stopped_at", "state"])


def decide_all(page: PortalPage) -> None:
    """Let the holders of each stage's posts approve `page` until it is published."""
    while (state := Page.objects.get(pk=page.pk).specific.current_workflow_task_state) is not None:
        task: RegulationTask = state.task.specific
        voter = next((user for user in _people() if task.user_may_decide(page, user)), None)
        if voter is None:
            raise RuntimeError(f"Nobody may decide on “{page.title}” at the stage “{task.name}”.")
        task.on_action(state, voter, "approve", checked=Point.values)


def _people() -> list[User]:
    posts = Appointment.objects.current().select_related("user").order_by("role_key")
    return list(dict.fromkeys(post.user for post in posts))


def _date_back(page: PortalPage, published_at: dt.datetime) -> None:
    """Write the first day of publication into draft and revision; publishing keeps it."""
    Page.objects.filter(pk=page.pk).update(first_published_at=published_at)
    revision = Revision.objects.for_instance(page).latest("created_at")
    revision.content["first_published_at"] = published_at.isoformat()
    revision.save(update_fields=["content"])


def _dress_home(portal: Portal, content: PortalContent) -> None:
    home: HomePage = HomePage.objects.get()
    home.address = content.contact.address
    home.telephone = content.contact.telephone
    home.email = content.contact.email
    home.person_responsible = content.contact.person_responsible
    home.accent = portal.accent
    grant_provisioned(home, "contact and colour of the demo's portal")
    home.save()


def _author(portal: Portal, accounts: dict[str, User]) -> User:
    """Return who writes in the demo: the collaborator, or in the archive the board's member."""
    for role in ("collaborator", "board_member"):
        for person in portal.people:
            if person.role == role:
                return accounts[person.username]
    raise LookupError(
        f"portals.yaml: {portal.slug} has neither a collaborator nor a board_member to write its items."
    )


def _limited(
    drafts: Iterator[tuple[PortalPage, dt.datetime]], items: int | None
) -> Iterator[tuple[PortalPage, dt.datetime]]:
    kept: dict[type[PortalPage], int] = {}
    for page, published_at in drafts:
        kept[type(page)] = kept.get(type(page), 0) + 1
        if items is None or not isinstance(page, ArticlePage) or kept[type(page)] <= items:
            yield page, published_at


def _exists(portal: Portal) -> bool:
    return Tenant.objects.with_code(portal.code).exists()
