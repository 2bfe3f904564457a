"""How much a portal may use."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tenants.context import no_tenant
from tenants.errors import ActRefused
from tenants.models import Tenant


@dataclass(frozen=True, kw_only=True)
class SetQuotas:
    """Set what a portal may use at most; None is without limit. What it uses already stays, however much it is.

    Parameters:
        storage: bytes of files and database.
        accounts: accounts that are not closed.
    """

    tenant: Tenant
    storage: int | None
    accounts: int | None

    def execute(self) -> Tenant:
        """The tenant.

        Raises:
            ActRefused: a limit is not above 0.
        """
        for field, limit in (("storage", self.storage), ("accounts", self.accounts)):
            if limit is not None and limit <= 0:
                raise ActRefused(field, _("A limit is more than 0; leave it empty for none."))
        with no_tenant():
            Tenant.objects.filter(pk=self.tenant.pk).update(
                storage_quota=self.storage, account_quota=self.accounts
            )
            return Tenant.objects.get(pk=self.tenant.pk)
