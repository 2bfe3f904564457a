"""What the desk itself says to who asked, in Vietnamese: citizens read it, and it is the same for every portal but for names and clauses."""

from __future__ import annotations

import datetime as dt

from cms.content.models import HomePage
from cms.engagement.kinds import kind_of
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
    """Return the notice that a case is not answered here."""
    words = kind_of(case.kind).words
    return (
        f"{_capital(words.noun)} mã {case.code} không thuộc phạm vi trả lời của {words.column} ({source}).\n\n"
        f"Ông/bà có thể gửi đến: {where_to.strip()}"
    )


def refusal(case: Case, source: str) -> str:
    """Return the notice that a complaint or denunciation is not taken here."""
    return (
        f"Nội dung mã {case.code} có tính chất khiếu nại, tố cáo nên không được tiếp nhận, giải quyết tại "
        f"{kind_of(case.kind).words.column} ({source}). "
        "Khiếu nại, tố cáo được tiếp nhận theo Luật Khiếu nại, Luật Tố cáo và Luật Tiếp công dân.\n\n"
        f"Đề nghị ông/bà gửi đơn hoặc trực tiếp đến nơi tiếp công dân: {reception()}.\n\n"
        "Nội dung ông/bà đã gửi chỉ còn đọc được tại đường dẫn riêng của ông/bà trong 30 ngày để sao lại, sau đó được xóa."
    )


def interim(case: Case, source: str, by_day: dt.date, reason: str) -> str:
    """Return the notice of how far handling has come, with the day by which the answer is promised."""
    return (
        f"{_capital(kind_of(case.kind).words.noun)} mã {case.code} đang được xử lý. {reason.strip()}\n\n"
        f"Thời hạn trả lời: ngày {by_day:%d/%m/%Y} ({source})."
    )


def merged(case: Case) -> str:
    """Return the notice that a petition is handled together with an earlier one. It says nothing of whose that is."""
    return (
        f"Phản ánh, kiến nghị mã {case.code} trùng nội dung với một phản ánh, kiến nghị đã được tiếp nhận trước đó nên được "
        "nhập để xử lý chung. Kết quả xử lý sẽ được thông báo cho ông/bà tại đây."
    )


def handed_over(case: Case, source: str, to: str, code: str, link: str) -> str:
    """Return the notice that a petition went to the authority whose matter it is, with the code and link under which it goes on there."""
    return (
        f"Phản ánh, kiến nghị mã {case.code} thuộc thẩm quyền của {to} nên đã được chuyển đến {to} ({source}).\n\n"
        f"Mã tiếp nhận tại nơi đó: {code}. Ông/bà theo dõi việc xử lý tại đường dẫn riêng: {link}"
    )


def extension(case: Case, source: str, by_day: dt.date, reason: str) -> str:
    """Return the written notice that the time for supplying information is extended."""
    return (
        f"Thời hạn cung cấp thông tin theo yêu cầu mã {case.code} được gia hạn đến hết ngày {by_day:%d/%m/%Y} ({source}).\n\n"
        f"Lý do: {reason.strip()}"
    )


def denial(case: Case, source: str, reason: str, text: str) -> str:
    """Return the written refusal to supply information, with the reason of the law and what the office adds."""
    return (
        f"{authority()} từ chối cung cấp thông tin theo yêu cầu mã {case.code}.\n\n"
        f"Căn cứ: {source}. Lý do: {reason}.\n\n{text.strip()}\n\n"
        "Ông/bà có quyền khiếu nại, khởi kiện việc từ chối này theo quy định của pháp luật."
    )


def supply(text: str, cost: int) -> str:
    """Return what is supplied, with what copying and posting costs where it costs anything."""
    if not cost:
        return text.strip()
    dong = f"{cost:,}".replace(",", ".")
    return f"{text.strip()}\n\nChi phí thực tế để in, sao, gửi thông tin: {dong} đồng."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
