"""The parts of the gateway that need no server: codings, tags, admission, requests handed on."""

import gzip
import io
from typing import Any

import brotli
import pytest
import zstandard

from sites.api.problems import Problem
from sites.gateway.admission import Admission
from sites.gateway.bridge import environ_of
from sites.gateway.coding import LEAST, Bodies, Coding, chosen, pays
from sites.gateway.recoding import coded, understood
from sites.gateway.reply import Reply

TEXT = ("Thông báo của Ủy ban nhân dân phường. " * 100).encode()


class TestCodings:
    @pytest.mark.parametrize(
        ("accepted", "coding"),
        [
            ("", Coding.IDENTITY),
            ("gzip", Coding.GZIP),
            ("gzip, deflate, br, zstd", Coding.ZSTANDARD),
            ("gzip, br", Coding.BROTLI),
            ("br;q=0.5, gzip;q=0.9", Coding.GZIP),
            ("br;q=0, gzip;q=0", Coding.IDENTITY),
            ("identity", Coding.IDENTITY),
            ("*", Coding.ZSTANDARD),
            ("*;q=0", Coding.IDENTITY),
            ("GZIP ; Q=1", Coding.GZIP),
            ("br;q=much", Coding.IDENTITY),
            (",;,", Coding.IDENTITY),
        ],
    )
    def test_the_client_decides(self, accepted: str, coding: Coding) -> None:
        assert chosen(accepted) is coding

    def test_each_coding_can_be_read_again(self) -> None:
        bodies = Bodies()
        assert brotli.decompress(bodies.keep("a", TEXT, Coding.BROTLI)) == TEXT
        assert gzip.decompress(bodies.keep("a", TEXT, Coding.GZIP)) == TEXT
        assert zstandard.ZstdDecompressor().decompress(bodies.keep("a", TEXT, Coding.ZSTANDARD)) == TEXT
        assert bodies.keep("a", TEXT, Coding.IDENTITY) == TEXT

    def test_a_kept_body_is_coded_when_it_is_first_asked_for(self) -> None:
        bodies = Bodies()
        bodies.keep("a", TEXT, Coding.IDENTITY)
        found = bodies.find("a", Coding.GZIP)
        assert found is not None
        assert gzip.decompress(found) == TEXT
        assert bodies.find("b", Coding.GZIP) is None

    def test_the_least_recently_used_bodies_are_forgotten(self) -> None:
        bodies = Bodies(most=25)
        for name in "abc":
            bodies.keep(name, name.encode() * 10, Coding.IDENTITY)
            bodies.find("a", Coding.IDENTITY)
        kept = {name for name in "abc" if bodies.find(name, Coding.IDENTITY)}
        assert kept == {"a", "c"}

    def test_small_bodies_and_pictures_are_sent_as_they_are(self) -> None:
        assert pays("application/json", LEAST)
        assert pays("application/atom+xml; charset=utf-8", LEAST)
        assert not pays("application/json", LEAST - 1)
        assert not pays("image/webp", LEAST)


class TestTags:
    def test_a_tag_of_the_chosen_coding_is_understood(self) -> None:
        headers, named = understood([(b"if-none-match", b'"a-br", "b", "c-gzip"')], Coding.BROTLI)
        assert headers == [(b"if-none-match", b'"a", "b"')]
        assert named

    def test_a_tag_of_another_coding_names_another_representation(self) -> None:
        headers, named = understood([(b"if-none-match", b'"a-gzip"')], Coding.BROTLI)
        assert headers == []
        assert not named

    def test_any_representation_stays_any(self) -> None:
        assert understood([(b"if-none-match", b"*")], Coding.BROTLI)[0] == [(b"if-none-match", b"*")]

    def test_a_coded_body_has_a_tag_of_its_own(self) -> None:
        reply = coded(answer(TEXT), Coding.GZIP, Bodies(), named=False, head=False)
        assert gzip.decompress(reply.body) == TEXT
        assert reply.header(b"etag") == b'"t-gzip"'
        assert reply.header(b"content-length") == str(len(reply.body)).encode()
        assert reply.header(b"vary") == b"Origin, Accept-Encoding"

    @pytest.mark.parametrize("change", [{"status": 404}, {"status": 206}, {"body": b"short"}])
    def test_what_is_no_whole_body_is_left_alone(self, change: dict[str, Any]) -> None:
        reply = answer(TEXT)
        for name, value in change.items():
            setattr(reply, name, value)
        assert coded(reply, Coding.GZIP, Bodies(), named=False, head=False).header(b"content-encoding") == b""

    def test_not_modified_names_the_tag_that_was_asked_about(self) -> None:
        for named, tag in ((True, b'"t-br"'), (False, b'"t"')):
            reply = Reply(304, [(b"etag", b'"t"')])
            assert coded(reply, Coding.BROTLI, Bodies(), named=named, head=False).header(b"etag") == tag


def answer(body: bytes) -> Reply:
    """An answer of Django's."""
    headers = [(b"content-type", b"application/json"), (b"etag", b'"t"'), (b"vary", b"Origin")]
    return Reply(200, [*headers, (b"content-length", str(len(body)).encode())], body)


class TestAdmission:
    def test_what_cannot_be_answered_soon_is_refused_with_a_time_to_come_again(self) -> None:
        admission = Admission(most=2, crowded=2, share=2)
        with admission.one("a"), admission.one("b"), pytest.raises(Problem) as refused, admission.one("c"):
            raise AssertionError("a third was taken on")
        assert refused.value.status == 503
        assert int(refused.value.headers["Retry-After"]) > 0
        assert admission.under_way == 0

    def test_in_a_crowd_no_client_takes_more_than_its_share(self) -> None:
        admission = Admission(most=10, crowded=2, share=2)
        with admission.one("greedy"), admission.one("greedy"):
            with pytest.raises(Problem) as refused, admission.one("greedy"):
                raise AssertionError("a third of one client was taken on")
            assert refused.value.status == 429
            assert "Retry-After" in refused.value.headers
            with admission.one("another"):
                assert admission.under_way == 3

    def test_alone_a_client_may_ask_as_much_as_it_likes(self) -> None:
        admission = Admission(most=10, crowded=5, share=1)
        with admission.one("a"), admission.one("a"), admission.one("a"):
            assert admission.under_way == 3

    def test_a_request_that_fails_is_no_longer_under_way(self) -> None:
        admission = Admission()
        with pytest.raises(KeyError), admission.one("a"):
            raise KeyError
        assert admission.under_way == 0


class TestRequestsHandedOn:
    def test_django_sees_the_request_as_it_was(self) -> None:
        environ = environ_of(
            {
                "method": "GET",
                "path": "/tin-tức/",
                "query_string": b"a=%C3%A1",
                "scheme": "http",
                "http_version": "1.1",
                "client": ("203.0.113.5", 4711),
                "server": ("127.0.0.1", 8001),
                "headers": [
                    (b"host", b"a.localhost"),
                    (b"x-forwarded-for", b"1"),
                    (b"x-forwarded-for", b"2"),
                ],
            },
            b"",
        )
        assert environ["PATH_INFO"].encode("latin-1").decode() == "/tin-tức/"
        assert environ["QUERY_STRING"] == "a=%C3%A1"
        assert environ["HTTP_HOST"] == "a.localhost"
        assert environ["HTTP_X_FORWARDED_FOR"] == "1,2"
        assert environ["REMOTE_ADDR"] == "203.0.113.5"
        assert isinstance(environ["wsgi.input"], io.BytesIO)

    def test_a_name_with_an_underscore_passes_for_nothing(self) -> None:
        environ = environ_of(
            {"method": "GET", "path": "/", "headers": [(b"x_forwarded_host", b"evil.example")]}, b""
        )
        assert "HTTP_X_FORWARDED_HOST" not in environ
