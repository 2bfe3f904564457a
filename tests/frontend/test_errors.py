"""What a citizen sees when something is missing, withdrawn, moved, down or broken."""

from collections.abc import Callable

import httpx
import pytest

from frontend import app as application
from frontend.app import create_app
from frontend.configuration import Configuration
from tests.frontend import fixture_content as content
from tests.frontend.conftest import Citizen, Upstream


def test_an_unknown_address_is_404_with_ways_on(citizen: Citizen) -> None:
    response = citizen.get("/khong-co/")
    assert response.status_code == 404
    assert "Không tìm thấy trang" in response.text
    for way in ("/tim-kiem/", "/so-do-cong/"):
        assert f'href="{way}"' in response.text
    assert "phường Quảng Phú" in response.text, "it is still this portal"
    assert response.headers["cache-control"] == "no-store"


def test_what_was_withdrawn_for_good_is_410(citizen: Citizen) -> None:
    response = citizen.get("/tin-tuc/da-go/")
    assert response.status_code == 410
    assert "đã gỡ nội dung này" in response.text
    assert 'content="noindex"' in response.text


def test_an_unknown_host_is_404_and_never_another_portal(citizen: Citizen) -> None:
    for path in ("/", "/tin-tuc/", "/tim-kiem/?q=a", "/so-do-cong/", "/khong-co/"):
        response = citizen.get(path, "unknown.example")
        assert response.status_code == 404, path
        assert "unknown.example" in response.text
        assert "Quảng Phú" not in response.text


def test_a_made_up_host_is_shown_as_text(citizen: Citizen) -> None:
    response = citizen.request("GET", "/", host="x", **{"x-forwarded-host": "<b>evil</b>"})
    assert "<b>evil" not in response.text


@pytest.mark.parametrize(
    "path", ["/", "/tin-tuc/x/?a=1&b=%C3%AA", "/tim-kiem/?q=ch%E1%BB%A3", "/so-do-cong/"]
)
def test_an_old_host_redirects_with_path_query_and_port(citizen: Citizen, path: str) -> None:
    response = citizen.get(path, content.OLD_WARD)
    assert response.status_code == 308
    assert response.headers["location"] == content.origin(content.WARD) + path


def test_a_host_that_redirects_to_itself_does_not_go_round(citizen: Citizen, upstream: Upstream) -> None:
    location = {"Location": content.origin(content.WARD) + "/api/v1/portal/"}
    for path in ("/api/v1/portal/", "/api/v1/items/"):
        upstream.answers[path] = lambda request: httpx.Response(301, headers=location, request=request)
    assert citizen.get("/").status_code == 503


class TestWhileTheApiIsDown:
    """The portal says so, under its own name where it is known."""

    def test_a_known_portal_keeps_its_header(self, citizen: Citizen, upstream: Upstream) -> None:
        citizen.get("/")
        upstream.down = True
        response = citizen.get("/tin-tuc/")
        assert response.status_code == 503
        assert response.headers["retry-after"] == "30"
        assert response.headers["cache-control"] == "no-store"
        assert "Trang tạm thời chưa truy cập được" in response.text
        assert "Ủy ban nhân dân phường Quảng Phú" in response.text
        assert 'href="/tin-tuc/"' in response.text, "one can try again"

    def test_an_unknown_one_gets_a_plain_page(self, citizen: Citizen, upstream: Upstream) -> None:
        upstream.down = True
        response = citizen.get("/")
        assert response.status_code == 503
        assert "Trang tạm thời chưa truy cập được" in response.text
        assert response.headers["retry-after"] == "30"

    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/tin-tuc/x/",
            "/tim-kiem/?q=a",
            "/quy-che/",
            "/so-do-cong/",
            "/tra-cuu-van-ban/",
            "/ve-cong-nay/",
        ],
    )
    def test_every_page_says_so(self, citizen: Citizen, upstream: Upstream, path: str) -> None:
        upstream.down = True
        assert citizen.get(path).status_code == 503

    @pytest.mark.parametrize("path", ["/feed.atom", "/sitemap.xml", "/media/x.pdf", "/api/v1/"])
    def test_what_is_passed_through_says_so(self, citizen: Citizen, upstream: Upstream, path: str) -> None:
        upstream.down = True
        assert citizen.get(path).status_code == 503

    def test_the_wait_is_the_apis(self, citizen: Citizen, upstream: Upstream) -> None:
        citizen.get("/")
        upstream.answers["/api/v1/front/"] = lambda request: httpx.Response(
            503, headers={"Retry-After": "7"}, request=request
        )
        assert citizen.get("/").headers["retry-after"] == "7"

    def test_it_is_back_at_once(self, citizen: Citizen, upstream: Upstream) -> None:
        upstream.down = True
        citizen.get("/")
        upstream.down = False
        assert citizen.get("/").status_code == 200

    def test_the_process_itself_is_well(self, citizen: Citizen, upstream: Upstream) -> None:
        upstream.down = True
        response = citizen.get("/health/")
        assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_an_answer_of_another_shape_is_no_answer(citizen: Citizen, upstream: Upstream) -> None:
    upstream.answers["/api/v1/front/"] = lambda request: httpx.Response(
        200, json={"articles": [{"nonsense": True}]}, request=request
    )
    assert citizen.get("/").status_code == 503


def test_parameters_that_the_api_refuses(citizen: Citizen) -> None:
    response = citizen.get("/tin-tuc/?cursor=zzz")
    assert response.status_code == 400
    assert "Mở trang không kèm bộ lọc" in response.text
    assert 'href="/tin-tuc/"' in response.text


@pytest.fixture
def broken_citizen(
    upstream: Upstream, configuration: Configuration, monkeypatch: pytest.MonkeyPatch
) -> Citizen:
    """A visitor of a front end whose site map has a fault."""

    async def fault(request: object) -> None:
        raise RuntimeError("secret detail")

    routes = [
        route if route.path != "/so-do-cong/" else type(route)("/so-do-cong/", fault)
        for route in application.ROUTES
    ]
    monkeypatch.setattr(application, "ROUTES", routes)
    return Citizen(create_app(configuration, transport=upstream))


def test_a_fault_of_ours_is_500_without_details(broken_citizen: Citizen) -> None:
    broken_citizen.get("/")
    response = broken_citizen.get("/so-do-cong/")
    assert response.status_code == 500
    assert "Trang gặp lỗi" in response.text
    assert "Quảng Phú" in response.text
    assert "secret detail" not in response.text


def test_a_fault_before_the_portal_is_known(broken_citizen: Citizen) -> None:
    response = broken_citizen.get("/so-do-cong/")
    assert response.status_code == 500
    assert "Trang gặp lỗi" in response.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/", "/tim-kiem/", "/api/v1/items/", "/media/x", "/khong-co/"])
def test_nothing_but_reading(citizen: Citizen, upstream: Upstream, method: str, path: str) -> None:
    response = citizen.request(method, path)
    assert response.status_code == 405
    assert response.headers["allow"]
    assert not upstream.calls


def test_a_suspended_portal_says_that_nothing_new_comes(
    citizen: Citizen, altered_portal: Callable[..., None]
) -> None:
    altered_portal(content.WARD, state="suspended")
    assert "đang được bảo trì" in citizen.get("/").text
