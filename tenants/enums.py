"""Closed lists of the registry. Values are stored; labels are translated for people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class UnitLevel(TextChoices):
    """The level of local government a unit belongs (or belonged) to; decides the length of its code."""

    PROVINCE = "province", _("Province level")
    DISTRICT = "district", _("District level (until 30 June 2025)")
    COMMUNE = "commune", _("Commune level")

    @property
    def code_length(self) -> int:
        """Digits in a code of this level (QĐ 19/2025/QĐ-TTg; districts: QĐ 124/2004/QĐ-TTg)."""
        return {UnitLevel.PROVINCE: 2, UnitLevel.DISTRICT: 3, UnitLevel.COMMUNE: 5}[self]


class UnitType(TextChoices):
    """What a unit is called in law. `thanh_pho` is a centrally-run city or, at district level, a city of a
    province.
    """

    TINH = "tinh", _("province")
    THANH_PHO = "thanh_pho", _("city")
    XA = "xa", _("commune")
    PHUONG = "phuong", _("ward")
    DAC_KHU = "dac_khu", _("special zone")
    HUYEN = "huyen", _("rural district")
    QUAN = "quan", _("urban district")
    THI_XA = "thi_xa", _("town")
    THI_TRAN = "thi_tran", _("township")


class TenantKind(TextChoices):
    """What a tenant is: today's two levels, or a unit that no longer exists and is kept as an archive."""

    PROVINCE = "province", _("Province")
    COMMUNE = "commune", _("Commune")
    FORMER_UNIT = "former_unit", _("Former unit")


class TenantState(TextChoices):
    """Where a tenant is in its life."""

    DRAFT = "draft", _("Being prepared")
    ACTIVE = "active", _("Active")
    MAINTENANCE = "maintenance", _("Under maintenance")
    READ_ONLY = "read_only", _("Read-only")
    SUSPENDED = "suspended", _("Suspended")
    ARCHIVED = "archived", _("Archived")
    DELETED = "deleted", _("Deleted")

    @property
    def is_public(self) -> bool:
        """Whether citizens can read the portal in this state."""
        return self in {
            TenantState.ACTIVE,
            TenantState.MAINTENANCE,
            TenantState.READ_ONLY,
            TenantState.ARCHIVED,
        }

    @property
    def is_writable(self) -> bool:
        """Whether content may be written in this state."""
        return self in {TenantState.DRAFT, TenantState.ACTIVE}


class FleetAct(TextChoices):
    """What a province's IT may ask of the fleet's worker."""

    CREATE = "create", _("Create portals")
    SUSPEND = "suspend", _("Suspend portals")
    RESUME = "resume", _("Put portals back into service")
    READ_ONLY = "read_only", _("Close portals to writing")
    ARCHIVE = "archive", _("Archive portals")
    BACK_UP = "back_up", _("Back up portals")
    RESTORE_BESIDE = "restore_beside", _("Restore a portal beside itself")
    REMOVE_COPY = "remove_copy", _("Remove a copy")
    VERIFY = "verify", _("Verify backups by a trial restore")
    ANNOUNCE = "announce", _("Announce an interruption")
    CALL_OFF = "call_off", _("Call an interruption off")
    MAINTENANCE = "maintenance", _("Begin announced maintenance")
    QUOTA = "quota", _("Set storage and accounts")
    RENAME_HOST = "rename_host", _("Rename a host")


class RunState(TextChoices):
    """How far work on the fleet is."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Under way")
    DONE = "done", _("All done")
    PARTLY = "partly", _("Done in part")
    FAILED = "failed", _("Without success")
