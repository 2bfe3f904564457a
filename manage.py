#!/usr/bin/env python
"""Django's command line. Fleet commands run with the owner's role in the database, all others with the application's."""

import os
import sys

FLEET_COMMANDS = {
    "migrate",
    "migrate_schemas",
    "demo",
    "makemigrations",
    "sqlmigrate",
    "showmigrations",
    "register",
    "tenant",
    "tenants_setup",
    "appoint_head",
    "fleet_worker",
}


def main() -> None:
    """Choose the settings and the database role, then hand over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.demo")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    os.environ.setdefault("PORTAL_DB_ROLE", "owner" if command in FLEET_COMMANDS else "application")

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
