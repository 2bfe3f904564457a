"""Tables are budgeted: each is paid for in every tenant."""

import pytest

from tenants.budget import CITIZENS_SIDE, TABLE_BUDGET, tables_per_tenant


def test_a_tenants_tables_leave_room_for_the_citizens_side() -> None:
    count = tables_per_tenant()
    assert count <= TABLE_BUDGET - CITIZENS_SIDE, (
        f"{count} tables a tenant. Do without one, or raise tenants.budget.TABLE_BUDGET by a decision that says why."
    )


@pytest.mark.django_db
@pytest.mark.portal_database("demo", role="owner")
def test_the_count_is_what_a_tenants_schema_has() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 't_16522_2025'")
        assert cursor.fetchone() == (tables_per_tenant(),)
