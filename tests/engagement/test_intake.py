"""The way in: what may be sent, the receipt, sealed until the portal's worker takes it in, exactly once; and that nothing of it is seen anywhere."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import psycopg2
import pytest
from django.db import connection, connections
from django.test import Client, override_settings
from django.utils import timezone

from cms.clocks.models import Clock
from cms.engagement import acts, keys, publishing, taking_in
from cms.engagement.exchange import contact_of, said_in
from cms.engagement.models import Case, DeskKey
from cms.inbox.enums import EnvelopeKind
from cms.inbox.models import Envelope, PublicKey
from cms.inbox.receipts import Receipt, as_code, token_hash
from cms.inbox.sealing import Unreadable, new_pair, unseal
from sites.intake import tokens, views
from sites.intake.crowds import MOST, Crowds, place_of
from tests.engagement.conftest import (
    ADDRESS,
    ANSWER,
    EMAIL,
    MARKERS,
    NAME,
    TELEPHONE,
    TEXT,
    approve_all,
    classified,
)
from tests.moderation.office import Office

pytestmark = pytest.mark.portal_database("demo")
QUESTIONS, FORM = "/api/v1/questions/", "/api/v1/questions/form/"


@pytest.fixture(autouse=True)
def _nobody_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "crowds", Crowds())


reading_process = override_settings(ROOT_URLCONF="cms.urls_delivery")
"""The addresses of the process that citizens reach; the worker's and the admin's are the project's."""


class Citizen:
    """Somebody at a portal's form."""

    def __init__(self, host: str) -> None:
        self.client = Client(headers={"host": host})
        self.host = host

    def token(self, desk: str = "questions") -> str:
        with reading_process:
            answer = self.client.get(f"/api/v1/{desk}/form/")
        assert answer.headers["Cache-Control"] == "no-store"
        return str(answer.json()["token"])

    def send(self, token: str | None = None, desk: str = "questions", **fields: str) -> Any:
        headers = fields.pop("headers", None) or {}
        given = {
            "text": TEXT,
            "name": NAME,
            "email": EMAIL,
            "telephone": TELEPHONE,
            "address": ADDRESS,
            **fields,
        }
        body = json.dumps({"token": self.token(desk) if token is None else token, **given})
        return self.post(body, "application/json", headers, desk)

    def post(self, body: str, content_type: str, headers: Any = None, desk: str = "questions") -> Any:
        with reading_process:
            return self.client.post(
                f"/api/v1/{desk}/", body, content_type=content_type, headers=headers or {}
            )


def test_a_question_is_sealed_taken_in_once_and_has_one_receipt(thong_nhat: Office) -> None:
    citizen = Citizen(thong_nhat.host)
    token = citizen.token()
    first, again = citizen.send(token), citizen.send(token, text="Bấm hai lần thì vẫn là một câu hỏi.")
    assert (first.status_code, again.status_code) == (202, 202)
    assert (first.json()["repeated"], again.json()["repeated"]) == (False, True)
    assert first.json()["code"] == again.json()["code"]
    envelope = Envelope.objects.get(tenant=thong_nhat.tenant)
    with pytest.raises(Unreadable):
        unseal(bytes(envelope.payload), [new_pair().secret])

    assert taking_in.take_in() == 1
    assert not Envelope.objects.filter(tenant=thong_nhat.tenant).exists()
    case = Case.objects.get(code=first.json()["code"])
    assert case.token_hash == token_hash(first.json()["token"])
    assert contact_of(case).email == EMAIL
    assert said_in(case)[0].text == TEXT
    assert citizen.send(token).status_code == 202, "sent once more after the envelope has gone"
    assert taking_in.take_in() == 0
    assert Case.objects.filter(code=case.code).count() == 1


def test_what_breaks_off_leaves_the_envelope(thong_nhat: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    Citizen(thong_nhat.host).send()

    def broken(*args: Any, **more: Any) -> None:
        raise RuntimeError("killed here")

    with monkeypatch.context() as patch:
        patch.setattr("cms.engagement.acts.receiving.start_clocks", broken)
        with pytest.raises(RuntimeError):
            taking_in.take_in()
    assert not Case.objects.exists()
    assert taking_in.take_in() == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"text": "ngắn"}, ["text"]),
        ({"text": "", "email": "không phải thư"}, ["text", "email"]),
        ({"telephone": "gọi nhà"}, ["telephone"]),
        ({"name": "x" * 151, "text": "y" * 5001}, ["text", "name"]),
    ],
)
def test_everything_wrong_is_told_at_once_beside_its_field(
    thong_nhat: Office, fields: dict[str, str], wrong: list[str]
) -> None:
    answer = Citizen(thong_nhat.host).send(**fields)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert [one["parameter"] for one in answer.json()["errors"]] == wrong
    assert not Envelope.objects.exists()


def test_what_is_no_form_of_ours_is_refused(thong_nhat: Office, thanh_dong: Office) -> None:
    citizen = Citizen(thong_nhat.host)
    assert citizen.send("not signed").json()["parameter"] == "token"
    assert citizen.send(Citizen(thanh_dong.host).token()).json()["parameter"] == "token"
    assert citizen.send(place="Thôn 1").json()["parameter"] == "place"
    foreign = citizen.send(headers={"origin": "https://other.example"})  # type: ignore[arg-type]
    assert (foreign.status_code, foreign.json()["type"]) == (403, "urn:cong-xa:problem:foreign-origin")
    own = citizen.send(headers={"origin": f"http://{thong_nhat.host}", "sec-fetch-site": "same-origin"})  # type: ignore[arg-type]
    assert own.status_code == 202
    assert citizen.post("x", "text/plain").status_code == 415


def test_a_machine_is_marked_and_never_refused(thong_nhat: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "QUICK_SECONDS", -1.0)
    citizen = Citizen(thong_nhat.host)
    codes = [citizen.send().json()["code"] for _one in range(MOST + 1)]
    trapped = citizen.send(website="http://x.example").json()["code"]
    taking_in.take_in()
    marked = set(Case.objects.filter(suspicious=True).values_list("code", flat=True))
    assert marked == {codes[-1], trapped}


def test_one_place_is_an_address_or_a_household() -> None:
    assert place_of("2001:db8:1:2::7") == place_of("2001:db8:1:2:ffff::1") != place_of("2001:db8:1:3::7")
    assert place_of("::ffff:10.0.0.1") == place_of("10.0.0.1") == "10.0.0.1"
    assert place_of("nowhere") == ""


@pytest.mark.parametrize("fixture", ["quang_phu", "nhu_xuan"])
def test_a_portal_without_a_desk_has_no_form(request: pytest.FixtureRequest, fixture: str) -> None:
    office: Office = request.getfixturevalue(fixture)
    client = Client(headers={"host": office.host})
    with reading_process:
        assert client.get(FORM).status_code == 404
        assert client.get(QUESTIONS).json()["open"] is False
        portal = client.get("/api/v1/portal/").json()
    assert portal["questions"]["enabled"] is False
    if fixture == "nhu_xuan":
        assert not any(portal[kind.desk]["enabled"] for kind in EnvelopeKind), "an archive takes nothing"
        for kind in EnvelopeKind:
            with reading_process:
                form = client.get(f"/api/v1/{kind.desk.replace('_', '-')}/form/")
            assert form.status_code == 404, kind


def test_with_postgresql_down_nothing_is_promised(
    thong_nhat: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen = Citizen(thong_nhat.host)
    token = citizen.token()
    down = connections.create_connection("intake")
    down.settings_dict = {**down.settings_dict, "HOST": "127.0.0.1", "PORT": "1"}
    with monkeypatch.context() as patch:
        patch.setattr(connections, "intake", down, raising=False)
        patch.setattr("sites.intake.inbox.connections", {"intake": down})
        answer = citizen.send(token)
    assert (answer.status_code, bool(answer.headers["Retry-After"])) == (503, True)
    assert citizen.send(token).json()["repeated"] is False


def test_the_intake_can_add_and_read_nothing(connect: Callable[[str], Any]) -> None:
    with connect("intake").cursor() as cursor:
        cursor.execute(
            "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'v', 'm', 'p', 'S') AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
            " AND has_schema_privilege(n.oid, 'USAGE')"
            " AND (has_table_privilege(c.oid, 'SELECT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')"
            " OR has_any_column_privilege(c.oid, 'SELECT, UPDATE'))"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname LIKE 't\\_%' AND has_schema_privilege(oid, 'USAGE')"
        )
        assert cursor.fetchall() == []
        for statement in (
            "SELECT 1 FROM engagement_inbox",
            "DELETE FROM engagement_inbox",
            "SELECT 1 FROM tenants_tenant",
        ):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(statement)


def everywhere(schema: str) -> Iterator[tuple[str, str]]:
    """Every table of a schema with all its rows as text, what is binary also as its bytes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT coalesce(string_agg(t::text, chr(10)), \'\') FROM "{schema}"."{table}" t')
            yield f"{schema}.{table}", cursor.fetchone()[0]


def test_nothing_of_who_asked_lies_anywhere_in_clear(
    tan_cuong: Office, caplog: pytest.LogCaptureFixture
) -> None:
    """Markers are planted, the question goes its whole way, and every table is looked through, and the log."""
    caplog.set_level(logging.DEBUG)
    sent = Citizen(tan_cuong.host).send().json()
    before = [f"{table}: {marker}" for table, rows in everywhere("public") for marker in marked(rows)]
    assert before == []
    taking_in.take_in()
    case = classified(tan_cuong, Case.objects.get(code=sent["code"]))
    acts.add(case, text=f"Tôi là {NAME}, giấy bị rách nát.")
    acts.put_forward(case, by=tan_cuong.person("thanhvien"), text=f"Thưa {NAME}. {ANSWER}")
    approve_all(case)
    publishing.publish(
        case, by=tan_cuong.person("thanhvien"), title="Cấp đổi giấy cũ", question="Giấy cũ đổi thế nào?", answer=ANSWER
    )  # fmt: skip

    schemas = ("public", tan_cuong.tenant.schema_name)
    found = [
        f"{table}: {marker}"
        for schema in schemas
        for table, rows in everywhere(schema)
        for marker in marked(rows)
    ]
    assert found == []
    # The SQL that PostgreSQL is sent is logged at DEBUG by tests alone; parameters of it are what is sealed or stored.
    said = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert marked(said) == []
    assert sent["token"] not in said
    assert not any(sent["token"] in rows for schema in schemas for _table, rows in everywhere(schema))


def marked(text: str) -> list[str]:
    """The markers in a text, as letters or as the hexadecimal digits of their bytes."""
    return [marker for marker in MARKERS if marker in text or marker.encode().hex() in text]


def test_keys_are_replaced_and_everything_stays_readable(
    thong_nhat: Office, ask: Callable[..., Case]
) -> None:
    case, old = ask(), DeskKey.objects.get(retired_at=None)
    citizen = Citizen(thong_nhat.host)
    waiting = citizen.send().json()["code"]

    new = keys.replace_key()

    case.refresh_from_db()
    assert case.contact_key == new.key_id != old.key_id
    assert PublicKey.objects.get(tenant=thong_nhat.tenant).key_id == new.key_id
    assert contact_of(case).name == NAME
    assert said_in(case)[0].text == TEXT
    taking_in.take_in()
    assert contact_of(Case.objects.get(code=waiting)).name == NAME, "sealed to the key before"

    another = new_pair()
    with override_settings(ENGAGEMENT_KEYS=[another.secret]):
        keys.forget()
        with pytest.raises(Unreadable):
            contact_of(case)
    with override_settings(ENGAGEMENT_KEYS=[another.secret, *_given()]):
        keys.forget()
        assert keys.wrap_anew() == 2
    with override_settings(ENGAGEMENT_KEYS=[another.secret]):
        keys.forget()
        assert contact_of(case).name == NAME, "the key before can be taken away"


def _given() -> list[str]:
    from cms.settings import demo

    return list(demo.ENGAGEMENT_KEYS)


def test_following_up(thong_nhat: Office, ask: Callable[..., Case]) -> None:
    case = ask(at=timezone.now())
    token = contact_of(case).token
    client = Client(headers={"host": thong_nhat.host})

    def post(path: str, **body: str) -> Any:
        return client.post(f"/engagement/v1/{path}/", json.dumps(body), content_type="application/json")

    state = post("state", code=case.code.lower().replace("-", " "))
    assert state.json()["state"] == "received"
    assert "said" not in state.json()
    assert not marked(state.content.decode())
    assert post("state", code="HD-00000-00000").status_code == 404
    shown = post("exchange", token=token)
    assert shown.json()["said"][0]["text"] == TEXT
    assert (shown.headers["Cache-Control"], shown.headers["Referrer-Policy"]) == (
        "no-store",
        "no-referrer",
    )
    assert post("exchange", token=Receipt.of("x").token).status_code == 404
    assert len(post("exchange", token=token, act="add", text="Thêm: thửa 12.").json()["said"]) == 2
    assert post("exchange", token=token, act="rate", rating="5").status_code == 400, "nothing is answered yet"
    assert post("exchange", token=token, act="correct", text="Sai số liệu ở dòng 2.").status_code == 400
    assert post("exchange", token=token, act="withdraw").json()["state"] == "closed"
    assert not Clock.objects.open().filter(subject_id=case.pk).exists()


def test_a_code_is_read_as_people_type_it() -> None:
    assert as_code(" hd 7k3m9 xwq4o ") == "HD-7K3M9-XWQ40"
    assert as_code("pa7k3m9xwq4o") == "PA-7K3M9-XWQ40"
    assert as_code("TT-7K3M9-XWQ40") == "TT-7K3M9-XWQ40"
    assert as_code("7k3m9-xwq4o") == "HD-7K3M9-XWQ40"
