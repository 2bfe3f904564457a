"""A typed client made of openapi.yaml alone reads the same answers as the front end does, and both say the same."""

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from frontend.portal import Portal
from frontend.shapes import FrontLists, Item, ItemList
from tenants.state import CHECKOUT
from tests.support.portals import PortalServers

HOST = "quangphu.thanhhoa.localhost"
NAME = "portal_client"


class Generated:
    """The client's modules, and calls made with it."""

    def __init__(self, servers: PortalServers) -> None:
        headers = {"Host": f"{HOST}:{servers.around.ports.front}"}
        self.client = importlib.import_module(NAME).Client(
            base_url=f"http://127.0.0.1:{servers.around.ports.api}",
            headers=headers,
            httpx_args={"trust_env": False},
        )
        self.models = importlib.import_module(f"{NAME}.models")

    def call(self, name: str, *arguments: Any, **parameters: Any) -> Any:
        """Make a call by its tag and operation, such as `items.item`."""
        made = importlib.import_module(f"{NAME}.api.{name}")
        return made.sync(*arguments, client=self.client, **parameters)


@pytest.fixture(scope="module")
def generated(portal_servers: PortalServers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    folder = tmp_path_factory.mktemp("client")
    programs = Path(sys.executable).parent
    done = subprocess.run(
        (
            *(str(programs / "openapi-python-client"), "generate", "--path", str(CHECKOUT / "openapi.yaml")),
            *("--output-path", str(folder / NAME), "--meta", "none"),
        ),
        env={**os.environ, "PATH": f"{programs}:{os.environ.get('PATH', '')}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    yield Generated(portal_servers)
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.split(".")[0] == NAME]:
        del sys.modules[name]


def test_a_portal_is_read_alike(generated: Generated) -> None:
    read = generated.call("portal.portal")
    assert isinstance(read, generated.models.Portal)
    shown = Portal.model_validate(read.to_dict())
    assert (shown.name, shown.code, shown.origin) == (read.name, read.code, read.origin)
    assert [entry.path for entry in shown.menu] == [entry.path for entry in read.menu]


def test_a_list_and_its_items_are_read_alike(generated: Generated) -> None:
    kinds = generated.models.ItemsListTypeItem
    listed = generated.call("items.items_list", type_=[kinds.ARTICLE, kinds.DOCUMENT], page_size=10)
    shown = ItemList.model_validate(listed.to_dict())
    assert [item.id for item in shown.items] == [str(item.id) for item in listed.items]
    for summary in listed.items[:4]:
        read = generated.call("items.item", summary.id)
        assert isinstance(read, generated.models.Item)
        item = Item.model_validate(read.to_dict())
        assert (item.title, item.path, item.source.code) == (read.title, read.path, read.source.code)
        assert [block.type for block in item.body] == [block.type_.value for block in read.body]


def test_the_first_page_is_read_alike(generated: Generated) -> None:
    read = generated.call("front.front")
    shown = FrontLists.model_validate(read.to_dict())
    assert [item.title for item in shown.articles] == [item.title for item in read.articles]
    assert [item.id for item in shown.documents] == [str(item.id) for item in read.documents]


def test_a_problem_is_read_as_one(generated: Generated) -> None:
    read = generated.call("items.items_list", commune="16522")
    assert isinstance(read, generated.models.Problem)
    assert (read.status, read.parameter) == (400, "commune")


def test_chosen_members_come_as_a_part(generated: Generated) -> None:
    members = generated.models.ItemsListFieldsItem
    listed = generated.call("items.items_list", fields=[members.TITLE, members.URL], page_size=1)
    assert isinstance(listed.items[0], generated.models.SummaryPart)
    assert listed.items[0].title
