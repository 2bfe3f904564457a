"""Where this installation keeps what must outlive a process and does not belong into the checkout.

One folder per checkout, outside it: the embedded PostgreSQL's data, passwords made here, logs, the demo's
files.
"""

import fcntl
import hashlib
import json
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
VARIABLE = "PORTAL_STATE_HOME"
SYSTEM_HOME = Path("/var/lib/cong-xa")  # not /var/tmp, which is emptied of what is 30 days old


class StateError(RuntimeError):
    """The state folder cannot be used; the message names it and the variable that chooses another."""


def state_home() -> Path:
    """The folder of all checkouts.

    That is `PORTAL_STATE_HOME`, else `/var/lib/cong-xa` for root, else `~/.local/state/cong-xa`.

    Raises:
        StateError: none of them can be had, or what stands there is open to other people.
    """
    home = _chosen_home()
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o755)
    except OSError as error:
        raise StateError(
            f"The state folder {home} cannot be made ({error.strerror}); "
            f"set {VARIABLE} to a folder that can be written."
        ) from None
    refuse_foreign(home)
    if not os.access(home, os.W_OK | os.X_OK):
        raise StateError(f"The state folder {home} cannot be written; set {VARIABLE} to a folder that can.")
    return home


def checkout_home(checkout: Path = CHECKOUT) -> Path:
    """The state folder of one checkout, named after its path so that two checkouts never meet."""
    name = hashlib.sha256(os.fsencode(checkout.resolve())).hexdigest()[:10]
    folder = state_home() / name
    make_folder(folder)
    label = folder / "checkout"
    if not label.exists():
        label.write_text(f"{checkout.resolve()}\n", encoding="utf-8")
    return folder


def make_folder(folder: Path, mode: int = 0o755) -> Path:
    """Make one folder of ours with exactly this mode, whatever the umask is; an existing one must be ours."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise StateError(f"The folder {folder} cannot be made: {error.strerror}.") from None
    refuse_foreign(folder)
    folder.chmod(mode)
    return folder


def refuse_foreign(folder: Path) -> None:
    """Refuse a folder that is a link, belongs to somebody else, or that others may write.

    Raises:
        StateError: see above; what lies there could have been put there by another account of this machine.
    """
    found = folder.lstat()
    if stat.S_ISLNK(found.st_mode):
        found = folder.stat()
        link = os.readlink(folder)
        if folder.lstat().st_uid not in (0, os.geteuid()):
            raise StateError(
                f"{folder} is another account's link to {link}; set {VARIABLE} to another folder."
            )
    if not stat.S_ISDIR(found.st_mode):
        raise StateError(f"{folder} is not a folder; set {VARIABLE} to another.")
    if found.st_uid != os.geteuid():
        raise StateError(f"{folder} belongs to another account; set {VARIABLE} to a folder of your own.")
    if found.st_mode & stat.S_IWOTH:
        raise StateError(
            f"{folder} can be written by everyone; take that right away or set {VARIABLE} to another folder."
        )


def kept_secrets(path: Path, names: Iterable[str]) -> dict[str, str]:
    """Read the passwords kept in a file, making those that are missing. The file is its owner's alone.

    Parameters:
        path: a JSON file, made with mode 0600 when it is not there.
        names: what passwords are wanted.

    Raises:
        StateError: the file is not what was written there.
    """
    with locked(path.with_suffix(".lock")):
        kept = _read_secrets(path)
        missing = [name for name in names if name not in kept]
        if missing:
            kept.update({name: secrets.token_urlsafe(24) for name in missing})
            write_private(path, json.dumps(kept, indent=2) + "\n")
        path.chmod(0o600)
    return {name: kept[name] for name in names}


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, at once or not at all."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a file's lock while the block runs; others wait. The kernel gives it back when a process dies."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _chosen_home() -> Path:
    chosen = os.environ.get(VARIABLE, "")
    if chosen:
        if not Path(chosen).is_absolute():
            raise StateError(f"{VARIABLE} is {chosen!r}; allowed is an absolute path.")
        return Path(chosen)
    if os.geteuid() == 0:
        return SYSTEM_HOME
    xdg = os.environ.get("XDG_STATE_HOME", "")
    if xdg and Path(xdg).is_absolute():
        return Path(xdg) / "cong-xa"
    try:
        home = Path.home()
    except RuntimeError:
        raise StateError(
            f"This account has no home folder; set {VARIABLE} to a folder that can be written."
        ) from None
    if not home.is_absolute() or not home.is_dir():
        raise StateError(
            f"The home folder {home} does not exist; set {VARIABLE} to a folder that can be written."
        )
    return home / ".local" / "state" / "cong-xa"


def _read_secrets(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(kept, dict) and all(isinstance(value, str) for value in kept.values()):
            return kept
    except (OSError, ValueError):
        pass
    raise StateError(f"The passwords in {path} cannot be read; `make demo-reset` begins anew.")
