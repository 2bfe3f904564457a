"""The hashed requirement files: complete, and free of any index's address."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tenants.state import CHECKOUT

FOLDER = CHECKOUT / "requirements"
NAMES = ["base", "demo", "dev"]


def wanted(name: str) -> list[Requirement]:
    """What an .in file lists, its includes' too."""
    found: list[Requirement] = []
    for line in (FOLDER / f"{name}.in").read_text().splitlines():
        text = line.split("#")[0].strip()
        if text.startswith("-r "):
            found += wanted(Path(text[3:]).stem)
        elif text:
            found.append(Requirement(text))
    return found


def pinned(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ]+)", (FOLDER / f"{name}.txt").read_text(), re.MULTILINE))


@pytest.mark.parametrize("name", NAMES)
def test_every_package_is_pinned_as_it_was_asked(name: str) -> None:
    versions = pinned(name)
    for requirement in wanted(name):
        key = re.sub(r"[-_.]+", "-", requirement.name).lower()
        assert key in versions, f"{requirement} is not in {name}.txt: run `make requirements`"
        assert requirement.specifier.contains(versions[key], prereleases=True)


@pytest.mark.parametrize("name", NAMES)
def test_every_pin_has_a_hash(name: str) -> None:
    blocks = re.split(r"\n(?=[a-z])", (FOLDER / f"{name}.txt").read_text().strip())
    assert [block.split("\n")[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_index_is_named(name: str) -> None:
    text = (FOLDER / f"{name}.txt").read_text()
    assert not re.search(r"https?://|--(extra-)?index|--find-links", text)


def test_what_the_demo_runs_is_what_is_tested() -> None:
    tested = pinned("dev")
    assert {name: tested.get(name) for name in pinned("demo")} == pinned("demo")
