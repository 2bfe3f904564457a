"""What is in force at a tenant: loading, versions by day, answers from the database."""

from __future__ import annotations

import pytest

from cms.regulation import queries
from tenants.context import tenant_context

pytestmark = pytest.mark.portal_database(role="owner")


def test_a_loaded_regulation_answers(carrying):
    tenant = carrying("thanh-dong")
    with tenant_context(tenant):
        found = queries.in_force()
        assert found.has_own_rules
        assert found.identity().portal_name == "Cổng thông tin điện tử phường Thành Đông"
        assert found.around.province == "31"
