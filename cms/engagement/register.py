"""The register of requests for information (*sổ theo dõi cung cấp thông tin theo yêu cầu*; kept since Nghị định 13/2018/NĐ-CP Điều 10).

What leaves the portal as a file names nobody: code, days, matter in the office's own words, result, reason, clause and cost. Who requested stands
behind the code, where each reading is noted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from cms.clocks.models import Clock
from cms.engagement.acts.supplying import reasons
from cms.engagement.enums import CaseKind
from cms.engagement.kinds import kind_of
from cms.engagement.models import Case
from cms.regulation.registers import field_label

COLUMNS = (
    "stt", "ma", "ngay_nhan", "kenh", "ngay_hop_le", "noi_dung", "linh_vuc", "don_vi_xu_ly", "han_cung_cap", "gia_han_den",
    "tinh_trang", "ngay_ket_qua", "ket_qua", "ly_do_tu_choi", "can_cu", "chi_phi_dong",
)  # fmt: skip
"""The columns; a new one is added at the end and none changes its meaning."""
AT_A_TIME = 200


def rows(now: dt.datetime) -> Iterator[list[object]]:
    """Yield the requests received up to `now`, the first first, each as a row."""
    cases = Case.objects.filter(kind=CaseKind.INFORMATION, received_at__lte=now).select_related("unit")
    keys = kind_of(CaseKind.INFORMATION).first_answer
    for number, case in enumerate(cases.order_by("received_at", "code").iterator(AT_A_TIME), start=1):
        clock = Clock.objects.of_subject(case.pk).with_keys(keys).last()
        settled = case.answered_at or case.closed_at
        yield [
            number,
            case.code,
            _moment(case.received_at),
            str(case.get_channel_display()),
            _moment(case.counts_from or case.received_at),
            case.topic,
            field_label(case.field) if case.field else "",
            str(case.unit or ""),
            _moment(clock.due_at) if clock else "",
            f"{case.interim_due_on:%d/%m/%Y}" if case.interim_due_on else "",
            case.state_words,
            _moment(settled),
            str(case.get_closing_display()) if case.closing else "",
            _reason(case),
            case.clause,
            case.cost,
        ]


def _reason(case: Case) -> str:
    found = reasons(case).get(case.reason)
    return found.label if found else ""


def _moment(instant: dt.datetime | None) -> str:
    return f"{timezone.localtime(instant):%d/%m/%Y %H:%M}" if instant else ""
