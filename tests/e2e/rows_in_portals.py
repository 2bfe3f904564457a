"""Run by the browser test as a program: puts an item of each of the eighteen rows forward in a running installation, and signs people in.

python -m tests.e2e.rows_in_portals submit      prints the items: row, host, page, steps, and a session of everybody by user name
python -m tests.e2e.rows_in_portals again       one more item in Quảng Phú, whose deputy is empowered
python -m tests.e2e.rows_in_portals midnight    ends every delegation at this moment
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django

TEST_TENANT, TEST_HOST = "16543", "quytrinh.thanhhoa.localhost"
PEOPLE_OF_NHU_XUAN = (
    ("truongban", "board_chief"),
    ("photruongban", "board_deputy"),
    ("thanhvien", "board_member"),
    ("bientap", "civil_servant"),
    ("congtacvien", "collaborator"),
)


def submit() -> list[dict[str, Any]]:
    """Write, prepare and submit an item of each row."""
    from tests.moderation.eighteen_rows import NX, ROWS, draft_of

    told = []
    for number, row in enumerate(ROWS):
        with _office(TEST_TENANT if row.code == NX else row.code) as office:
            row.fields.setdefault("title", f"Hàng {number + 1}: {row.key}")
            page = draft_of(office, row)
            office.submit(page, row.by)
            told.append(
                {
                    "row": str(row),
                    "host": office.host,
                    "page": page.pk,
                    "steps": [[step, list(people)] for step, _clause, people in row.steps],
                    "also": {step: list(people) for step, people in row.also.items()},
                    "sessions": _sessions(office),
                }
            )
    return told


def again() -> list[dict[str, Any]]:
    """Submit one more item in Quảng Phú, whose deputy is empowered."""
    from cms.board.models import Delegation

    with _office("16522") as office:
        if not Delegation.objects.at().exists():
            office.delegate()
        page = office.write(title="Trước và sau nửa đêm", field="health")
        office.submit(page)
        return [{"row": "midnight", "host": office.host, "page": page.pk, "sessions": _sessions(office)}]


def midnight() -> list[str]:
    """Let every delegation of Quảng Phú have ended at this moment."""
    from django.utils import timezone

    from cms.board.models import Delegation

    with _office("16522"):
        Delegation.objects.update(ends_at=timezone.now())
    return []


def _office(code: str) -> Any:
    from contextlib import contextmanager

    from tenants.context import tenant_context
    from tenants.models import Tenant
    from tests.moderation.office import Office

    @contextmanager
    def entered() -> Any:
        tenant = Tenant.objects.with_code(code).exclude(state="deleted").get()
        with tenant_context(tenant):
            host = tenant.canonical_host()
            assert host is not None
            office = Office(tenant, host.name)
            if code == TEST_TENANT:
                _furnish(office)
            yield office

    return entered()


def _furnish(office: Any) -> None:
    """People, a section and Như Xuân's regulation, once."""
    from django.core.files.base import ContentFile

    from cms.accounts.models import User
    from cms.content.models import Attachment, HomePage, SectionPage
    from tests.moderation.other_regulation import carry

    if User.objects.filter(username="truongban").exists():
        return
    for username, role in PEOPLE_OF_NHU_XUAN:
        office.appoint(username, role)
    HomePage.objects.get().add_child(instance=SectionPage(title="Tin tức", slug="tin-tuc", live=False))
    Attachment.objects.create(title="Bản quét", file=ContentFile(b"%PDF-1.4", "ban-quet.pdf"))
    carry(office, "nhu-xuan", "402")


def _sessions(office: Any) -> dict[str, str]:
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from cms.accounts.models import User

    store = import_module(settings.SESSION_ENGINE).SessionStore
    found = {}
    for user in User.objects.filter(is_active=True, is_superuser=False):
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        found[user.username] = session.session_key
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.demo")
    django.setup()
    print(json.dumps({"submit": submit, "again": again, "midnight": midnight}[sys.argv[1]]()))
