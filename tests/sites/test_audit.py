"""`release verify` finds whatever differs from the authoring side, and `release rebuild` corrects it."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cms.content.models import ArticlePage
from sites.releases import audit, jobs
from sites.releases.audit import DriftKind
from sites.releases.models import Change, FileUse, OldAddress, Release
from tests.sites.conftest import QUANG_PHU, Desk, Portal, release_of

pytestmark = pytest.mark.portal_database("demo")


def kinds(drifts: list[audit.Drift], item: Any) -> list[str]:
    """What was found of an item."""
    return [drift.kind.value for drift in drifts if drift.item_id == str(item)]


def test_the_demo_agrees_with_itself(desk: Desk) -> None:
    assert audit.verify() == []


def lose(page: ArticlePage) -> None:
    """The release is lost."""
    Release.objects.filter(item_id=page.item_id).delete()


def age(page: ArticlePage) -> None:
    """The release is an older one's."""
    Release.objects.filter(item_id=page.item_id).update(title="Cũ", etag="old")


def tamper(page: ArticlePage) -> None:
    """Somebody wrote into the store."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE public.releases_release SET summary = replace(summary, 'Kiểm tra', 'Sai lệch') WHERE item_id = %s",
            [page.item_id],
        )


def unpublish_behind(page: ArticlePage) -> None:
    """The page was withdrawn on a way nobody heard."""
    ArticlePage.objects.filter(pk=page.pk).update(live=False)


def delete_behind(page: ArticlePage) -> None:
    """The page was deleted on a way nobody heard."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE public.releases_release SET page_id = 99999999 WHERE item_id = %s", [page.item_id]
        )
    ArticlePage.objects.filter(pk=page.pk).update(live=False)


@pytest.mark.parametrize(
    ("fault", "kind", "public_after"),
    [
        (lose, DriftKind.MISSING, True),
        (age, DriftKind.TAMPERED, True),
        (tamper, DriftKind.TAMPERED, True),
        (unpublish_behind, DriftKind.EXTRA, False),
        (delete_behind, DriftKind.EXTRA, False),
    ],
)
def test_a_fault_is_found_and_corrected(fault: Any, kind: DriftKind, public_after: bool, desk: Desk) -> None:
    page = desk.article("Kiểm tra")
    right = release_of(page)
    assert right is not None
    fault(page)

    assert kinds(audit.verify(), page.item_id) == [kind.value]
    assert kinds(audit.rebuild(), page.item_id) == [kind.value]

    after = release_of(page)
    assert (after is not None) == public_after
    if after is not None:
        assert (after.etag, after.title, after.summary) == (right.etag, right.title, right.summary)
    assert audit.verify() == []


def test_verifying_changes_nothing(desk: Desk) -> None:
    page = desk.article("Kiểm tra")
    lose(page)
    before = [model.objects.count() for model in (Release, Change, FileUse, OldAddress)]

    audit.verify()

    assert [model.objects.count() for model in (Release, Change, FileUse, OldAddress)] == before


def test_a_live_page_nobody_approved_is_reported_and_stays_unpublished(desk: Desk) -> None:
    page = ArticlePage(title="Lén", category="news", author_name="x", source_name="y", live=False)
    desk.section("tin-tuc").add_child(instance=page)
    ArticlePage.objects.filter(pk=page.pk).update(live=True)

    assert kinds(audit.rebuild(), page.item_id) == [DriftKind.UNAPPROVED.value]
    assert release_of(page) is None


def test_content_changed_behind_the_approval_stays_as_approved(desk: Desk) -> None:
    page = desk.article("Như đã duyệt")
    ArticlePage.objects.filter(pk=page.pk).update(title="Sửa trộm")

    found = audit.rebuild()

    assert kinds(found, page.item_id) == [DriftKind.UNAPPROVED.value]
    assert release_of(page).title == "Như đã duyệt"  # type: ignore[union-attr]


def test_the_command_names_portals_by_code_and_fails_where_something_differs(desk: Desk) -> None:
    said = StringIO()
    call_command("release", "verify", QUANG_PHU, stdout=said)
    assert "agrees" in said.getvalue()

    page = desk.article("Kiểm tra")
    lose(page)
    with pytest.raises(CommandError, match="1 releases differ"):
        call_command("release", "verify", QUANG_PHU, stdout=said)
    call_command("release", "rebuild", QUANG_PHU, stdout=said)
    assert f"missing    {page.item_id}" in said.getvalue()
    assert release_of(page) is not None


@pytest.mark.parametrize("arguments", [["verify"], ["verify", QUANG_PHU, "--all"], ["rebuild", "99999"]])
def test_the_command_says_what_it_needs(arguments: list[str], quang_phu: Portal) -> None:
    with pytest.raises(CommandError):
        call_command("release", *arguments)


def test_the_nightly_job_corrects(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    page = desk.article("Kiểm tra")
    lose(page)

    jobs.correct_drift()

    assert release_of(page) is not None
    assert "differed from its page and was corrected" in caplog.text


def test_an_archive_can_be_verified_and_rebuilt(quang_phu: Portal) -> None:
    said = StringIO()
    lost = Release.objects.filter(tenant_id__in=archived(), type="article").first()
    assert lost is not None
    Release.objects.filter(pk=lost.pk).delete()

    call_command("release", "rebuild", "402", stdout=said)

    assert f"missing    {lost.item_id}" in said.getvalue()


def archived() -> list[Any]:
    """The archives of the demo."""
    from tenants.models import Tenant

    return list(Tenant.objects.filter(state="archived").values_list("pk", flat=True))
