"""Addresses of databases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.database_url import DatabaseAddress, DatabaseUrlError, parse

TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12
)
NAMES = TEXT.filter(lambda text: "/" not in text)


def test_a_host_and_a_port() -> None:
    assert parse("postgresql://an:b%40o@db.example.vn:6543/cong_xa?sslmode=require") == {
        "NAME": "cong_xa",
        "USER": "an",
        "PASSWORD": "b@o",
        "HOST": "db.example.vn",
        "PORT": "6543",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_socket_stands_in_the_query() -> None:
    parsed = parse("postgresql://an:x@/cong_xa?host=/run/post%20gresql&port=5433")
    assert (parsed["HOST"], parsed["PORT"], parsed["OPTIONS"]) == ("/run/post gresql", "5433", {})


def test_the_default_port_and_the_short_scheme() -> None:
    assert parse("postgres://db/cong_xa")["PORT"] == "5432"


def test_an_ipv6_host_survives_a_round_trip() -> None:
    url = DatabaseAddress("cong_xa", "an", "x", "::1", 5433).to_url()
    assert url == "postgresql://an:x@[::1]:5433/cong_xa"
    assert DatabaseAddress.from_url(url).host == "::1"


@given(
    user=TEXT.filter(bool), password=TEXT, name=NAMES, host=st.sampled_from(["", "db.example", "/run/a b"])
)
def test_reading_undoes_writing(user: str, password: str, name: str, host: str) -> None:
    address = DatabaseAddress(name, user, password, host, options=(("sslmode", "require"),))
    assert DatabaseAddress.from_url(address.to_url()) == address


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://db/x", "allowed is postgresql://"),
        ("", "no scheme"),
        ("postgresql://db:99999/x", "from 1 to 65535"),
        ("postgresql://db/x?port=abc", "from 1 to 65535"),
        ("postgresql://db/x?sslmod=require", "'sslmod'"),
        ("postgresql://db/", "names no database"),
        ("postgresql://an:a#b@db/x", "%23"),
        ("postgresql://db/a/b", "slash"),
    ],
)
def test_what_is_wrong_is_told(url: str, told: str) -> None:
    with pytest.raises(DatabaseUrlError, match=told.replace("/", r"\/")):
        parse(url)


def test_a_password_is_never_shown() -> None:
    address = DatabaseAddress.from_url("postgresql://an:geheim@db/x")
    assert "geheim" not in repr(address) + address.place()
    with pytest.raises(DatabaseUrlError) as caught:
        parse("postgresql://an:geheim@db:0/x")
    assert "geheim" not in str(caught.value)
