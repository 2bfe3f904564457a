"""How long it takes to compute 20,000 open clocks over 168 portals anew after a change of the calendar; part of `make bench-regulation`.

Works on a PostgreSQL of its own: a copy of the template of the tests with a province and 167 of its communes, each with a regulation of its
own. `bench.regulation` runs it in a process of its own; it prints one line of JSON.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PROVINCE = "79"
PORTALS, CLOCKS = 168, 20_000
FIRST_RUN = 40
"""Shares done before the worker is "killed", to see that the rest goes on from there."""


def main() -> int:
    """Make the database, fill it, measure; print the figures."""
    from tests.support.clones import Clones

    clones = Clones("benchmark", "main")
    try:
        addresses = clones.make("shared", "bench")
        environment = {**os.environ, **addresses.environment(), "DJANGO_SETTINGS_MODULE": "cms.settings.test"}
        for part, role in (("fill", "owner"), ("measure", "application")):
            done = subprocess.run(
                (sys.executable, "-m", "bench.recomputing", part), cwd=ROOT, check=False,
                env={**environment, "PORTAL_DB_ROLE": role}, stdout=subprocess.PIPE,
            )  # fmt: skip
            if done.returncode:
                return done.returncode
        sys.stdout.buffer.write(done.stdout)
    finally:
        clones.close()
    return 0


def fill() -> None:
    """Make the portals, their regulations and their clocks."""
    from tenants.acts import CreateTenant
    from tenants.context import tenant_context
    from tenants.models import Unit
    from tenants.provisioning import registry

    registry._entries.clear()  # what other rooms add to a portal has no part in this
    tenants = [CreateTenant(code=PROVINCE, hosts=["tinh.test"], by="bench").execute()]
    units = Unit.objects.on(dt.date.today()).filter(parent_code=PROVINCE).order_by("code")[: PORTALS - 1]
    for unit in units:
        tenants.append(CreateTenant(code=unit.code, hosts=[f"x{unit.code}.test"], by="bench").execute())
    sizes = [CLOCKS // len(tenants) + (number < CLOCKS % len(tenants)) for number in range(len(tenants))]
    for tenant, size in zip(tenants, sizes, strict=True):
        with tenant_context(tenant):
            _fill(tenant.identity().code, size)


def _fill(code: str, size: int) -> None:
    from cms.accounts.models import User
    from cms.clocks.acts import take_answer
    from cms.clocks.models import Clock
    from cms.clocks.questions import Question
    from cms.regulation.files import DATA
    from cms.regulation.loader import load_text
    from cms.regulation.queries import in_force
    from tenants.identity import new_id

    if code != PROVINCE:
        load_text((DATA / "thanh-dong.yaml").read_text(encoding="utf-8").replace("10507", code), "bench.yaml")
    people = [
        User.objects.create(username=f"nguoi{number}", full_name=f"Người {number}") for number in range(3)
    ]
    regulation = in_force()
    kinds = (("news", "event_at"), ("own_documents", "issued_on"), ("laws", "source_issued_on"))
    clocks = []
    for number in range(size):
        category, field = kinds[number % 3]
        begun = dt.datetime(2026, 11, 16, 8, tzinfo=dt.UTC) + dt.timedelta(hours=number)
        question = Question({field: begun}, category if category in _categories() else "news")
        clock = Clock(
            subject_id=new_id(), subject_kind="item", title=f"Mục {number}", category=question.category,
            dates=question.stored_dates(), responsible=people[number % 3],
        )  # fmt: skip
        take_answer(clock, question.ask(regulation), regulation)
        clocks.append(clock)
    Clock.objects.bulk_create(clocks)


def _categories() -> Any:
    from cms.regulation.registers import categories

    return categories()


def measure() -> None:
    """Take a day off the calendar, break off after some shares, go on; print seconds, portals, clocks and how many moved."""
    from cms.clocks.recomputing import announce, do_share
    from cms.province.models import CalendarDay, RecomputationShare, RulesState
    from tenants.context import tenant_context
    from tenants.models import Tenant

    province = Tenant.objects.with_code(PROVINCE).get()
    day = dt.date(2026, 11, 19)
    CalendarDay.objects.create(province=province, day=day, working=False, reason="x", entered_by="bench")
    RulesState.objects.mark_changed(province)
    begun = time.perf_counter()
    with tenant_context(province):
        announce(province, "Nghỉ bù ngày 19/11/2026", "bench")
    announced = time.perf_counter() - begun
    for most in (FIRST_RUN, PORTALS):
        for share in list(RecomputationShare.objects.waiting().select_related("tenant")[:most]):
            with tenant_context(share.tenant):
                do_share(share.pk)
    seconds = time.perf_counter() - begun
    shares = list(RecomputationShare.objects.filter(done_at__isnull=False))
    sys.stdout.write(
        json.dumps({
            "seconds": round(seconds, 2),
            "announced": round(announced, 2),
            "portals": len(shares),
            "clocks": sum(share.open_clocks or 0 for share in shares),
            "moved": sum(share.moved or 0 for share in shares),
        })
        + "\n"
    )  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.exit(main())
    import django

    django.setup()
    {"fill": fill, "measure": measure}[sys.argv[1]]()
