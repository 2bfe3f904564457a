"""What production looks like, checked as far as it can be without a container engine."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tenants.state import CHECKOUT

COMPOSE = CHECKOUT / "docker-compose.yml"
OURS = ("setup", "admin", "api", "frontend", "worker", "fleet")
SECRET = re.compile(r"SECRET|PASSWORD|_URL|RECIPIENTS")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, Any]:
    return compose["services"]


def test_nothing_runs_as_root_or_writes_into_its_image(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        if name != "database":  # its entry point gives up root itself, after it has made its folder
            assert not str(service["user"]).startswith("0"), name
        if name != "search":
            assert service["read_only"] is True, name


def test_every_service_that_stays_is_asked_for_its_health(services: dict[str, Any]) -> None:
    for name, service in services.items():
        if service.get("restart") != "no":
            assert service["healthcheck"]["test"], name


@pytest.mark.parametrize("name", ["worker", "fleet"])
def test_a_worker_that_stands_still_is_found(services: dict[str, Any], name: str, tmp_path: Path) -> None:
    """The check of the service itself: without a sign of life, with a fresh one, with one that is too old."""
    service, sign = services[name], tmp_path / "heartbeat"
    command = service["healthcheck"]["test"]
    assert command[:3] == ["CMD", "python", "-m"]
    assert service["environment"]["PORTAL_HEARTBEAT_FILE"].startswith("/tmp/"), "All else is read-only."
    environment = {**os.environ, "PORTAL_HEARTBEAT_FILE": str(sign)}

    def ends_with() -> int:
        asked = [sys.executable, *command[2:]]
        return subprocess.run(
            asked, cwd=CHECKOUT, env=environment, capture_output=True, check=False
        ).returncode

    assert ends_with() == 1
    sign.touch()
    assert ends_with() == 0
    long_ago = sign.stat().st_mtime - float(command[-1]) - 5
    os.utime(sign, (long_ago, long_ago))
    assert ends_with() == 1


def test_static_files_are_those_of_the_image(tmp_path: Path) -> None:
    """The volume of files would hide them, or keep those of the release before."""
    text = (CHECKOUT / "deploy/Dockerfile").read_text()
    assert "PORTAL_STATIC_ROOT=/app/static" in text
    assert "COPY --from=build /state/static /app/static" in text
    code = "from cms.settings import base; print(base.STATIC_ROOT)"
    environment = {**os.environ, "PORTAL_STATIC_ROOT": "/app/static", "PORTAL_STATE_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "/app/static"


def test_no_secret_is_written_down(services: dict[str, Any]) -> None:
    for name, service in services.items():
        for variable, value in (service.get("environment") or {}).items():
            if SECRET.search(variable) and not variable.endswith("_FILE") and "://" not in str(value):
                assert str(value).startswith("${"), f"{name}: {variable}"
    for line in (CHECKOUT / "deploy/example.env").read_text().splitlines():
        assert not re.match(r"PORTAL_SECRET_KEY=.+", line)


def test_each_process_has_the_addresses_of_its_own_roles_only(services: dict[str, Any]) -> None:
    held = {
        name: {key for key in services[name].get("environment", {}) if key.startswith("DATABASE_")}
        for name in OURS
    }
    assert held["frontend"] == set()
    assert held["api"] == {"DATABASE_READER_URL", "DATABASE_INTAKE_URL"}
    for name in ("admin", "worker"):
        assert held[name] == {"DATABASE_APP_URL", "DATABASE_READER_URL"}
    for name in ("setup", "fleet"):
        assert held[name] == {"DATABASE_OWNER_URL", "DATABASE_READER_URL"}


def test_what_is_named_is_there(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (CHECKOUT / source).exists() if source.startswith(".") else source in compose["volumes"], (
                name
            )
        for secret in service.get("secrets", []):
            assert secret in compose["secrets"], name
        for needed in service.get("depends_on", {}):
            assert needed in compose["services"], name


def test_the_proxy_listens_on_both_families(services: dict[str, Any]) -> None:
    published = services["proxy"]["ports"]
    assert any(port.startswith("0.0.0.0:") for port in published)
    assert any(port.startswith("[::]:") for port in published)
    text = (CHECKOUT / "deploy/nginx.conf").read_text()
    assert text.count("listen [::]:") == text.count("listen ") // 2
    assert text.count("{") == text.count("}")


def test_every_variable_has_its_place_in_the_example(compose: dict[str, Any]) -> None:
    needed = set(re.findall(r"\$\{(\w+):\?", COMPOSE.read_text()))
    example = set(re.findall(r"^(\w+)=", (CHECKOUT / "deploy/example.env").read_text(), re.M))
    assert needed <= example


def test_the_image_copies_what_the_program_needs_and_changes_its_account() -> None:
    lines = (CHECKOUT / "deploy/Dockerfile").read_text().splitlines()
    copied = {line.split()[1] for line in lines if line.startswith("COPY") and "--from" not in line}
    for package in ("tenants", "cms", "sites", "search", "frontend", "manage.py"):
        assert package in copied
        assert (CHECKOUT / package).exists()
    assert [line for line in lines if line.startswith("USER")] == ["USER 10001:10001"]
    assert any("--require-hashes" in line for line in lines)


@pytest.mark.parametrize("script", ["deploy/roles.sh", "scripts/venv.sh", "scripts/system_parts.sh"])
def test_scripts_are_shell(script: str) -> None:
    assert subprocess.run(["sh", "-n", str(CHECKOUT / script)], check=False).returncode == 0


def test_the_roles_of_the_image_are_those_of_the_program() -> None:
    from tenants.roles import EXTENSIONS, Role

    text = (CHECKOUT / "deploy/roles.sh").read_text()
    for role in Role:
        assert f"CREATE ROLE {role} LOGIN" in text
    for extension in EXTENSIONS:
        assert f"CREATE EXTENSION IF NOT EXISTS {extension} SCHEMA public" in text


@pytest.mark.parametrize("name", ["admin", "api", "worker", "fleet", "setup"])
def test_each_process_starts_as_its_image_would_start_it(
    services: dict[str, Any], name: str, tmp_path: Path
) -> None:
    """Settings load, the program is found, with the service's own environment and nothing else of ours."""
    service = services[name]
    given = {
        key: "postgresql://portal@127.0.0.1:1/cong_xa"
        for key in service["environment"]
        if key.startswith("DATABASE_")
    }
    plain = {key: str(value) for key, value in service["environment"].items() if "$" not in str(value)}
    environment = {
        "PATH": os.environ["PATH"],
        **plain,
        **given,
        "PORTAL_SECRET_KEY": "x" * 50,
        "PORTAL_STATE_DIR": str(tmp_path),
    }
    command = service["command"]
    if command[0] == "granian":
        module = command[-1].split(":")[0]
        probe = [sys.executable, "-c", f"import {module}; print({module}.application)"]
    else:
        probe = [sys.executable, *command[1:3], "--help"]
    done = subprocess.run(probe, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{shlex.join(probe)}: {done.stderr[-2000:]}"
