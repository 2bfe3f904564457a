"""The forms of the other desks: what each asks for by its law, and that nothing of who sent something is seen anywhere."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cms.engagement import acts, figures, register, taking_in
from cms.engagement.exchange import contact_of
from cms.engagement.kinds import kind_of
from cms.engagement.models import Case
from sites.intake import views
from sites.intake.crowds import Crowds
from sites.releases.models import Release
from tenants.identity import new_id
from tests.engagement.conftest import ADDRESS, ANSWER, NAME, approve_all, author_of, classified
from tests.engagement.test_intake import Citizen, everywhere, marked, reading_process
from tests.moderation.office import Office

pytestmark = pytest.mark.portal_database("demo")


@pytest.fixture(autouse=True)
def _nobody_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "crowds", Crowds())


def test_each_form_asks_for_what_its_law_asks(quang_phu: Office) -> None:
    citizen = Citizen(quang_phu.host)
    nobody = dict.fromkeys(("name", "email", "telephone", "address"), "")
    for desk, own in (("petitions", {"place": "Tổ 4"}), ("information-requests", {"supply": "post"})):
        told = citizen.send(desk=desk, **own, **nobody).json()
        assert [one["parameter"] for one in told["errors"]] == ["name", "address", "telephone"], desk
        assert (
            citizen.send(desk=desk, website="", **own, **{**nobody, "name": "A", "address": "B"}).status_code
            == 400
        )
        sent = citizen.send(desk=desk, **own, telephone="")
        assert sent.status_code == 202, "an e-mail address is enough"
        taking_in.take_in()
        case = Case.objects.get(code=sent.json()["code"])
        contact = contact_of(case)
        assert (contact.place, contact.supply) == (own.get("place", ""), own.get("supply", ""))
    wrong = citizen.send(desk="information-requests", supply="pigeon").json()
    assert [one["parameter"] for one in wrong["errors"]] == ["supply"]
    assert citizen.send(desk="information-requests", place="Tổ 4").json()["parameter"] == "place"
    nowhere = citizen.send(desk="content-reports", item=str(new_id()), nature="wrong").json()
    assert [one["parameter"] for one in nowhere["errors"]] == ["item"], "only what is public here is reported"
    assert [one["parameter"] for one in citizen.send(desk="content-reports").json()["errors"]] == [
        "item",
        "nature",
    ]
    own = Release.objects.of(quang_phu.tenant.pk).filter(type="article").latest("published_at")
    report = citizen.send(desk="content-reports", item=str(own.item_id), nature="wrong", **nobody)
    assert (report.status_code, report.json()["code"][:3]) == (202, "BS-"), "nobody has to say who they are"
    with reading_process:
        facts = citizen.client.get("/api/v1/information-requests/").json()
    assert facts["limits"]["required"] == ["text", "name", "address"]
    assert (facts["deadline"]["amount"], facts["deadline"]["unit"], facts["deadline"]["layer"]) == (
        12,
        "day",
        "national",
    )
    assert "01/2026/QH16" in facts["deadline"]["source"]


@pytest.mark.parametrize("desk", ["petitions", "information-requests", "content-reports"])
def test_nothing_of_who_sent_it_lies_anywhere_in_clear_at_the_other_desks(
    quang_phu: Office, desk: str
) -> None:
    """Markers are planted in every field; the case goes its further ways and stands in the register; every table is looked through."""
    item = Release.objects.of(quang_phu.tenant.pk).filter(type="article").latest("published_at")
    own = {
        "petitions": {"place": ADDRESS},
        "information-requests": {"reason": f"{NAME} cần làm sổ đỏ rách nát"},
        "content-reports": {"item": str(item.item_id), "nature": "unlawful"},
    }[desk]
    citizen = Citizen(quang_phu.host)
    sent = [citizen.send(desk=desk, **own).json() for _one in range(3)]
    taking_in.take_in()
    first, later, gone = (Case.objects.get(code=one["code"]) for one in sent)
    head = quang_phu.person("truongban")
    quang_phu.client("truongban").get(f"/admin/{kind_of(first.kind).slug}/{first.pk}/")
    classified(quang_phu, first)
    if desk == "petitions":
        acts.merge(later, by=head, code=first.code)
        acts.hand_to(
            gone, by=head, to=acts.authorities()[0].pk, reason="Việc của tỉnh, không phải của phường."
        )
        acts.put_forward(first, by=author_of(quang_phu), text=ANSWER)
    elif desk == "content-reports":
        acts.remove(first, by=head, reason="Ảnh chụp không được người trong ảnh đồng ý.")
        acts.withdraw(later)
        acts.put_forward(first, by=author_of(quang_phu), text=f"Gửi {NAME}: {ANSWER}")
    else:
        acts.ask_more(later, by=head, text=f"Kính hỏi {NAME}: tài liệu nào?")
        acts.add(later, text=f"Tài liệu của {NAME}, {ADDRESS}.")
        classified(quang_phu, gone)
        acts.deny(gone, by=author_of(quang_phu), reason="not_ours", text=f"Thưa {NAME}, {ADDRESS}.")
        approve_all(gone)
        acts.put_forward(first, by=author_of(quang_phu), text=f"Gửi {NAME}: {ANSWER}")
    approve_all(first)
    if desk == "information-requests":
        acts.ask_correction(first, text=f"{NAME} thấy thiếu trang 2.")
    figures.release_figures()

    schemas = ("public", quang_phu.tenant.schema_name)
    tables = [(table, rows) for schema in schemas for table, rows in everywhere(schema)]
    assert [f"{table}: {marker}" for table, rows in tables for marker in marked(rows)] == []
    assert not [table for table, rows in tables if any(one["token"] in rows for one in sent)]
    assert marked("".join(",".join(map(str, row)) for row in register.rows(timezone.now()))) == []
