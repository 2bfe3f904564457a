"""A portal of a test that carries another unit's regulation: the archive's, which nobody can work under any more."""

from __future__ import annotations

from cms.accounts.groups import renew_groups
from cms.regulation.loader import bundled_files, load_text
from cms.regulation.models import RegulationVersion
from tests.moderation.office import Office


def carry(office: Office, slug: str, code: str) -> RegulationVersion:
    """Let the portal of `office` live by the regulation `slug`, whose unit has `code`, without its end."""
    text = bundled_files()[slug].read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "ends_on:" not in line and "ends_because:" not in line]
    own = "\n".join(lines).replace(f"code: '{code}'", f"code: '{office.tenant.identity().code}'")
    own = own.replace("\nversion:\nparameters:", "\nversion: {}\nparameters:", 1)
    RegulationVersion.objects.all().delete()
    version = load_text(own, f"{slug} in {office.tenant}")
    renew_groups()
    return version
