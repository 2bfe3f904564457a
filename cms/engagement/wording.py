"""What the desk itself says to who asked, in Vietnamese: citizens read it, and it is the same for every portal but for names and clauses."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from cms.content.models import HomePage
from cms.engagement.models import Case
from cms.regulation.queries import in_force
from tenants.context import current_tenant
from tenants.register.names import inside_phrase


def authority() -> str:
    """Return the authority in whose name the portal speaks."""
    name = in_force().identity().authority or f"Ủy ban nhân dân {current_tenant().identity().name}"
    return inside_phrase(name)


def reception() -> str:
    """Return where the authority receives citizens: the address and telephone of the portal's footer."""
    home = HomePage.objects.first()
    parts = [authority()]
    if home is not None and home.address:
        parts.append(home.address)
    if home is not None and home.telephone:
        parts.append(f"điện thoại {home.telephone}")
    return ", ".join(parts)


def out_of_scope(case: Case, source: str, where_to: str) -> str:
    """Return the notice that a question is not answered here."""
    return (
        f"Câu hỏi mã {case.code} không thuộc phạm vi trả lời của chuyên mục Hỏi – đáp ({source}).\n\n"
        f"Ông/bà có thể gửi đến: {where_to.strip()}"
    )


def refusal(case: Case, source: str) -> str:
    """Return the notice that a complaint or denunciation is not taken as a question."""
    return (
        f"Nội dung mã {case.code} có tính chất khiếu nại, tố cáo nên không được tiếp nhận, giải quyết tại chuyên mục Hỏi – đáp ({source}). "
        "Khiếu nại, tố cáo được tiếp nhận theo Luật Khiếu nại, Luật Tố cáo và Luật Tiếp công dân.\n\n"
        f"Đề nghị ông/bà gửi đơn hoặc trực tiếp đến nơi tiếp công dân: {reception()}.\n\n"
        "Nội dung ông/bà đã gửi chỉ còn đọc được tại đường dẫn riêng của ông/bà trong 30 ngày để sao lại, sau đó được xóa."
    )


def interim(case: Case, source: str, by_day: dt.date, reason: str) -> str:
    """Return the notice of how far handling has come, with the day by which the answer is promised."""
    return (
        f"Câu hỏi mã {case.code} đang được xử lý. {reason.strip()}\n\n"
        f"Thời hạn trả lời: ngày {by_day:%d/%m/%Y} ({source})."
    )


def day(instant: dt.datetime | None) -> str:
    """Return an instant as people write it."""
    return timezone.localtime(instant).strftime("%H:%M ngày %d/%m/%Y") if instant else ""
