"""The committed description of the API is the code's, and names every call."""

from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.test import override_settings

from sites.api.document import document
from tenants.state import CHECKOUT

CALLS = {
    "",
    "portal/",
    "front/",
    "items/",
    "items/{item_id}/",
    "questions/",
    "questions/form/",
    "petitions/",
    "petitions/form/",
    "information-requests/",
    "information-requests/form/",
    "content-reports/",
    "content-reports/form/",
    "resolve/",
    "sections/",
    "regulation/",
    "communes/",
    "changes/",
    "corrections/",
    "search/",
    "search/suggest/",
    "search/similar/",
}


def test_the_committed_document_says_what_the_code_does() -> None:
    call_command("openapi", "--check", stdout=StringIO())


def test_a_document_that_says_something_else_is_told(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text(document().replace("page_size", "page_length"), encoding="utf-8")
    said = StringIO()

    with (
        override_settings(BASE_DIR=tmp_path),
        pytest.raises(CommandError, match="does not say what the code does"),
    ):
        call_command("openapi", "--check", stdout=said)
    assert "page_length" in said.getvalue()


def test_every_call_is_described_with_its_problems() -> None:
    described = yaml.safe_load((CHECKOUT / "openapi.yaml").read_text(encoding="utf-8"))

    assert described["openapi"].startswith("3.1")
    assert {path.removeprefix("/api/v1/") for path in described["paths"]} == CALLS
    for call in described["paths"].values():
        for operation in call.values():
            assert operation["operationId"]
            assert operation["description"]
            assert {"400", "404", "503"} <= set(operation["responses"])
            assert {"200", "202"} & set(operation["responses"])
            assert all(response["description"] for response in operation["responses"].values())
