"""Host names have one spelling, and what is none is refused with a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.hosts import InvalidHost, normalise, split_port

LABEL = st.from_regex(r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,20}[a-zA-Z0-9])?", fullmatch=True)


@pytest.mark.parametrize(
    ("given_name", "spelling"),
    [
        ("QuangPhu.ThanhHoa.gov.vn", "quangphu.thanhhoa.gov.vn"),
        (" quangphu.localhost. ", "quangphu.localhost"),
        ("quảngphú.vn", "xn--" + "quảngphú".encode("punycode").decode() + ".vn"),
        ("QUẢNGPHÚ.vn", "xn--" + "quảngphú".encode("punycode").decode() + ".vn"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
    ],
)
def test_a_host_has_one_spelling(given_name: str, spelling: str) -> None:
    assert normalise(given_name) == spelling


@pytest.mark.parametrize(
    "name",
    [
        "",
        "-a.vn",
        "a-.vn",
        "a..vn",
        "a b.vn",
        "a/b",
        "user@host",
        "a:80",
        "a_b.vn",
        "[::1]",
        "x" * 64 + ".vn",
        "'; --",
    ],
)
def test_what_is_no_host_is_refused(name: str) -> None:
    with pytest.raises(InvalidHost, match=r"no host name|too long"):
        normalise(name)


def test_too_long_a_host_is_refused_with_the_limit() -> None:
    with pytest.raises(InvalidHost, match="at most 253"):
        normalise(".".join(["a" * 60] * 5))


@given(st.lists(LABEL, min_size=1, max_size=4))
def test_spelling_is_stable(labels: list[str]) -> None:
    once = normalise(".".join(labels))
    assert normalise(once) == once == once.lower()


@given(st.text(max_size=60))
def test_any_text_is_a_host_or_refused(text: str) -> None:
    try:
        spelling = normalise(text)
    except InvalidHost:
        return
    assert spelling.isascii()
    assert not set(spelling) & set(" /:@_'\"\\\n")


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        ("a.vn:8080", ("a.vn", "8080")),
        ("a.vn", ("a.vn", "")),
        ("a.vn:", ("a.vn", "")),
        ("[::1]:8000", ("[::1]", "8000")),
    ],
)
def test_a_port_is_taken_off(header: str, parts: tuple[str, str]) -> None:
    assert split_port(header) == parts


@pytest.mark.parametrize("header", ["a.vn:0", "a.vn:65536", "a.vn:99999"])
def test_an_impossible_port_is_refused(header: str) -> None:
    with pytest.raises(InvalidHost, match="65535"):
        split_port(header)
