"""A portal's editorial office in a test: its people by user name, and what they do, each by the act that the screens call."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.test import Client
from wagtail.models import Page, Revision, TaskState

from cms.accounts.decisions import Decision
from cms.accounts.models import Appointment, User
from cms.board.acts import GiveDelegation, RecordAbsence
from cms.board.enums import AbsenceKind
from cms.board.models import Absence, Delegation
from cms.content.models import ArticlePage, LegalDocumentPage, PortalPage, SectionPage
from cms.moderation.enums import Point
from cms.moderation.models import Approval, ModerationRule, RegulationTask, Submission
from cms.moderation.takedown import take_down
from sites.releases.models import Change, Release
from tenants.calendar_day import today
from tenants.models import Tenant

BACKEND = "cms.accounts.backends.LockoutBackend"
PICTURE = "Ảnh: Văn phòng"


@dataclass
class Office:
    """One portal, current while the test runs."""

    tenant: Tenant
    host: str

    def person(self, username: str) -> User:
        """Somebody who works here."""
        return User.objects.get(username=username)

    def superuser(self) -> User:
        """The operator's account; no portal of the demo has one."""
        user, is_new = User.objects.get_or_create(
            username="dieuhanh", defaults={"is_superuser": True, "is_staff": True}
        )
        if is_new:
            user.must_change_password = False
            user.set_password("x")
            user.save()
        return user

    def appoint(self, username: str, role: str, **more: Any) -> User:
        """A further person with a post."""
        user = User.objects.create(
            username=username, full_name=username, must_change_password=False, email=f"{username}@nơi.example"
        )
        Appointment.objects.create(
            user=user, role_key=role, post_title=role, decision="Thử", valid_from=dt.date(2024, 1, 1), **more
        )
        return user

    def dismiss(self, *usernames: str) -> None:
        """End the appointments of these people as of long ago."""
        Appointment.objects.filter(user__username__in=usernames).update(
            valid_to=dt.date(2024, 1, 2), valid_from=dt.date(2024, 1, 1)
        )

    def rule(self, **values: Any) -> None:
        """What the portal decides for itself."""
        ModerationRule.objects.update_or_create(pk=1, defaults=values)

    def section(self) -> SectionPage:
        """Where articles of these tests stand: the first section that takes them."""
        return (
            SectionPage.objects.filter(slug__startswith="tin-").order_by("path").first()
            or SectionPage.objects.first()
        )

    def write(self, by: str = "congtacvien", title: str = "Ngày hội đọc sách", **fields: Any) -> ArticlePage:
        """A new draft, with its revision."""
        author = self.person(by)
        section = fields.pop("section", None) or self.section()
        values = {
            "category": "news",
            "field": "culture",
            "author_name": "Lê Hoa",
            "source_name": "Phòng Văn hóa",
            "event_at": dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC),
        } | fields
        page = ArticlePage(title=title, owner=author, live=False, **values)
        SectionPage.objects.get(pk=section.pk).add_child(instance=page)
        page.save_revision(user=author)
        return fresh(page)

    def write_document(self, by: str = "congtacvien", **fields: Any) -> LegalDocumentPage:
        """A new draft of a legal document."""
        author = self.person(by)
        values = {
            "title": "Kết luận hội nghị",
            "category": "directive",
            "number": "12-KL/HU",
            "abstract": "Kết luận hội nghị",
            "kind": "ket-luan",
            "issuing_body": "Thường trực",
            "issued_on": dt.date(2026, 11, 20),
        } | fields
        page = LegalDocumentPage(owner=author, live=False, **values)
        SectionPage.objects.get(pk=self.section().pk).add_child(instance=page)
        page.save_revision(user=author)
        return fresh(page)

    def delegate(self, to: str = "photruongban", days: int = 3, **scope: Any) -> Delegation:
        """The head empowers a deputy from now on."""
        return GiveDelegation(
            by=self.person("truongban"),
            taker=self.person(to),
            decision=Decision("05/UQ-BBT", today()),
            first_day=today(),
            last_day=today() + dt.timedelta(days=days),
            **scope,
        ).execute()

    def away(self, username: str) -> Absence:
        """Somebody goes away, as the head records it."""
        return RecordAbsence(
            by=self.person("truongban"),
            person=self.person(username),
            kind=AbsenceKind.LEAVE,
            first_day=today(),
        ).execute()

    def edit(self, page: PortalPage, by: str = "congtacvien", **changes: Any) -> Revision:
        """A further revision with changed fields, made from the latest."""
        draft = fresh(page).get_latest_revision_as_object()
        for name, value in changes.items():
            setattr(draft, name, value)
        return draft.save_revision(user=self.person(by))

    def submit(self, page: PortalPage, by: str = "congtacvien") -> Submission:
        """Put the latest draft forward, as the editor's screen does."""
        page, user = fresh(page), self.person(by)
        state = page.current_workflow_state
        if state is not None and state.status == state.STATUS_NEEDS_CHANGES:
            state.resume(user)
        else:
            page.get_latest_revision_as_object().get_workflow().start(page, user)
        return submission_of(page)

    def task(self, page: PortalPage) -> tuple[RegulationTask, TaskState]:
        """The stage where a page waits."""
        state = fresh(page).current_workflow_task_state
        assert state is not None, "nothing waits here"
        return state.task.specific, state

    def decide(self, page: PortalPage, by: str, action: str = "approve", comment: str = "") -> None:
        """One person's decision."""
        task, state = self.task(page)
        task.on_action(state, self.person(by), action, comment=comment, checked=Point.values)

    def approve(self, page: PortalPage, *people: str) -> None:
        """Decisions of several people, in this order."""
        for username in people:
            self.decide(page, username)

    def recall(self, page: PortalPage, by: str = "congtacvien") -> None:
        """The author takes the item back."""
        fresh(page).current_workflow_state.cancel(user=self.person(by))

    def take_down(
        self, page: PortalPage, by: str, reason: str = "Sai số liệu", requested_by: str = "UBND"
    ) -> Any:
        """Withdraw at once."""
        return take_down(fresh(page), self.person(by), reason, requested_by)

    def published(self, *people: str, **fields: Any) -> ArticlePage:
        """An article that is public: written by the contributor, approved by `people`."""
        page = self.write(**fields)
        self.submit(page)
        self.approve(page, *people)
        page = fresh(page)
        assert page.live
        return page

    def client(self, user: User | str) -> Client:
        """A browser at the admin, signed in."""
        client = Client(headers={"host": self.host})
        client.force_login(self.person(user) if isinstance(user, str) else user, backend=BACKEND)
        return client

    def released(self, page: Page) -> Release | None:
        """What citizens get of a page."""
        return Release.objects.of(self.tenant.pk).filter(page_id=page.pk).first()

    def changes(self, page: PortalPage) -> list[str]:
        """What the change feed says of an item, in order."""
        return list(Change.objects.filter(item_id=page.item_id).order_by("pk").values_list("kind", flat=True))


def fresh(page: Page) -> Any:
    """The page as it is stored."""
    return Page.objects.get(pk=page.pk).specific


def submission_of(page: PortalPage) -> Submission:
    """What is put forward of a page right now."""
    return Submission.objects.filter(page_id=page.pk, voided_at__isnull=True).latest("submitted_at")


def granting(page: PortalPage) -> list[Approval]:
    """The final approvals in force of an item."""
    return list(Approval.objects.in_force().filter(item_id=page.item_id, grants_publication=True))


def content_is_covered(office: Office, page: Page) -> None:
    """Nothing of a page is public that no approval in force covers: neither its row nor its release."""
    _covered(office, [fresh(page)])


def everything_is_covered(office: Office) -> None:
    """The same for every page of the portal that is live or released."""
    released = Release.objects.of(office.tenant.pk).exclude(page_id=None).values_list("page_id", flat=True)
    pages = Page.objects.filter(Q(live=True) | Q(pk__in=list(released)), depth__gt=1).specific()
    _covered(office, list(pages))


def _covered(office: Office, pages: list[Any]) -> None:
    granted = Approval.objects.in_force().filter(grants_publication=True)
    approved = set(granted.values_list("item_id", "digest"))
    releases = {
        release.page_id: release for release in Release.objects.of(office.tenant.pk).exclude(page_id=None)
    }
    for page in pages:
        sources = [page.item_id, *([page.alias_of.specific.item_id] if page.alias_of_id else [])]
        if page.live:
            digest = page.content_digest
            assert any((key, digest) in approved for key in sources), (
                f"{page} is live with a content that nobody approved"
            )
        release = releases.get(page.pk)
        if release is not None:
            digest = release.content_digest
            assert page.live, f"{page} is not live and has a release"
            assert any((key, digest) in approved for key in sources), (
                f"{page} has a release of a content that nobody approved"
            )
