"""Production starts with the addresses it was given, or not at all."""

import os
import subprocess
import sys

import pytest

from tenants.state import CHECKOUT

ADDRESSES = {
    "DATABASE_OWNER_URL": "postgresql://portal_owner@db/cong_xa",
    "DATABASE_APP_URL": "postgresql://portal_app@db/cong_xa",
    "DATABASE_READER_URL": "postgresql://portal_reader@db/cong_xa",
}


def loaded(settings: str = "cms.settings.production", **environment: str) -> subprocess.CompletedProcess[str]:
    """What loading the settings says, with nothing else in the environment."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [
            sys.executable,
            "-c",
            f"import {settings} as s; print(s.DATABASES['default']['USER'], s.DATABASES['reader']['USER'])",
        ],
        cwd=CHECKOUT,
        env={**kept, "PORTAL_SECRET_KEY": "x" * 50, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("role", "missing"),
    [
        ("owner", "DATABASE_OWNER_URL"),
        ("application", "DATABASE_APP_URL"),
        ("application", "DATABASE_READER_URL"),
    ],
)
def test_an_administrators_address_does_not_stand_in_for_a_roles(role: str, missing: str) -> None:
    given = {name: url for name, url in ADDRESSES.items() if name != missing}
    said = loaded(PORTAL_DB_ROLE=role, DATABASE_URL="postgresql://postgres@db/cong_xa", **given)
    assert said.returncode != 0
    assert missing in said.stderr
    assert "postgres@db" not in said.stderr


def test_each_connection_has_its_roles_login() -> None:
    said = loaded(PORTAL_DB_ROLE="application", **ADDRESSES)
    assert said.stdout.split() == ["portal_app", "portal_reader"], said.stderr
