"""The regulation in Wagtail admin: who is let in, from draft to version in force, what is said in words."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from cms.accounts.models import User
from cms.regulation.concurrency import ChangedMeanwhile, state_of
from cms.regulation.drafts import BeginDraft, DiscardDraft, PutInForce, SaveParameters, problems, readable
from cms.regulation.models import RegulationVersion, VersionState
from cms.regulation.queries import in_force
from cms.regulation.registers import groups
from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.resolver import resolver

pytestmark = [pytest.mark.django_db, pytest.mark.portal_database("demo")]
DEADLINE = {
    "provenance": "stated",
    "clause": "9.1",
    "amount": 30,
    "unit": "working_day",
    "start": "event_occurred",
}
INSTRUMENT = {
    ("regulation", "number"): {"provenance": "stated", "clause": "0", "value": "99/QĐ-UBND"},
    ("regulation", "issued_on"): {"provenance": "stated", "clause": "0", "value": "2026-12-01"},
    ("regulation", "effective_from"): {
        "provenance": "stated",
        "clause": "QD.2",
        "value": "date_of_signature",
    },
}


@pytest.fixture(autouse=True)
def quang_phu(db: None) -> Iterator[Tenant]:
    resolver.clear()
    with tenant_context(Tenant.objects.with_code("16522").get()) as tenant:
        yield tenant
    resolver.clear()


@pytest.fixture
def person() -> Callable[[str], User]:
    return lambda name: User.objects.get(username=name)


@pytest.fixture
def head(person: Callable[[str], User]) -> User:
    return person("truongban")


@pytest.fixture
def screen(quang_phu: Tenant) -> Callable[[User], Client]:
    def of(user: User) -> Client:
        client = Client(headers={"host": "quangphu.thanhhoa.localhost"})
        client.force_login(user)
        return client

    return of


@pytest.fixture
def draft(head: User) -> RegulationVersion:
    """A draft that says what the version in force says."""
    return BeginDraft(by=head, version=RegulationVersion.objects.get(state=VersionState.CONFIRMED)).execute()


def test_a_draft_says_what_it_was_begun_from_and_decides_nothing(draft: RegulationVersion) -> None:
    current = in_force()
    assert readable(draft).parameters == current.file.parameters  # type: ignore[union-attr]
    assert current.facts is not None
    assert current.facts.id != str(draft.pk)


def test_an_administrator_drafts_and_the_head_alone_puts_in_force(
    person: Callable[[str], User], draft: RegulationVersion
) -> None:
    administrator = person("quantri")
    SaveParameters(by=administrator, draft=draft, leaves=INSTRUMENT).execute()
    with pytest.raises(PermissionDenied):
        PutInForce(by=administrator, version=draft).execute()
    with pytest.raises(PermissionDenied):
        BeginDraft(by=person("congtacvien")).execute()


def test_without_number_and_full_date_nothing_is_put_in_force(head: User, draft: RegulationVersion) -> None:
    with pytest.raises(ValidationError) as refusal:
        PutInForce(by=head, version=draft).execute()
    assert "Số quyết định" in str(refusal.value)
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT


def test_a_complete_draft_takes_over_on_its_first_day(head: User, draft: RegulationVersion) -> None:
    before = RegulationVersion.objects.get(state=VersionState.CONFIRMED)
    SaveParameters(
        by=head, draft=draft, leaves={**INSTRUMENT, ("deadlines", "news_event"): DEADLINE}
    ).execute()
    version = PutInForce(by=head, version=draft).execute()
    before.refresh_from_db()
    assert (version.state, version.effective_from) == (VersionState.ACTIVE, dt.date(2026, 12, 1))
    assert (before.state, before.effective_to) == (VersionState.SUPERSEDED, dt.date(2026, 11, 30))
    deadline = in_force(dt.date(2026, 12, 2)).deadline("news_event")
    assert deadline is not None
    assert (deadline.amount, deadline.clause) == (30, "9.1")
    with pytest.raises(PermissionDenied):
        SaveParameters(by=head, draft=version, leaves={("deadlines", "news_event"): None}).execute()


def test_a_role_that_is_no_longer_there_is_said_at_its_parameter(
    head: User, draft: RegulationVersion
) -> None:
    roles = {
        "provenance": "stated",
        "items": [
            {"key": "board_member", "label": "thành viên", "clause": "4", "kind": "person", "permissions": []}
        ],
    }
    SaveParameters(by=head, draft=draft, leaves={("roles", "items"): roles}).execute()
    assert ("approval", "rules") in {(one.group, one.key) for one in problems(draft)}


def test_a_copy_counts_as_in_force_only_with_a_reason(head: User) -> None:
    empty = BeginDraft(by=head).execute()
    day = dt.date(2027, 1, 1)
    with pytest.raises(ValidationError):
        PutInForce(by=head, version=empty, assumed_from=day).execute()
    version = PutInForce(
        by=head, version=empty, assumed_from=day, assumed_reason="Bản chụp thiếu số."
    ).execute()
    assert version.state == VersionState.CONFIRMED
    assert in_force(dt.date(2027, 1, 2)).is_assumed


def test_a_draft_is_thrown_away_and_a_version_in_force_is_not(head: User, draft: RegulationVersion) -> None:
    DiscardDraft(by=head, draft=draft).execute()
    assert not RegulationVersion.objects.filter(pk=draft.pk).exists()
    with pytest.raises(PermissionDenied):
        DiscardDraft(by=head, draft=RegulationVersion.objects.get()).execute()


def test_the_screens_are_for_the_head_and_the_administrators(
    person: Callable[[str], User], screen: Callable[[User], Client]
) -> None:
    address = reverse("regulation_versions")
    for name in ("truongban", "quantri"):
        answer = screen(person(name)).get(address)
        assert answer.status_code == 200, name
        assert "/admin/quy-che/" in answer.content.decode()
    assert screen(person("congtacvien")).get(address).status_code != 200


def test_every_group_opens_with_each_of_its_parameters(
    head: User, screen: Callable[[User], Client], draft: RegulationVersion
) -> None:
    client = screen(head)
    for group in groups():
        address = reverse("regulation_group", args=[draft.pk, group.key])
        answer = client.get(address)
        assert answer.status_code == 200, group.key
        for parameter in group.parameters:
            assert f'id="{group.key}-{parameter.key}"' in answer.content.decode()


def test_an_error_is_shown_beside_its_field_and_nothing_is_saved(
    head: User, screen: Callable[[User], Client], draft: RegulationVersion
) -> None:
    silent = {
        f"deadlines-{one.key}-silent": "on"
        for one in next(g for g in groups() if g.key == "deadlines").parameters
    }
    del silent["deadlines-news_event-silent"]
    given = {"unit": "working_day", "start": "event_occurred", "clause": "9.1", "provenance": "stated"}
    sent = {**silent, **{f"deadlines-news_event-{name}": value for name, value in given.items()}}
    address = reverse("regulation_group", args=[draft.pk, "deadlines"])
    before = readable(draft).parameters
    sent["seen"] = state_of(draft, "deadlines")
    refused = screen(head).post(address, sent)
    assert refused.status_code == 200
    assert list(refused.context["forms"][0].errors) == ["amount"]
    assert readable(draft).parameters == before
    assert screen(head).post(address, {**sent, "deadlines-news_event-amount": "3"}).status_code == 302
    after = readable(draft).parameters.deadlines
    assert after.news_event is not None
    assert after.news_event.amount == 3
    assert after.own_document is None


def test_what_changes_is_said_in_words_and_past_items_are_tried(
    head: User, screen: Callable[[User], Client], draft: RegulationVersion
) -> None:
    approver = {"provenance": "stated", "clause": "5", "value": ["board"]}
    leaves = {
        ("deadlines", "news_event"): DEADLINE,
        ("approval", "rules"): None,
        ("approval", "default_approver"): approver,
    }
    SaveParameters(by=head, draft=draft, leaves=leaves).execute()
    client = screen(head)
    text = client.get(reverse("regulation_differences", args=[draft.pk])).content.decode()
    assert "30 ngày làm việc" in text
    tried = client.get(reverse("regulation_what_if", args=[draft.pk]), {"days": "1500"})
    assert tried.status_code == 200
    assert tried.context["count"] > 0
    assert any(one.approvers for one in tried.context["moved"])


def test_putting_in_force_through_the_screen(
    head: User, person: Callable[[str], User], screen: Callable[[User], Client], draft: RegulationVersion
) -> None:
    address = reverse("regulation_put_in_force", args=[draft.pk])
    refused = screen(head).post(address, {"seen": state_of(draft)})
    assert refused.status_code == 200
    assert refused.context["form"].non_field_errors()
    SaveParameters(by=head, draft=draft, leaves=INSTRUMENT).execute()
    seen = {"seen": state_of(draft)}
    screen(person("quantri")).post(address, seen)
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT
    assert screen(head).post(address, seen).status_code == 302
    draft.refresh_from_db()
    assert draft.state == VersionState.ACTIVE


def test_what_others_saved_meanwhile_is_not_written_over_and_it_is_said_who_did(
    head: User, person: Callable[[str], User], screen: Callable[[User], Client], draft: RegulationVersion
) -> None:
    address = reverse("regulation_group", args=[draft.pk, "deadlines"])
    client = screen(head)
    seen = client.get(address).context["seen"]
    SaveParameters(
        by=person("quantri"), draft=draft, leaves={("deadlines", "news_event"): DEADLINE}
    ).execute()
    silent = {
        f"deadlines-{one.key}-silent": "on"
        for one in next(g for g in groups() if g.key == "deadlines").parameters
    }

    refused = client.post(address, {**silent, "seen": seen})

    assert refused.status_code == 200
    text = refused.content.decode()
    assert person("quantri").get_full_name() in text
    assert "30 ngày làm việc" in text, "what stands there now is said beside the field"
    kept = readable(draft).parameters.deadlines.news_event
    assert kept is not None
    assert kept.amount == 30
    assert client.post(address, {**silent, "seen": refused.context["seen"]}).status_code == 302
    assert readable(draft).parameters.deadlines.news_event is None


def test_another_group_of_the_same_draft_is_nobodys_conflict(head: User, draft: RegulationVersion) -> None:
    seen = state_of(draft, "regulation")
    SaveParameters(by=head, draft=draft, leaves={("deadlines", "news_event"): DEADLINE}).execute()
    SaveParameters(by=head, draft=draft, leaves=INSTRUMENT, seen=seen).execute()
    with pytest.raises(ChangedMeanwhile):
        SaveParameters(by=head, draft=draft, leaves=INSTRUMENT, seen=seen).execute()


def test_what_was_changed_after_it_was_looked_at_is_not_put_in_force(
    head: User, person: Callable[[str], User], screen: Callable[[User], Client], draft: RegulationVersion
) -> None:
    SaveParameters(by=head, draft=draft, leaves=INSTRUMENT).execute()
    address = reverse("regulation_put_in_force", args=[draft.pk])
    seen = screen(head).get(address).context["seen"]
    SaveParameters(
        by=person("quantri"), draft=draft, leaves={("deadlines", "news_event"): DEADLINE}
    ).execute()

    refused = screen(head).post(address, {"seen": seen})

    assert person("quantri").get_full_name() in refused.context["form"].non_field_errors()[0]
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT


def test_a_first_day_in_the_past_has_to_be_meant(
    head: User, screen: Callable[[User], Client], draft: RegulationVersion
) -> None:
    past = {
        **INSTRUMENT,
        ("regulation", "issued_on"): {**INSTRUMENT["regulation", "issued_on"], "value": "2026-11-02"},
    }
    SaveParameters(by=head, draft=draft, leaves=past).execute()
    address = reverse("regulation_put_in_force", args=[draft.pk])
    sent = {"seen": state_of(draft)}

    refused = screen(head).post(address, sent)
    assert list(refused.context["form"].errors) == ["past_is_meant"]

    assert screen(head).post(address, {**sent, "past_is_meant": "on"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.effective_from) == (VersionState.ACTIVE, dt.date(2026, 11, 2))


def test_nothing_is_in_force_before_it_was_issued(head: User, draft: RegulationVersion) -> None:
    early = {"provenance": "stated", "clause": "QD.2", "value": "2026-11-30"}
    SaveParameters(
        by=head, draft=draft, leaves={**INSTRUMENT, ("regulation", "effective_from"): early}
    ).execute()
    draft.refresh_from_db()
    assert ("regulation", "effective_from") in {(one.group, one.key) for one in problems(draft)}


def test_a_list_keeps_how_it_is_known_through_the_screen(
    head: User, screen: Callable[[User], Client], draft: RegulationVersion
) -> None:
    items = {
        "provenance": "derived",
        "items": [{"key": "nd_43_2011", "label": "Nghị định 43", "clause": "1"}],
    }
    SaveParameters(by=head, draft=draft, leaves={("legal_bases", "items"): items}).execute()
    address = reverse("regulation_group", args=[draft.pk, "legal_bases"])
    client = screen(head)
    shown = client.get(address)
    [form] = shown.context["forms"]
    sent = {"seen": shown.context["seen"]}
    for one in [form, form.entries.management_form, *form.entries.forms]:
        sent |= {one.add_prefix(name): one[name].value() or "" for name in one.fields}
    sent = {name: ", ".join(value) if isinstance(value, list) else value for name, value in sent.items()}
    sent.pop("legal_bases-items-silent")
    sent = {name: value for name, value in sent.items() if not name.endswith("-DELETE")}

    assert client.post(address, sent).status_code == 302
    kept = readable(draft).parameters.legal_bases.items
    assert kept is not None
    assert kept.provenance == "derived"


def test_what_is_missing_is_said_beside_its_parameter(
    head: User, screen: Callable[[User], Client], draft: RegulationVersion
) -> None:
    shown = screen(head).get(reverse("regulation_group", args=[draft.pk, "regulation"]))
    said = {form.info.key: form.problems for form in shown.context["forms"] if form.problems}
    assert {"number", "issued_on"} <= set(said)
