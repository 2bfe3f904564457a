"""`tenant backup`, `restore`, `backup-list`, `backup-verify`, `backup-key`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tenants.backup.errors import BackupError
from tenants.backup.keys import IDENTITY_FILE, RECIPIENTS, new_key_pair
from tenants.backup.restore import RestoreBeside, RestoreTenant
from tenants.backup.routine import remove_old, tenants_to_back_up, verify_backup
from tenants.backup.take import BackUpTenant
from tenants.errors import ActRefused
from tenants.management.acts import Told
from tenants.management.acts.progress import Progress
from tenants.models import Backup, Tenant


def add_backup(parser: ArgumentParser) -> None:
    """Whose."""
    parser.add_argument("tenants", nargs="*", metavar="TENANT")
    parser.add_argument("--all", action="store_true", help="every tenant that is not deleted")
    parser.add_argument("--no-files", action="store_true", help="without uploaded and released files")


def add_restore(parser: ArgumentParser) -> None:
    """What, and where to."""
    parser.add_argument("name", help="the backup's file name, or a tenant: its last backup")
    parser.add_argument("--beside", metavar="HOST", help="as a marked copy on this host; the original stays")
    parser.add_argument("--reason", default="", help="why, for the record")


def back_up(options: dict[str, Any], found: Any, out: Told, err: Told) -> int:
    """Back up one after another; one that fails holds up no other."""
    tenants: list[Tenant] = (
        tenants_to_back_up() if options["all"] else [found(name) for name in options["tenants"]]
    )
    if not tenants:
        err.write("Name tenants, or give --all.")
        return 1
    progress, failed = Progress("Backing up"), 0
    for done, tenant in enumerate(tenants, 1):
        try:
            backup = BackUpTenant(tenant=tenant, by=options["by"], files=not options["no_files"]).execute()
        except BackupError as error:
            failed += 1
            err.write(f"{tenant}: {error}")
        else:
            out.write(
                f"{backup.name}  {backup.size:,} bytes, {backup.rows} rows, {backup.files} files, {backup.seconds} s"
            )
        progress(done, len(tenants), str(tenant))
    return 1 if failed else 0


def restore(options: dict[str, Any], found: Any, out: Told, err: Told) -> int:
    """Put one back."""
    name = options["name"]
    if not name.endswith(".age"):
        last = Backup.objects.kept().filter(tenant=found(name)).first()
        if last is None:
            raise ActRefused("name", _("There is no backup of %(name)s.") % {"name": name})
        name = last.name
    by, reason = options["by"], options["reason"]
    done = (
        RestoreBeside(name=name, host=options["beside"], by=by).execute()
        if options["beside"]
        else RestoreTenant(name=name, by=by, reason=reason).execute()
    )
    how = ", then migrated to this version" if done.migrated else ""
    out.write(
        f"Restored {done.tenant.schema_name} from {name}: {done.rows} rows, {done.files} files put back{how}."
    )
    return 0


def verify(options: dict[str, Any], found: Any, out: Told, err: Told) -> int:
    """Check the last backup of tenants, by checksum or by a restore on trial."""
    bad = 0
    wanted = [found(name).pk for name in options["tenants"]]
    backups = Backup.objects.latest_per_tenant()
    for backup in backups.filter(tenant__in=wanted) if wanted else backups:
        sentence = verify_backup(backup, rehearse=options["rehearse"])
        bad += bool(sentence)
        (err if sentence else out).write(sentence or f"{backup.name} is right.")
    return 1 if bad else 0


def listing(options: dict[str, Any], found: Any, out: Told, err: Told) -> int:
    """The last good backup of each tenant."""
    last = {backup.tenant_id: backup for backup in Backup.objects.latest_per_tenant()}
    for tenant in tenants_to_back_up():
        backup = last.get(tenant.pk)
        when = f"{backup.taken_at:%Y-%m-%d %H:%M}" if backup else "never"
        tried = f"{backup.rehearsed_at:%Y-%m-%d}" if backup and backup.rehearsed_at else "-"
        out.write(f"{tenant.schema_name:<20}{when:<18}tried {tried:<12}{backup.name if backup else ''}")
    return 0


def prune(options: dict[str, Any], found: Any, out: Told, err: Told) -> int:
    """Remove what is older than the retention allows."""
    out.write(f"{remove_old()} backup(s) removed.")
    return 0


def key(options: dict[str, Any], found: Any, out: Told, err: Told) -> int:
    """Make a pair of keys."""
    pair, path = new_key_pair(), Path(options["file"])
    with path.open("x", encoding="utf-8") as file:
        path.chmod(0o600)
        file.write(f"# {RECIPIENTS}={pair.recipient}\n{pair.identity}\n")
    out.write(f"{RECIPIENTS}={pair.recipient}\n{IDENTITY_FILE}={path}")
    out.write("Put a copy of the file away where the database is not: without it no backup can be read.")
    return 0
