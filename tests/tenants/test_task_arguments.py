"""What may stand in the queue, which is outside every tenant: ids and short keys."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.tasks.arguments import FILE_DELETION, RefusedArgument, checked

STORAGE = "tenants.storage.TenantPrivateStorage"


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (0, 0),
        (-(2**63), -(2**63)),
        (True, True),
        (None, None),
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        ("wagtailcore", "wagtailcore"),
        ("16522", "16522"),
        ("a.b:c_d-e", "a.b:c_d-e"),
        ("x" * 64, "x" * 64),
    ],
)
def test_ids_and_keys_are_stored(value: Any, stored: Any) -> None:
    assert checked("t", [value], {"k": value}) == ([stored], {"k": stored})


@pytest.mark.parametrize(
    "value",
    [
        "x" * 65,
        "",
        "hai từ",
        "two words",
        "Nguyễn",
        "lan@thanhhoa.gov.vn",
        "a/b",
        "key\n",
        "<p>",
        1.5,
        b"bytes",
        [1],
        (1,),
        {"a": 1},
        {1},
        object(),
    ],
)
def test_everything_else_is_refused_by_task_and_argument(value: Any) -> None:
    with pytest.raises(RefusedArgument, match=r"Task a\.b, argument 2:.*Allowed are"):
        checked("a.b", [1, value], {})
    with pytest.raises(RefusedArgument, match=r"argument recipient:"):
        checked("a.b", [], {"recipient": value})


def test_the_refusal_does_not_quote_the_text() -> None:
    with pytest.raises(RefusedArgument) as refused:
        checked("a.b", ["lan@thanhhoa.gov.vn"], {})
    assert "lan" not in str(refused.value)
    assert "19 characters" in str(refused.value)


@given(st.text())
def test_no_text_of_people_passes(text: str) -> None:
    try:
        (stored,), _ = checked("t", [text], {})
    except RefusedArgument:
        return
    assert stored == text
    assert text.isascii()
    assert len(text) <= 64
    assert not set(text) & set(" @/\\<>\"'")


class TestWagtailsDeletionOfFiles:
    @pytest.mark.parametrize("name", ["images/anh-den.jpg", "a.pdf", "documents/x_1.tar.gz"])
    def test_a_stored_name_is_let_through(self, name: str) -> None:
        assert checked(FILE_DELETION, [(STORAGE, (), {}), name], {}) == ([[STORAGE, [], {}], name], {})

    @pytest.mark.parametrize(
        "args",
        [
            [(STORAGE, (), {}), "../other/a.pdf"],
            [(STORAGE, (), {}), "/etc/passwd"],
            [(STORAGE, (), {}), "đơn của Nguyễn Văn A.pdf"],
            [(STORAGE, ["/etc"], {}), "a.pdf"],
            [(STORAGE, (), {"location": "/etc"}), "a.pdf"],
            [("no class name", (), {}), "a.pdf"],
            [(STORAGE, (), {})],
            [(STORAGE, (), {}), "x" * 256],
            [(STORAGE, (), {}), ""],
        ],
    )
    def test_anything_else_is_not(self, args: list[Any]) -> None:
        with pytest.raises(RefusedArgument, match="delete_file_from_storage_task"):
            checked(FILE_DELETION, args, {})
