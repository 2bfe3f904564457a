"""Keys and a folder for backups, and two portals with content."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

from tenants.backup.keys import IDENTITY_FILE, RECIPIENTS, new_key_pair
from tenants.backup.storage import FOLDER
from tenants.models import Tenant


@pytest.fixture(autouse=True)
def backups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that backups go to; keys are made for the test."""
    pair = new_key_pair()
    identity = tmp_path / "identity.txt"
    identity.write_text(f"# made for a test\n{pair.identity}\n", encoding="utf-8")
    monkeypatch.setenv(RECIPIENTS, pair.recipient)
    monkeypatch.setenv(IDENTITY_FILE, str(identity))
    folder = tmp_path / "backups"
    monkeypatch.setenv(FOLDER, str(folder))
    return folder


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Refusals are looked for by their own words."""
    with override("en"):
        yield


@pytest.fixture
def ward() -> Tenant:
    """Phường Quảng Phú of the demo."""
    return Tenant.objects.with_code("16522").get()


@pytest.fixture
def other() -> Tenant:
    """Another portal, which nothing here may touch."""
    return Tenant.objects.with_code("10507").get()
