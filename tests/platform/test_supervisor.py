"""The supervisor's parts: ports, the one demo of a checkout, set-up steps, who may know which address."""

import os
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cms.demo import plan, supervisor
from cms.demo.loopback import Loopback
from cms.demo.plan import Ports, Step, Surroundings, fleet_worker, read_ports, services, steps
from cms.demo.processes import ProcessError, free_port
from cms.demo.supervisor import DemoHome, do, fingerprint, refuse_taken
from tenants.database_url import DatabaseAddress
from tenants.roles import RoleAddresses

ADDRESSES = RoleAddresses(
    *(DatabaseAddress("cong_xa", role, f"{role}-password", "db") for role in ("own", "app", "read", "add"))
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DemoHome:
    monkeypatch.setenv("PORTAL_STATE_HOME", str(tmp_path / "state"))
    return DemoHome()


@pytest.fixture
def around(tmp_path: Path) -> Surroundings:
    return Surroundings(ADDRESSES, Ports(8000, 8080, 8001), tmp_path, "secret")


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


class TestPorts:
    def test_people_choose_them(self) -> None:
        assert read_ports({"ADMIN_PORT": "9000", "PORT": "9080"}, api=1) == Ports(9000, 9080, 1)
        assert read_ports({}, api=1) == Ports(8000, 8080, 1)

    @pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "80 80"])
    def test_what_is_no_port_is_told_with_its_variable(self, text: str) -> None:
        with pytest.raises(ProcessError, match=r"ADMIN_PORT.*65535"):
            read_ports({"ADMIN_PORT": text}, api=1)

    def test_they_differ(self) -> None:
        with pytest.raises(ProcessError, match="9000"):
            read_ports({"ADMIN_PORT": "9000", "PORT": "9000"}, api=1)

    def test_a_taken_port_is_told_with_its_variable(self, taken: int) -> None:
        with pytest.raises(ProcessError, match=rf"{taken}.*ADMIN_PORT="):
            refuse_taken(Ports(taken, free_port(), free_port()))
        with pytest.raises(ProcessError, match=rf"{taken}.* PORT="):
            refuse_taken(Ports(free_port(), taken, free_port()))

    @pytest.mark.needs("ipv6")
    def test_a_port_taken_on_the_other_loopback_counts(self) -> None:
        with socket.socket(socket.AF_INET6) as listener:
            listener.bind(("::1", 0))
            listener.listen()
            port = listener.getsockname()[1]
            with pytest.raises(ProcessError, match=str(port)):
                refuse_taken(Ports(port, free_port(), free_port()))

    def test_free_ports_are_not_refused(self) -> None:
        refuse_taken(Ports(free_port(), free_port(), free_port()))


class TestOneDemo:
    def test_a_second_one_is_refused_with_the_firsts_process_id(self, home: DemoHome) -> None:
        with (
            home.only_one(),
            pytest.raises(ProcessError, match=str(os.getpid())),
            DemoHome().only_one(),
        ):
            pass

    def test_after_the_first_has_ended_another_may_run(self, home: DemoHome) -> None:
        with home.only_one():
            assert home.runner() == os.getpid()
        assert home.runner() is None
        with home.only_one():
            pass

    def test_logins_outlive_a_restart(self, home: DemoHome) -> None:
        assert home.secret_key() == DemoHome().secret_key()

    def test_others_do_not_see_its_files(self, home: DemoHome) -> None:
        assert {folder.stat().st_mode & 0o777 for folder in (home.files, home.logs)} == {0o700}


class TestSteps:
    def step(self, program: str, sources: tuple[str, ...] = ()) -> Step:
        return Step("Label", (sys.executable, "-c", program), "owner", sources)

    def test_what_a_step_says_is_shown(
        self, home: DemoHome, around: Surroundings, capsys: pytest.CaptureFixture[str]
    ) -> None:
        do(self.step("print('dựng cổng')"), around, home, "db 1")
        assert capsys.readouterr().out == "Label …\n  dựng cổng\n"

    def test_a_failed_step_ends_with_its_last_words(self, home: DemoHome, around: Surroundings) -> None:
        with pytest.raises(ProcessError, match=r"Label(?s:.*)no paper left"):
            do(self.step("raise SystemExit('no paper left')"), around, home, "db 1")

    def test_a_step_holds_the_role_it_names(
        self, home: DemoHome, around: Surroundings, capsys: pytest.CaptureFixture[str]
    ) -> None:
        do(self.step("import os; print(os.environ['PORTAL_DB_ROLE'])"), around, home, "db 1")
        assert "owner" in capsys.readouterr().out

    def test_a_step_with_sources_is_skipped_until_they_change(
        self,
        home: DemoHome,
        around: Surroundings,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setattr(supervisor, "CHECKOUT", tmp_path)
        (tmp_path / "static").mkdir()
        (tmp_path / "static" / "a.css").write_text("a")
        step = self.step("print('done')", ("static",))
        for _turn in range(2):
            do(step, around, home, "db 1")
        assert capsys.readouterr().out.count("done") == 1
        (tmp_path / "static" / "a.css").write_text("changed")
        do(step, around, home, "db 1")
        assert capsys.readouterr().out.count("done") == 1

    def test_a_step_is_done_again_on_another_database(
        self,
        home: DemoHome,
        around: Surroundings,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setattr(supervisor, "CHECKOUT", tmp_path)
        step = self.step("print('done')", ("static",))
        do(step, around, home, "db 1")
        do(step, around, home, "db 2")
        assert capsys.readouterr().out.count("done") == 2

    def test_a_failed_step_is_not_skipped_the_next_time(
        self, home: DemoHome, around: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(supervisor, "CHECKOUT", tmp_path)
        (tmp_path / "a.css").write_text("a")
        for _turn in range(2):
            with pytest.raises(ProcessError):
                do(self.step("raise SystemExit(3)", ("a.css",)), around, home, "db 1")

    def test_compiled_files_do_not_count_as_a_change(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(supervisor, "CHECKOUT", tmp_path)
        (tmp_path / "app" / "__pycache__").mkdir(parents=True)
        before = fingerprint(("app",))
        (tmp_path / "app" / "__pycache__" / "x.pyc").write_text("x")
        assert fingerprint(("app",)) == before
        (tmp_path / "app" / "x.py").write_text("x")
        assert fingerprint(("app",)) != before


class TestWhoKnowsWhat:
    def secrets(self, environment: object) -> set[str]:
        return {role for role in ("own", "app", "read") if f"{role}-password" in str(environment)}

    def test_each_process_knows_the_addresses_it_needs_and_no_other(self, around: Surroundings) -> None:
        known = {service.name: self.secrets(service.environment) for service in services(around)}
        assert known == {
            "api": {"read"},
            "admin": {"app", "read"},
            "frontend": set(),
            "worker": {"app", "read"},
        }

    def test_the_fleets_worker_alone_keeps_the_owners_role(self, around: Surroundings) -> None:
        assert self.secrets(fleet_worker(around).environment) == {"own", "read"}

    def test_keys_of_backups_are_made_once_and_for_nobody_else_to_read(self, tmp_path: Path) -> None:
        made = plan.backup_keys(tmp_path)
        assert plan.backup_keys(tmp_path) == made
        assert (tmp_path / "backup.key").stat().st_mode & 0o077 == 0

    def test_the_administrators_address_goes_to_nobody(
        self, around: Surroundings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://root:root-password@db/x")
        environments = [service.environment for service in services(around)]
        environments.append(around.command_environment("owner"))
        assert not any("root-password" in str(environment) for environment in environments)

    def test_the_front_end_asks_the_reading_process(self, around: Surroundings) -> None:
        front = next(service for service in services(around) if service.name == "frontend")
        assert front.environment["PORTAL_API_URL"] == "http://127.0.0.1:8001"

    def test_the_reading_process_has_the_readers_settings(self, around: Surroundings) -> None:
        api = next(service for service in services(around) if service.name == "api")
        assert api.environment["DJANGO_SETTINGS_MODULE"] == plan.READING_SETTINGS
        assert api.environment["PORTAL_DB_ROLE"] == "reader"

    def test_a_password_is_not_shown_with_a_service(self, around: Surroundings) -> None:
        assert "password" not in repr(services(around))

    def test_migrations_run_first_and_as_the_owner(self) -> None:
        first = steps()[0]
        assert (first.command[2:], first.role) == (("tenants_setup",), "owner")


@pytest.mark.needs("ipv6")
class TestLoopback:
    @pytest.fixture
    def echo(self) -> Iterator[int]:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            threading.Thread(target=self._echo, args=(listener,), daemon=True).start()
            yield listener.getsockname()[1]

    def _echo(self, listener: socket.socket) -> None:
        near, _address = listener.accept()
        with near:
            while block := near.recv(65536):
                near.sendall(block)

    def test_what_is_said_at_one_address_is_answered_from_the_other(self, echo: int) -> None:
        text = "Đường Đông Sơn ".encode() * 20_000
        with Loopback(echo), socket.create_connection(("::1", echo)) as client:
            threading.Thread(target=lambda: (client.sendall(text), client.shutdown(socket.SHUT_WR))).start()
            received = b""
            while block := client.recv(65536):
                received += block
        assert received == text

    def test_after_the_block_nobody_answers(self, echo: int) -> None:
        with Loopback(echo):
            pass
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("::1", echo))

    def test_a_service_that_is_gone_closes_the_connection(self) -> None:
        port = free_port()
        with Loopback(port), socket.create_connection(("::1", port), timeout=10) as client:
            assert client.recv(1) == b""
