"""The head's power given to a deputy: to whom, for what, from when to when; it ends by itself at midnight in Vietnam."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cms.accounts.decisions import Decision
from cms.board.acts import EndDelegation, GiveDelegation, midnight_after
from cms.board.ending import tell_of_ended
from cms.board.models import Delegation
from cms.moderation.deciders import standing
from cms.moderation.enums import Basis, Point
from cms.moderation.models import Approval
from cms.notices.models import Notice
from cms.record.models import RecordEntry
from tenants.calendar_day import LEGAL_ZONE, today
from tests.moderation.office import Office, fresh, granting

pytestmark = pytest.mark.portal_database("demo")

Clock = Callable[[dt.datetime], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Sets what time it is."""

    def set_to(moment: dt.datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to


def act(office: Office, **changes: Any) -> GiveDelegation:
    if "taker" not in changes:
        changes["taker"] = office.person("photruongban")
    values: dict[str, Any] = {
        "by": office.person("truongban"),
        "decision": Decision("05/UQ-BBT", today()),
        "first_day": today(),
        "last_day": today() + dt.timedelta(days=3),
    }
    return GiveDelegation(**{**values, **changes})


def refusal(office: Office, **changes: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        act(office, **changes).execute()
    assert not Delegation.objects.exists()
    return caught.value.message_dict


class TestGiving:
    def test_it_begins_now_and_ends_at_midnight_after_the_last_day(self, quang_phu: Office) -> None:
        before = timezone.now()

        given = act(quang_phu).execute()

        assert before <= given.starts_at <= timezone.now()
        last = today() + dt.timedelta(days=4)
        assert given.ends_at == dt.datetime(last.year, last.month, last.day, tzinfo=LEGAL_ZONE)
        assert midnight_after(today()).utcoffset() == dt.timedelta(hours=7)

    def test_a_later_first_day_begins_at_its_first_moment(self, quang_phu: Office, clock: Clock) -> None:
        tomorrow = today() + dt.timedelta(days=1)
        page = quang_phu.write()
        quang_phu.submit(page)
        act(quang_phu, first_day=tomorrow).execute()

        with pytest.raises(PermissionDenied):
            quang_phu.decide(page, "photruongban")
        clock(dt.datetime.combine(tomorrow, dt.time(0, 0), LEGAL_ZONE))
        quang_phu.decide(page, "photruongban")

        assert fresh(page).live

    @pytest.mark.parametrize("who", ["photruongban", "thanhvien", "congtacvien", "quantri"])
    def test_nobody_but_the_head_gives_it(self, quang_phu: Office, who: str) -> None:
        with pytest.raises(PermissionDenied):
            act(quang_phu, by=quang_phu.person(who)).execute()
        assert not Delegation.objects.exists()

    def test_never_to_oneself(self, quang_phu: Office) -> None:
        assert "taker" in refusal(quang_phu, taker=quang_phu.person("truongban"))
        head = quang_phu.person("truongban")
        with pytest.raises(IntegrityError), transaction.atomic():
            Delegation.objects.create(
                giver=head,
                taker=head,
                decision="x",
                starts_at=timezone.now(),
                ends_at=midnight_after(today()),
                made_by=head,
            )

    @pytest.mark.parametrize("who", ["thanhvien", "congtacvien", "quantri"])
    def test_only_to_a_post_that_the_regulation_lets_be_empowered(self, quang_phu: Office, who: str) -> None:
        assert "taker" in refusal(quang_phu, taker=quang_phu.person(who))

    def test_where_the_regulation_names_no_deputy_there_is_nobody(self, tan_cuong: Office) -> None:
        said = refusal(tan_cuong, taker=tan_cuong.person("thanhvien"))
        assert "không nêu cấp phó" in said["taker"][0]

    def test_days_have_to_make_sense(self, quang_phu: Office) -> None:
        day = dt.timedelta(days=1)
        assert "first_day" in refusal(quang_phu, first_day=today() - day)
        assert "last_day" in refusal(quang_phu, first_day=today() + 2 * day, last_day=today() + day)
        assert "last_day" in refusal(quang_phu, last_day=today() + 400 * day)
        assert "decision_date" in refusal(quang_phu, decision=Decision("5/UQ", today() + day))

    def test_the_same_power_is_not_given_twice_for_a_day(self, quang_phu: Office) -> None:
        act(quang_phu, fields=["land"]).execute()
        with pytest.raises(ValidationError):
            act(quang_phu, fields=["land"]).execute()
        act(quang_phu, fields=["culture"]).execute()
        after = today() + dt.timedelta(days=4)
        act(quang_phu, fields=["land"], first_day=after, last_day=after).execute()

        assert Delegation.objects.count() == 3

    def test_the_deputy_is_told_and_it_stands_in_the_record(self, quang_phu: Office) -> None:
        given = act(quang_phu).execute()

        notice = Notice.objects.get(kind="delegated")
        assert notice.recipient == given.taker
        assert "05/UQ-BBT" in notice.body
        entry = RecordEntry.objects.get(about_id=given.pk)
        assert (entry.act, entry.account_id, entry.post) == ("delegated", given.giver_id, "board_chief")
        assert len(entry.seal) == 64


class TestActing:
    def test_a_deputy_decides_while_empowered_and_it_says_by_what(self, quang_phu: Office) -> None:
        page = quang_phu.write()
        quang_phu.submit(page)
        given = quang_phu.delegate()

        quang_phu.decide(page, "photruongban")

        assert fresh(page).live
        (approval,) = granting(page)
        assert approval.basis == Basis.DELEGATION
        assert approval.delegation == given
        assert approval.role_key == "board_deputy"

    def test_at_midnight_it_no_longer_works(self, quang_phu: Office, clock: Clock) -> None:
        page = quang_phu.write()
        quang_phu.submit(page)
        given = quang_phu.delegate(days=0)
        midnight = midnight_after(today())
        assert given.ends_at == midnight

        clock(midnight)
        with pytest.raises(PermissionDenied):
            quang_phu.decide(page, "photruongban")
        assert not Approval.objects.filter(item_id=page.item_id).exists()
        clock(midnight - dt.timedelta(microseconds=1))
        quang_phu.decide(page, "photruongban")

        assert fresh(page).live

    def test_the_button_goes_at_midnight_too(self, quang_phu: Office, clock: Clock) -> None:
        page = quang_phu.write()
        quang_phu.submit(page)
        quang_phu.delegate(days=0)
        address = reverse("moderation_review", args=[page.pk])
        assert b'value="approve"' in quang_phu.client("photruongban").get(address).content

        Delegation.objects.update(ends_at=timezone.now())

        client = quang_phu.client("photruongban")
        assert b'value="approve"' not in client.get(address).content
        client.post(address, {"decision": "approve", "comment": "", "checked": Point.values})
        assert not fresh(page).live

    def test_only_within_its_fields(self, quang_phu: Office) -> None:
        quang_phu.delegate(fields=["land"])
        outside = quang_phu.write(field="culture", title="Văn hóa")
        inside = quang_phu.write(field="land", title="Đất đai")
        quang_phu.submit(outside)
        quang_phu.submit(inside)

        with pytest.raises(PermissionDenied):
            quang_phu.decide(outside, "photruongban")
        quang_phu.decide(inside, "photruongban")

        assert [fresh(outside).live, fresh(inside).live] == [False, True]

    def test_only_in_its_sections(self, quang_phu: Office) -> None:
        section = quang_phu.section()
        type(section).objects.filter(pk=section.pk).update(column_key="tin-phuong")
        quang_phu.delegate(columns=["other"])
        page = quang_phu.write()
        quang_phu.submit(page)
        with pytest.raises(PermissionDenied):
            quang_phu.decide(page, "photruongban")

        quang_phu.delegate(columns=["tin-phuong"])
        quang_phu.decide(page, "photruongban")

        assert fresh(page).live

    def test_an_author_does_not_decide_by_delegation_either(self, quang_phu: Office) -> None:
        page = quang_phu.write(by="photruongban")
        quang_phu.submit(page, by="photruongban")
        quang_phu.delegate()

        with pytest.raises(PermissionDenied):
            quang_phu.decide(page, "photruongban")

    def test_it_ends_with_the_heads_own_post(self, quang_phu: Office) -> None:
        page = quang_phu.write()
        quang_phu.submit(page)
        quang_phu.delegate()
        quang_phu.rule(vacancy="wait")
        quang_phu.dismiss("truongban")

        with pytest.raises(PermissionDenied):
            quang_phu.decide(page, "photruongban")

    def test_it_ends_with_the_deputys_own_post(self, quang_phu: Office) -> None:
        page = quang_phu.write()
        quang_phu.submit(page)
        quang_phu.delegate()
        quang_phu.dismiss("photruongban")

        with pytest.raises(PermissionDenied):
            quang_phu.decide(page, "photruongban")

    def test_the_head_decides_all_the_same(self, quang_phu: Office) -> None:
        page = quang_phu.write()
        quang_phu.submit(page)
        quang_phu.delegate()

        quang_phu.decide(page, "truongban")

        assert granting(page)[0].basis == Basis.REGULATION


class TestEnding:
    def test_taken_back_it_counts_no_more_at_once(self, quang_phu: Office) -> None:
        page = quang_phu.write()
        quang_phu.submit(page)
        given = quang_phu.delegate()

        EndDelegation(by=quang_phu.person("truongban"), delegation=given, reason="Đã trở lại").execute()

        with pytest.raises(PermissionDenied):
            quang_phu.decide(page, "photruongban")
        assert fresh_state(given) == "over"
        acts = RecordEntry.objects.filter(about_id=given.pk).values_list("act", flat=True)
        assert set(acts) == {"delegated", "delegation_ended"}

    def test_nobody_else_takes_it_back_and_not_twice(self, quang_phu: Office) -> None:
        given = quang_phu.delegate()
        with pytest.raises(PermissionDenied):
            EndDelegation(by=quang_phu.person("photruongban"), delegation=given, reason="x").execute()
        with pytest.raises(ValidationError):
            EndDelegation(by=quang_phu.person("truongban"), delegation=given, reason=" ").execute()
        EndDelegation(by=quang_phu.person("truongban"), delegation=given, reason="Xong").execute()
        with pytest.raises(ValidationError):
            EndDelegation(by=quang_phu.person("truongban"), delegation=given, reason="Xong").execute()

    def test_what_was_decided_stays_decided(self, quang_phu: Office) -> None:
        page = quang_phu.write()
        quang_phu.submit(page)
        given = quang_phu.delegate()
        quang_phu.decide(page, "photruongban")

        EndDelegation(by=quang_phu.person("truongban"), delegation=given, reason="Xong").execute()

        assert fresh(page).live
        assert granting(page)

    def test_both_are_told_once_that_it_has_run_out(self, quang_phu: Office) -> None:
        given = quang_phu.delegate()
        tell_of_ended()
        assert not Notice.objects.filter(kind="delegation_ended").exists()
        Delegation.objects.update(ends_at=timezone.now())

        tell_of_ended()
        tell_of_ended()

        told = Notice.objects.filter(kind="delegation_ended").values_list("recipient__username", flat=True)
        assert sorted(told) == ["photruongban", "truongban"]
        entry = RecordEntry.objects.get(about_id=given.pk, act="delegation_ended")
        assert entry.account_id is None

    def test_who_acted_on_a_day_can_still_be_asked(self, quang_phu: Office) -> None:
        given = quang_phu.delegate(days=0)
        powers = [one.key for one in standing(given.starts_at).powers]
        assert powers == [str(given.pk)]
        assert standing(given.starts_at - dt.timedelta(microseconds=1)).powers == ()
        assert standing(given.ends_at).powers == ()


def fresh_state(given: Delegation) -> str:
    return Delegation.objects.get(pk=given.pk).state
