"""Template databases: built once for a state of the code, copied for every worker in a fraction of a second.

A test names the one it starts from: `@pytest.mark.portal_database("demo")`. To add one, register it here;
a template may grow out of another. It is built anew when one of the files it depends on has changed.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cms.demo.plan import Step, steps
from tenants.state import CHECKOUT

ITEMS = 6
"""Articles a portal in the template `demo`: enough for lists and filters, and quickly built."""

SOURCES = frozenset(
    {".py", ".yaml", ".yml", ".json", ".csv", ".toml", ".sql", ".html", ".txt", ".md", ".po", ".gz"}
)
Commands = Callable[[], Iterable[Step]]


@dataclass(frozen=True)
class Template:
    """A database that tests start from.

    Attributes:
        name: lower-case letters, digits and underscores.
        commands: what builds it: steps that are run with the database's addresses in the environment.
        sources: what it depends on: patterns of files and folders in the checkout.
        base: the template it grows out of; None for an empty database with roles and extensions.
        content: the part of `sources` that is data; where a developer keeps templates (`KEEP`), only this makes it anew.
    """

    name: str
    commands: Commands
    sources: tuple[str, ...]
    base: str | None = None
    content: tuple[str, ...] = ()


KEEP = CHECKOUT / "var" / "keep-test-templates"
"""A developer's switch: while this file is there, code that changed does not make a template anew, only migrations and data do."""

TEMPLATES: dict[str, Template] = {}


def register(template: Template) -> Template:
    """Enter a template under its name.

    Raises:
        ValueError: the name is taken.
    """
    if template.name in TEMPLATES:
        raise ValueError(f"A template database named {template.name!r} is registered already.")
    TEMPLATES[template.name] = template
    return template


def fingerprint(template: Template) -> str:
    """Ten hexadecimal digits of all contents the template depends on, its base's included."""
    below = fingerprint(TEMPLATES[template.base]) if template.base else ""
    sources = template.content if template.content and KEEP.exists() else template.sources
    return hashlib.sha256((below + _digest(sources)).encode()).hexdigest()[:10]


@cache
def _digest(sources: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for source in sources:
        for root in sorted(CHECKOUT.glob(source)):
            for path in _files(root):
                digest.update(f"{path.relative_to(CHECKOUT)}\n".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(root: Path) -> list[Path]:
    if root.is_file():
        return [root]
    return sorted(path for path in root.rglob("*") if path.suffix in SOURCES and path.is_file())


EMPTY = register(Template("empty", lambda: (), ("tenants/roles.py", "tenants/letters.py")))
SHARED = register(
    Template(
        "shared",
        lambda: steps()[:1],
        (
            "tenants/migrations",
            "tenants/models",
            "tenants/provisioning",
            "tenants/register",
            "tenants/data",
            "tenants/roles.py",
            "tenants/grants.py",
            "cms/settings",
            "cms/*/migrations",
            "sites/*/migrations",
            "search/migrations",
            "requirements/*.txt",
        ),
        base="empty",
    )
)
DEMO = register(
    Template(
        "demo",
        lambda: steps(items=ITEMS)[1:],
        ("cms", "sites", "search"),
        base="shared",
        content=("cms/demo/content", "cms/demo/portals.yaml", "cms/regulation/data"),
    )
)
