"""Making many tenants from a list; run again, it makes what is missing."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tenants.acts.create import CreateTenant
from tenants.acts.hosts import checked_host
from tenants.calendar_day import today
from tenants.context import no_tenant
from tenants.enums import TenantState
from tenants.errors import ActRefused
from tenants.fleet.unit_list import COLUMNS, Line
from tenants.models import Host, Tenant, Unit
from tenants.provisioning.template import current_template

Tell = Callable[[int, int, str], None]


@dataclass(slots=True)
class Created:
    """What came of a list: the codes made and those that were there, and why the others were not made."""

    made: list[str] = field(default_factory=list)
    there: list[str] = field(default_factory=list)
    failed: list[tuple[Line, str]] = field(default_factory=list)

    def failed_as_csv(self) -> str:
        """The lines that failed, as a list that can be mended and run again."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        for line, _sentence in self.failed:
            writer.writerow(
                [line.code, " ".join(line.hosts), line.name, line.province, "x" if line.draft else ""]
            )
        return text.getvalue()


@dataclass(frozen=True, kw_only=True)
class CreateMany:
    """Make a tenant for each line, provinces first; each is all or nothing, and one that fails holds up no other.

    Parameters:
        lines: what to make.
        by: who does it.
        province: the code of the province that every unit must belong to, where the caller acts for one.
    """

    lines: tuple[Line, ...]
    by: str = ""
    province: str | None = None

    def execute(self, tell: Tell = lambda done, total, line: None) -> Created:
        """What was made, what was there, what failed."""
        created = Created()
        ordered = sorted(self.lines, key=lambda line: (len(line.code) != 2, line.number))
        with no_tenant():
            current_template()
            for done, line in enumerate(ordered, 1):
                try:
                    is_new = self._make(line)
                except ActRefused as refusal:
                    created.failed.append((line, refusal.sentence))
                    tell(done, len(ordered), f"{line.code}: {refusal.sentence}")
                else:
                    (created.made if is_new else created.there).append(line.code)
                    tell(done, len(ordered), line.code)
        return created

    def _make(self, line: Line) -> bool:
        refuse_other_name(line)
        if is_there(line):
            return False
        CreateTenant(
            code=line.code,
            hosts=line.hosts,
            by=self.by,
            province=self.province or line.province or None,
            state=TenantState.DRAFT if line.draft else None,
        ).execute()
        return True


def refuse_line(line: Line, province: str) -> None:
    """See whether a tenant can be made of a line, without making it.

    Parameters:
        province: the code of the province that the unit must belong to.

    Raises:
        ActRefused: it cannot.
    """
    refuse_other_name(line)
    CreateTenant(code=line.code, hosts=line.hosts, province=province).refuse()


def refuse_other_name(line: Line) -> None:
    """See whether a line's name is the one that the register has for its code.

    Raises:
        ActRefused: it is another unit's: a digit of the code was mistyped.
    """
    unit = Unit.objects.latest_of(line.code) if line.name else None
    if unit is not None and unit.name.casefold() != line.name.casefold():
        raise ActRefused(
            "name",
            _("The code %(code)s is of %(unit)s, and the list says “%(name)s”.")
            % {"code": line.code, "unit": unit.name, "name": line.name},
        )


def is_there(line: Line) -> bool:
    """Whether a line was made before: a tenant with this code, reached under all these hosts."""
    tenant = Tenant.objects.with_code(line.code).first()
    if tenant is None:
        return False
    names = {checked_host(host) for host in line.hosts}
    own = set(Host.objects.on(today()).filter(tenant=tenant).values_list("name", flat=True))
    return names <= own
