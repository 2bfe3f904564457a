"""The state folder: outside the checkout, its owner's alone."""

import os
from pathlib import Path

import pytest

from tenants import state
from tenants.state import StateError, checkout_home, kept_secrets, make_folder, refuse_foreign, state_home


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "state"
    monkeypatch.setenv("PORTAL_STATE_HOME", str(home))
    return home


def test_the_variable_chooses_the_folder(chosen: Path) -> None:
    assert state_home() == chosen
    assert chosen.is_dir()


def test_a_relative_path_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_STATE_HOME", "var/state")
    with pytest.raises(StateError, match="absolute"):
        state_home()


def test_two_checkouts_never_meet(chosen: Path, tmp_path: Path) -> None:
    homes = {checkout_home(tmp_path / name) for name in ("one", "two")}
    assert len(homes) == 2
    assert all((home / "checkout").read_text().strip().startswith(str(tmp_path)) for home in homes)


def test_the_same_checkout_finds_its_folder_again_by_another_path(chosen: Path, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "one")
    assert checkout_home(tmp_path / "link") == checkout_home(tmp_path / "one")


def test_an_ordinary_user_keeps_state_in_the_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PORTAL_STATE_HOME", raising=False)
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setattr(state.os, "geteuid", lambda: tmp_path.stat().st_uid or 1000)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert state._chosen_home() == tmp_path / ".local/state/cong-xa"
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg"))
    assert state._chosen_home() == tmp_path / "xdg/cong-xa"


def test_a_home_that_does_not_exist_is_told_with_the_mend(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("PORTAL_STATE_HOME", raising=False)
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setattr(state.os, "geteuid", lambda: 1000)
    monkeypatch.setenv("HOME", str(tmp_path / "nowhere"))
    with pytest.raises(StateError, match="PORTAL_STATE_HOME"):
        state_home()


def test_a_folder_that_all_may_write_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(StateError, match="written by everyone"):
        refuse_foreign(tmp_path)


@pytest.mark.needs("root")
def test_a_folder_of_another_account_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    os.chown(folder, 12345, 12345)
    with pytest.raises(StateError, match="another account"):
        make_folder(folder)


@pytest.mark.needs("root")
def test_another_accounts_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "target")
    os.chown(link, 12345, 12345, follow_symlinks=False)
    with pytest.raises(StateError, match="another account's link"):
        make_folder(link)


def test_a_folder_has_the_mode_that_was_asked_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        folder = make_folder(tmp_path / "open", 0o755)
    finally:
        os.umask(before)
    assert folder.stat().st_mode & 0o777 == 0o755


def test_passwords_are_made_once_and_kept_from_others(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    first = kept_secrets(file, ["a"])
    second = kept_secrets(file, ["a", "b"])
    assert second["a"] == first["a"]
    assert len({*second.values()}) == 2
    assert min(map(len, second.values())) >= 32
    assert file.stat().st_mode & 0o777 == 0o600


def test_passwords_that_cannot_be_read_are_not_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    file.write_text("[1]")
    with pytest.raises(StateError, match="demo-reset"):
        kept_secrets(file, ["a"])
    assert file.read_text() == "[1]"
