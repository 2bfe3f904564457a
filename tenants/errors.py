"""What goes wrong with tenants, each with a sentence that says what, where and what is allowed."""

from django.db.utils import ProgrammingError
from django.utils.translation import gettext_lazy as _


class TenantError(Exception):
    """Anything the registry refuses."""


class NoTenant(TenantError, RuntimeError):
    """Work that belongs to a tenant was begun without one."""


class NoTenantForQuery(NoTenant, ProgrammingError):
    """A query named a tenant's table while no tenant was set."""


class WrongSchema(TenantError, RuntimeError):
    """A query would have run in another schema than its tenant's; it was not sent."""


class PooledConnection(TenantError, RuntimeError):
    """The process has no session of its own in the database; it must not work for tenants."""


class TenantReadOnly(TenantError):
    """Something was to be written in a tenant that is kept as it is."""

    sentence = _("This portal is kept as an archive: it can be read, and nothing in it can be changed.")

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or str(self.sentence))


class TenantReadOnlyForQuery(TenantReadOnly, ProgrammingError):
    """The database refused to write in a tenant's schema."""


class ActRefused(TenantError):
    """An act on the registry cannot be done; `field` names the offending argument, the message is for
    people.
    """

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence
