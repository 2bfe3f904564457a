"""Groups of parameters that say who a portal is: unit, portal, parent, instrument, governance, roles, legal
bases."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cms.regulation.leaves import Entry, EntryList, FullDate, Hostname, PartialDate, Scalar, Strict, Text, Url
from cms.regulation.vocabulary import (
    EffectiveRule,
    MediaKind,
    ParentLevel,
    ParentRelation,
    Permission,
    PortalKind,
    RoleKind,
    UnitKind,
)

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Count = Annotated[int, Field(ge=1, le=1000)]


class Group(Strict):
    """A group of parameters; a parameter the regulation is silent on is absent."""


class TenantGroup(Group):
    """Định danh đơn vị."""

    slug: Scalar[Slug] | None = None
    display_name: Scalar[Text] | None = None
    unit_kind: Scalar[UnitKind] | None = None
    province: Scalar[Text] | None = None
    admin_parent: Scalar[Text] | None = None
    neighbourhood_units: Scalar[Text] | None = None


class PortalGroup(Group):
    """Cổng/trang và tên miền."""

    kind: Scalar[PortalKind] | None = None
    name: Scalar[Text] | None = None
    domain: Scalar[Hostname] | None = None
    url_printed: Scalar[Url] | None = None
    domain_labels: Scalar[Count] | None = None
    domain_level: Scalar[Count] | None = None
    national_tld: Scalar[Annotated[str, Field(pattern=r"^\.[a-z]{2,10}$")]] | None = None
    ipv6_required: Scalar[bool] | None = None
    media_kinds: Scalar[tuple[MediaKind, ...]] | None = None


class ParentPortalGroup(Group):
    """Cổng cấp trên."""

    name: Scalar[Text] | None = None
    level: Scalar[ParentLevel] | None = None
    relation: Scalar[ParentRelation] | None = None
    domain: Scalar[Hostname] | None = None
    rulebook: Scalar[Text] | None = None


class RegulationGroup(Group):
    """Văn bản Quy chế."""

    title: Scalar[Text] | None = None
    number: Scalar[Text] | None = None
    issued_on: Scalar[PartialDate] | None = None
    effective_from: Scalar[EffectiveRule | FullDate] | None = None
    issuing_body: Scalar[Text] | None = None
    signatory: Scalar[Text] | None = None
    proposed_by: Scalar[Text] | None = None
    replaces: Scalar[tuple[Text, ...]] | None = None
    declared_structure: Scalar[Text] | None = None
    actual_structure: Scalar[Text] | None = None
    board_decision: Scalar[tuple[Text, ...]] | None = None
    amendment_path: Scalar[Text] | None = None
    follow_superseding_law: Scalar[bool] | None = None


class GovernanceGroup(Group):
    """Quản lý, vận hành."""

    steering_authority: Scalar[Text] | None = None
    operating_unit: Scalar[Text] | None = None
    technical_operator: Scalar[Text] | None = None
    coordinating_units: Scalar[Text] | None = None
    board_accountable_to: Scalar[Text] | None = None
    board_composition: Scalar[tuple[Text, ...]] | None = None
    board_part_time: Scalar[bool] | None = None
    secretariat: Scalar[Text] | None = None
    update_process_decided_by: Scalar[Text] | None = None
    compliance_inspection_by: Scalar[Text] | None = None


class RoleEntry(Entry):
    """A role (vai trò) and what it may or must do."""

    kind: RoleKind
    permissions: tuple[Permission, ...]


class RolesGroup(Group):
    """Vai trò."""

    items: EntryList[RoleEntry] | None = None


class LegalBasis(Entry):
    """A law or decree the decision cites (căn cứ); the key is the one of the register of instruments."""


class LegalBasesGroup(Group):
    """Căn cứ pháp lý."""

    items: EntryList[LegalBasis] | None = None
