"""The closing table of `make demo`: addresses, and one contributor and one approver a portal."""

from __future__ import annotations

from cms.demo.portals import PASSWORD, Person, Portal, demo
from tenants.models import Tenant
from tenants.origins import admin_origin, public_origin

# The first of these that a portal has stands in the table; /demo/ lists the others.
WRITERS = ("collaborator", "board_member")
APPROVERS = ("board_chief",)


def render_table() -> str:
    """Return the table as text, in Vietnamese, for a terminal of any width from 100 columns."""
    lines = [f"{'Cổng':<22}{'Người dân xem':<46}{'Viết bài':<14}{'Duyệt':<12}Quản trị"]
    for portal in demo().portals:
        tenant = Tenant.objects.with_code(portal.code).get()
        writer = "chỉ đọc" if portal.archived else _first(portal, WRITERS)
        approver = "chỉ đọc" if portal.archived else _first(portal, APPROVERS)
        lines.append(
            f"{tenant.identity().name:<22}{public_origin(tenant) + '/':<46}{writer:<14}{approver:<12}{admin_origin(tenant)}/admin/"
        )
    lines.append("")
    lines.append(f"Mật khẩu của mọi tài khoản trình diễn: {PASSWORD}")
    lines.append("Các tài khoản khác và hộp thư trình diễn: thêm /demo/ vào địa chỉ quản trị.")
    return "\n".join(lines)


def _first(portal: Portal, roles: tuple[str, ...]) -> str:
    found: Person | None = next((p for role in roles for p in portal.people if p.role == role), None)
    return found.username if found else "–"
