"""Whatever people do, in whatever order: nothing is ever live, and nothing released, that no approval in force covers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from wagtail.models import Page, Revision

from cms.content.delivery import NotApproved
from cms.content.models import SectionPage
from cms.moderation.publishing import publish_with_reason
from cms.moderation.schedule import follow_the_clock
from sites.releases.models import Release
from tests.moderation.conftest import THANH_DONG, THONG_NHAT
from tests.moderation.office import Office, content_is_covered, fresh

pytestmark = pytest.mark.portal_database("demo")

WRITERS = {
    THANH_DONG: ["congtacvien", "tothuky", "truongban"],
    THONG_NHAT: ["congtacvien", "thanhvien1", "truongban"],
}
DECIDERS = {
    THANH_DONG: ["truongban", "photruongban", "vanphong", "vanhoaxahoi", "congtacvien", "quantri"],
    THONG_NHAT: ["truongban", "thanhvien1", "thuky", "tochuyentrach", "congtacvien"],
}
TITLES = st.sampled_from(["Bản một", "Bản hai", "Bản ba"])
FIELDS = st.sampled_from(["economy", "culture", "tourism"])
WHICH = st.integers(0, 2)
WHO = st.integers(0, 9)
REFUSALS = (PermissionDenied, NotApproved, ValidationError)


class Newsroom(RuleBasedStateMachine):
    """One portal and up to three articles. Every run happens in a transaction that is undone."""

    office: Office

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.pages: list[Any] = []
        self.done: dict[str, int] = {}

    def teardown(self) -> None:
        """Undo the run."""
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    # --- who and what ---------------------------------------------------------------------------------------------
    def writer(self, number: int) -> str:
        names = WRITERS[self.code]
        return names[number % len(names)]

    def decider(self, number: int) -> str:
        names = DECIDERS[self.code]
        return names[number % len(names)]

    @property
    def code(self) -> str:
        return self.office.tenant.identity().code

    def attempt(self, act: Callable[[], Any]) -> None:
        """Do it as a request does: wholly or, where it is refused, not at all."""
        try:
            with transaction.atomic():
                act()
        except REFUSALS:
            return

    def page(self, number: int) -> Any:
        return self.pages[number % len(self.pages)]

    # --- what people do -------------------------------------------------------------------------------------------
    @precondition(lambda self: len(self.pages) < 3)
    @rule(title=TITLES, field=FIELDS, who=WHO)
    def write(self, title: str, field: str, who: int) -> None:
        self.pages.append(self.office.write(by=self.writer(who), title=title, field=field))

    @precondition(lambda self: self.pages)
    @rule(which=WHICH, title=TITLES, who=WHO, over=st.booleans())
    def edit(self, which: int, title: str, who: int, over: bool) -> None:
        page = fresh(self.page(which))
        draft = page.get_latest_revision_as_object()
        draft.title = title
        user = self.office.person(self.writer(who))
        self.attempt(
            lambda: draft.save_revision(user=user, overwrite_revision=page.latest_revision if over else None)
        )

    @precondition(lambda self: self.pages)
    @rule(which=WHICH, field=FIELDS, who=WHO)
    def reclassify(self, which: int, field: str, who: int) -> None:
        self.attempt(lambda: self.office.edit(self.page(which), by=self.writer(who), field=field))

    @precondition(lambda self: self.pages)
    @rule(which=WHICH, who=WHO)
    def submit(self, which: int, who: int) -> None:
        if not fresh(self.page(which)).workflow_in_progress:
            self.attempt(lambda: self.office.submit(self.page(which), by=self.writer(who)))

    @precondition(lambda self: any(fresh(page).workflow_in_progress for page in self.pages))
    @rule(which=WHICH, who=WHO, action=st.sampled_from(["approve", "approve", "approve", "reject"]))
    def decide(self, which: int, who: int, action: str) -> None:
        waiting = [page for page in self.pages if fresh(page).workflow_in_progress]
        page = waiting[which % len(waiting)]
        self.attempt(lambda: self.office.decide(page, self.decider(who), action, comment="Thử"))

    @precondition(lambda self: any(fresh(page).workflow_in_progress for page in self.pages))
    @rule(which=WHICH)
    def everybody_approves(self, which: int) -> None:
        waiting = [page for page in self.pages if fresh(page).workflow_in_progress]
        page = waiting[which % len(waiting)]
        for _stage in range(2):
            for username in DECIDERS[self.code]:
                if fresh(page).workflow_in_progress:
                    self.attempt(lambda name=username: self.office.decide(page, name))  # type: ignore[misc]

    @precondition(lambda self: any(fresh(page).workflow_in_progress for page in self.pages))
    @rule(which=WHICH, who=WHO)
    def recall(self, which: int, who: int) -> None:
        waiting = [page for page in self.pages if fresh(page).workflow_in_progress]
        self.attempt(lambda: self.office.recall(waiting[which % len(waiting)], by=self.writer(who)))

    @precondition(lambda self: self.pages)
    @rule(which=WHICH, who=WHO)
    def take_down(self, which: int, who: int) -> None:
        self.attempt(lambda: self.office.take_down(self.page(which), self.decider(who)))

    @precondition(lambda self: self.pages)
    @rule(which=WHICH)
    def override(self, which: int) -> None:
        user = self.office.superuser()
        self.attempt(lambda: publish_with_reason(fresh(self.page(which)), user, "Khẩn cấp, không ai trực"))

    # --- what the clock and Wagtail do ----------------------------------------------------------------------------
    @precondition(lambda self: self.pages)
    @rule(which=WHICH)
    def expire(self, which: int) -> None:
        Page.objects.filter(pk=self.page(which).pk).update(expire_at=timezone.now() - dt.timedelta(seconds=1))
        follow_the_clock()
        Page.objects.filter(pk=self.page(which).pk).update(expire_at=None)

    @precondition(lambda self: self.pages)
    @rule(which=WHICH)
    def schedule(self, which: int) -> None:
        latest = fresh(self.page(which)).latest_revision
        Revision.objects.filter(pk=latest.pk).update(
            approved_go_live_at=timezone.now() - dt.timedelta(seconds=1)
        )
        follow_the_clock()

    @precondition(lambda self: self.pages)
    @rule(which=WHICH, which_revision=WHO)
    def publish_any_revision(self, which: int, which_revision: int) -> None:
        revisions = list(self.page(which).revisions.order_by("pk"))
        revision = revisions[which_revision % len(revisions)]
        self.attempt(lambda: revision.publish(skip_permission_checks=True))

    @precondition(lambda self: self.pages)
    @rule(which=WHICH, title=TITLES, plain=st.booleans())
    def save_past_the_draft(self, which: int, title: str, plain: bool) -> None:
        page = Page.objects.get(pk=self.page(which).pk) if plain else fresh(self.page(which))
        page.title, page.live = title, True
        self.attempt(page.save)

    @precondition(lambda self: self.pages)
    @rule(which=WHICH)
    def unpublish_as_plain_page(self, which: int) -> None:
        Page.objects.get(pk=self.page(which).pk).unpublish()

    @precondition(lambda self: self.pages)
    @rule(which=WHICH)
    def move(self, which: int) -> None:
        page = fresh(self.page(which))
        target = SectionPage.objects.exclude(pk=page.get_parent().pk).filter(depth=3).order_by("path").first()
        self.attempt(lambda: page.move(target, pos="last-child"))

    @precondition(lambda self: self.pages and not any(page.alias_of_id for page in self.pages))
    @rule(which=WHICH)
    def make_an_alias(self, which: int) -> None:
        self.attempt(lambda: fresh(self.page(which)).create_alias(update_slug="bi-danh"))

    # --- what always holds ----------------------------------------------------------------------------------------
    @invariant()
    def nothing_is_public_that_nobody_approved(self) -> None:
        for page in self.pages:
            page = fresh(page)
            content_is_covered(self.office, page)
            for alias in page.aliases.all():
                content_is_covered(self.office, alias)

    @invariant()
    def what_is_live_is_released_and_the_other_way_round(self) -> None:
        keys = {page.pk for page in self.pages}
        live = set(Page.objects.filter(pk__in=keys, live=True).values_list("pk", flat=True))
        released = set(
            Release.objects.of(self.office.tenant.pk)
            .filter(page_id__in=keys)
            .values_list("page_id", flat=True)
        )
        assert live == released

    @invariant()
    def nobody_approved_their_own(self) -> None:
        from cms.moderation.models import Approval

        for approval in Approval.objects.filter(
            item_id__in=[page.item_id for page in self.pages], basis="regulation"
        ):
            assert (
                approval.decision == "returned"
                or str(approval.decided_by_id) not in approval.submission.authors
            )


@pytest.mark.parametrize("code", [THANH_DONG, THONG_NHAT])
def test_no_sequence_of_acts_makes_public_what_nobody_approved(
    office_of: Callable[[str], Office], code: str
) -> None:
    office = office_of(code)
    machine = type("Newsroom", (Newsroom,), {"office": office})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=16,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
