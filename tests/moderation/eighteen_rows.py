"""The eighteen rows of the five approval matrices: an item that each is about, and who takes it through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cms.board.acts import ArrangeOffice
from cms.content.models import Attachment, PortalPage, SectionPage
from cms.moderation.preparing import RecordSignature, RequestReview
from tenants.calendar_day import today
from tests.moderation.conftest import QUANG_PHU, TAN_CUONG, THANH_DONG, THONG_NHAT
from tests.moderation.office import Office, fresh

HCM, STEERING = "hoc-tap-va-lam-theo-hcm", "chi-dao-dieu-hanh"

Step = tuple[str, str, tuple[str, ...]]
"""Stage, clause, and who approves there, in this order; nobody else can."""


@dataclass
class Row:
    """A row of the matrix: where, an item that it is about, and the steps that follow."""

    code: str
    key: str
    steps: list[Step]
    by: str = "congtacvien"
    fields: dict[str, Any] = field(default_factory=dict)
    column: str = ""
    document: bool = False
    prepare: Callable[[Office, PortalPage], object] | None = None
    also: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.code}-{self.key}"


def ask_the_member(office: Office, page: PortalPage) -> None:
    office.appoint("thanhvienkhac", "board_member", fields=["economy"])
    RequestReview(by=office.person("congtacvien"), page=page).execute()


def empower(office: Office, page: PortalPage) -> None:
    office.delegate(fields=["health"])


def give_the_office_a_section(office: Office, page: PortalPage) -> None:
    office.appoint("vanphongkhac", "collaborator")
    ArrangeOffice(
        by=office.person("truongban"),
        office=None,
        name="Văn phòng",
        role_key="unit_office",
        columns=[STEERING],
    ).execute()


def sign(office: Office, page: PortalPage) -> None:
    RecordSignature(
        by=office.person("bientap"),
        page=page,
        unit="UBND xã Bãi Trành",
        signatory="Chủ tịch Lê Văn A",
        signed_on=today(),
        scan=Attachment.objects.first(),
    ).execute()


NX = "nhu-xuan"
CHIEF, DEPUTY = ("truongban",), ("photruongban",)
TD_FINAL = "11.3b; 6.5"

ROWS = [
    Row(QUANG_PHU, "any", [("final", "7.6", CHIEF)]),
    Row(
        QUANG_PHU,
        "field_of_member",
        [("review_on_request", "4.3.1", ("thanhvien",)), ("final", "7.6", CHIEF)],
        fields={"field": "culture"},
        prepare=ask_the_member,
    ),
    Row(
        QUANG_PHU,
        "delegated",
        [("final", "7.6", DEPUTY)],
        fields={"field": "health"},
        prepare=empower,
        also={"final": CHIEF},
    ),
    Row(THANH_DONG, "all", [("final", TD_FINAL, CHIEF)], fields={"field": "land"}, also={"final": DEPUTY}),
    Row(
        THANH_DONG,
        "default",
        [("final", TD_FINAL, DEPUTY)],
        by="tothuky",
        fields={"field": "economy"},
        also={"final": CHIEF},
    ),
    Row(
        THANH_DONG,
        "economy_security_defence",
        [("field_review", "12.5", ("vanphong",)), ("final", TD_FINAL, DEPUTY)],
        fields={"field": "defence"},
        also={"final": CHIEF},
    ),
    Row(
        THANH_DONG,
        "culture_society_ethnic_belief",
        [("field_review", "13.11", ("vanhoaxahoi",)), ("final", TD_FINAL, CHIEF)],
        fields={"field": "belief"},
        also={"final": DEPUTY},
    ),
    Row(
        THANH_DONG,
        "propaganda_mass_mobilisation",
        [("field_review", "14.2", ("xaydungdang",)), ("final", TD_FINAL, CHIEF)],
        by="tothuky",
        fields={"field": "mass_mobilisation"},
        also={"final": DEPUTY},
    ),
    Row(
        THANH_DONG,
        "hcm_column",
        [("column_main", "14.1", ("xaydungdang",)), ("final", TD_FINAL, DEPUTY)],
        by="tothuky",
        column=HCM,
        fields={"field": "land"},
        also={"final": CHIEF},
    ),
    Row(
        THANH_DONG,
        "office_columns",
        [("field_review", "12.2", ("vanphong",)), ("final", TD_FINAL, CHIEF)],
        by="tothuky",
        column=STEERING,
        fields={"field": "land"},
        prepare=give_the_office_a_section,
        also={"final": DEPUTY},
    ),
    Row(TAN_CUONG, "any", [("final", "8.p2", CHIEF)]),
    Row(
        NX,
        "party_conclusions",
        [("final", "14.1.3", CHIEF)],
        document=True,
        fields={"body_key": "thuong_truc_huyen_uy"},
    ),
    Row(NX, "party_front_unions", [("final", "14.1.3", CHIEF)], fields={"body_key": "mttq"}),
    Row(
        NX,
        "government_conclusions",
        [("final", "14.2.2", DEPUTY)],
        document=True,
        fields={"body_key": "ubnd"},
    ),
    Row(NX, "government_news", [("final", "14.2.2", DEPUTY)], fields={"body_key": "chinh_quyen_co_so"}),
    Row(
        NX,
        "supplier_signoff",
        [("final", "14.2.2", DEPUTY)],
        by="bientap",
        fields={"body_key": "chinh_quyen_huyen", "origin": "supplying_unit"},
        prepare=sign,
    ),
    Row(
        THONG_NHAT, "any", [("final", "4.5; 10.2a", ("truongban", "thanhvien1"))], also={"final": ("thuky",)}
    ),
    Row(
        THONG_NHAT,
        "secrecy_quality",
        [("final", "4.5; 10.2a", ("thuky", "thanhvien1"))],
        fields={"field": "security"},
        also={"final": CHIEF},
    ),
]


def draft_of(office: Office, row: Row) -> PortalPage:
    """The item of a row, prepared as the row asks."""
    fields = dict(row.fields)
    if row.column:
        section = office.section()
        SectionPage.objects.filter(pk=section.pk).update(column_key=row.column)
    page = office.write_document(row.by, **fields) if row.document else office.write(row.by, **fields)
    if row.prepare:
        row.prepare(office, page)
    return fresh(page)
