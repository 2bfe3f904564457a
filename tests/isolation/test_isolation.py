"""No route, in no role, shows or changes anything of another tenant; and the suite finds what is planted."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.core.cache.backends.base import default_key_func
from django.db import connection
from django.test import Client, override_settings

from cms.accounts.models import User
from tenants import guards, periodic
from tenants.backup.keys import IDENTITY_FILE, RECIPIENTS, new_key_pair
from tenants.backup.storage import FOLDER
from tenants.context import tenant_context
from tenants.errors import WrongSchema
from tenants.resolver import resolver
from tenants.storage import TenantPrivateStorage
from tenants.tasks.arguments import FILE_DELETION
from tenants.tasks.running import run_task
from tests.conftest import CONNECTIONS
from tests.isolation.routes import Route, Samples, routes
from tests.isolation.tasks import all_tasks, task_crossings
from tests.isolation.twins import Twin, contents, make_twins
from tests.isolation.walk import Findings, walk

pytestmark = pytest.mark.xdist_group("isolation")

ROLES = ("truongban", "quantri")
Twins = tuple[Twin, Twin]


@pytest.fixture(scope="module")
def twins(
    pytestconfig: pytest.Config, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Twins]:
    """The two portals, in a database of this module's own; the application's role works in it."""
    held = pytestconfig.stash[CONNECTIONS]
    addresses = held.clones.make("demo", "_twins")
    folder = tmp_path_factory.mktemp("backups")
    pair = new_key_pair()
    (folder / "identity").write_text(pair.identity)
    variables = {RECIPIENTS: pair.recipient, IDENTITY_FILE: str(folder / "identity"), FOLDER: str(folder)}
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        for name, value in variables.items():
            patch.setenv(name, value)
        with held.elsewhere(addresses, "owner"):
            held.clones.place_files("demo", settings.STATE_DIR)
            made = make_twins()
            held.turn(addresses, "application")
            resolver.clear()
            yield made


@pytest.fixture
def open_database(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        cache.clear()
        resolver.clear()
        yield


def signed_in(twins: Twins, username: str) -> tuple[Client, Client]:
    """A browser for each twin, signed in as the people of one name, whose keys are the same."""
    pair = []
    for twin in twins:
        client = Client(headers={"host": twin.host}, raise_request_exception=False)
        with tenant_context(twin.tenant):
            client.force_login(User.objects.get(username=username))
        pair.append(client)
    return pair[0], pair[1]


def anonymous(twins: Twins) -> tuple[Client, Client]:
    first, second = (Client(headers={"host": twin.host}, raise_request_exception=False) for twin in twins)
    return first, second


@pytest.fixture(scope="module")
def samples(twins: Twins, django_db_blocker: Any) -> Samples:
    """Keys that lead to rows in both twins, by the names that routes give their arguments."""
    from django.apps import apps
    from wagtail.images import get_image_model
    from wagtail.models import Page

    from sites.releases.models import PublicFile, Release

    with django_db_blocker.unblock(), tenant_context(twins[0].tenant):
        pages = list(
            Page.objects.filter(depth__gt=1).order_by("-depth", "pk").values_list("pk", flat=True)[:3]
        )
        images = list(get_image_model().objects.values_list("pk", flat=True)[:2])
        users = [str(pk) for pk in User.objects.values_list("pk", flat=True)[:2]]
        items = [
            str(pk)
            for pk in Release.objects.of(twins[0].tenant.pk)
            .filter(type="article")
            .values_list("item_id", flat=True)[:3]
        ]
        files = [one.path for one in PublicFile.objects.filter(tenant_id=twins[0].tenant.pk)[:3]]
        keys: dict[str, list[Any]] = {}
        for model in apps.get_models():
            if (
                model._meta.app_label in {"tenants", "releases", "search", "django_tasks_database"}
                or not model._meta.managed
            ):
                continue
            first = model._default_manager.order_by("pk").values_list("pk", flat=True)[:1]
            for pk in first:
                keys.setdefault("pk", []).append(str(pk))
        private = [f"documents/{name}" for name in ("x.pdf",)]
    return Samples(
        integers=[*pages, *images, 1],
        uuids=[*items, *users],
        words=["article", "1", *pages[:1]],
        by_name={
            "page_id": pages, "parent_page_id": pages, "page_to_move_id": pages, "image_id": images, "name": [*private, *files],
            "app_label": ["content"], "model_name": ["articlepage"], "content_type_app_name": ["content"],
            "content_type_model_name": ["articlepage"], "item_id": items, "path": files, "pk": keys["pk"], "user_id": users,
            "filter_spec": ["max-165x165"], "language": ["vi"], "content_type_app_label": ["content"],
        },
    )  # fmt: skip


def admin_routes(samples: Samples) -> list[Route]:
    return routes("cms.urls", samples)


def delivery_routes(samples: Samples) -> list[Route]:
    return routes("cms.urls_delivery", samples)


def told(found: Findings) -> str:
    return "\n".join([f"{len(found.leaks)} leak(s):", *found.leaks[:10]])


class TestNothingCrosses:
    @pytest.mark.parametrize("username", ROLES)
    def test_every_route_of_the_admin(
        self, twins: Twins, samples: Samples, open_database: None, username: str
    ) -> None:
        first = username == ROLES[0]
        found = walk(twins, signed_in(twins, username), admin_routes(samples), username, in_every_way=first)
        assert not found.leaks, told(found)
        assert found.shown > 100, "Signs were hardly seen: the walk looked at nothing."
        assert len(found.unaddressed) < 5, found.unaddressed

    def test_every_public_route(self, twins: Twins, samples: Samples, open_database: None) -> None:
        with override_settings(ROOT_URLCONF="cms.urls_delivery"):
            found = walk(twins, anonymous(twins), delivery_routes(samples), "a citizen")
        assert not found.leaks, told(found)
        assert found.shown >= 15, "Signs were hardly seen: the walk looked at nothing."

    def test_every_queued_task(self, twins: Twins, samples: Samples, open_database: None) -> None:
        tasks = all_tasks()
        crossed, failed = task_crossings(twins, samples, tasks)
        assert crossed == []
        assert len(tasks) >= 9, "The task registry was not found."
        assert failed == [], "What fails was not walked."

    def test_a_session_of_one_is_nobodys_at_the_other(self, twins: Twins, open_database: None) -> None:
        assert not session_crosses(twins)


def job_writes(twins: Twins) -> list[str]:
    """The jobs that, run for the first twin, changed something of the second."""
    wrong = []
    before = contents(twins[1].tenant)
    for job in periodic.registered_jobs():
        if job.per_tenant and not job.name.startswith("search."):
            with tenant_context(twins[0].tenant):
                try:
                    job.call()
                except WrongSchema:
                    continue
            after = contents(twins[1].tenant)
            if after != before:
                wrong.append(job.name)
                before = after
    return wrong


def session_crosses(twins: Twins) -> bool:
    """Whether the cookie of somebody who signed in at the first twin lets him in at the second."""
    client = signed_in(twins, "truongban")[0]
    assert client.get("/admin/", headers={"host": twins[0].host}).status_code == 200
    return client.get("/admin/", headers={"host": twins[1].host}).status_code == 200


LISTINGS = ("admin/pages/", "admin/pages/<int:parent_page_id>/")
"""Where the explorer lists pages."""


# --- planted leaks: the suite has to find each -----------------------------------------------------------------------


def some(found: list[Route], *needles: str) -> list[Route]:
    return [route for route in found if any(needle in route.pattern for needle in needles)]


class TestItFinds:
    def test_one_folder_for_all_private_files(
        self, twins: Twins, samples: Samples, open_database: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shared = str(settings.MEDIA_ROOT / twins[0].tenant.schema_name)
        monkeypatch.setattr(TenantPrivateStorage, "location", shared)
        from cms.content.models import Attachment

        with tenant_context(twins[1].tenant):
            served = [f"/admin-files/{one.pk}/{one.filename}" for one in Attachment.objects.all()[:3]]
        found = walk(
            twins,
            signed_in(twins, "truongban"),
            [Route("admin-files", (path,)) for path in served],
            "planted",
        )
        assert found.leaks

    def test_an_answer_that_is_remembered_without_its_tenant(
        self, twins: Twins, samples: Samples, open_database: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from sites.api.portals import PortalView

        original = PortalView.answer
        remembered: dict[str, Any] = {}

        def answer(self: Any, *arguments: Any, **more: Any) -> Any:
            return remembered.setdefault("portal", original(self, *arguments, **more))

        monkeypatch.setattr(PortalView, "answer", answer)
        with override_settings(ROOT_URLCONF="cms.urls_delivery"):
            found = walk(twins, anonymous(twins), delivery_routes(samples), "planted")
        assert found.leaks

    @pytest.mark.parametrize("keyed", [True, False])
    def test_cache_keys_without_the_tenant(
        self,
        twins: Twins,
        samples: Samples,
        open_database: None,
        monkeypatch: pytest.MonkeyPatch,
        keyed: bool,
    ) -> None:
        """What is put into Django's cache under one name is each tenant's own, because of the keys alone."""
        from sites.api.portals import PortalView

        original = PortalView.answer

        def answer(self: Any, *arguments: Any, **more: Any) -> Any:
            return cache.get_or_set("portal", lambda: original(self, *arguments, **more))

        monkeypatch.setattr(PortalView, "answer", answer)
        if not keyed:
            monkeypatch.setattr(caches["default"], "key_func", default_key_func)
        with override_settings(ROOT_URLCONF="cms.urls_delivery"):
            found = walk(twins, anonymous(twins), some(delivery_routes(samples), "portal/"), "planted")
        assert found.shown
        assert bool(found.leaks) is not keyed

    def test_a_worker_that_runs_a_task_in_another_tenant(
        self, twins: Twins, samples: Samples, open_database: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tasks = [one for one in all_tasks() if one.module_path == FILE_DELETION]
        crossed, _failed = task_crossings(
            twins, samples, tasks, run=lambda task, _scope: run_task(task, twins[1].tenant.pk)
        )
        assert crossed == [FILE_DELETION]

    def test_a_resolver_that_remembers_without_the_host(
        self, twins: Twins, samples: Samples, open_database: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = resolver.resolve(twins[0].host)
        monkeypatch.setattr(resolver, "resolve", lambda host: first)
        with override_settings(ROOT_URLCONF="cms.urls_delivery"):
            found = walk(twins, anonymous(twins), delivery_routes(samples), "planted")
        assert found.leaks

    def test_sessions_in_one_place(
        self, twins: Twins, open_database: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from django.contrib.sessions.backends.db import SessionStore

        original = SessionStore._get_session_from_db

        def everywhere(self: Any) -> Any:
            with tenant_context(twins[0].tenant):
                return original(self)

        monkeypatch.setattr(SessionStore, "_get_session_from_db", everywhere)
        assert session_crosses(twins)

    @pytest.mark.parametrize("guarded", [True, False])
    def test_a_view_that_moves_the_connection_if_the_guard_is_off(
        self,
        twins: Twins,
        samples: Samples,
        open_database: None,
        monkeypatch: pytest.MonkeyPatch,
        guarded: bool,
    ) -> None:
        from wagtail.admin.views.pages.listing import IndexView

        def strays(next_view: Callable[..., Any]) -> Callable[..., Any]:
            def view(*arguments: Any, **more: Any) -> Any:
                connection.set_tenant(twins[0].tenant)  # type: ignore[attr-defined]
                return next_view(*arguments, **more)

            return view

        monkeypatch.setattr(IndexView, "get_queryset", strays(IndexView.get_queryset))
        if not guarded:
            monkeypatch.setattr(guards, "refuse_wrong_schema", lambda connection: None)
        listings = [route for route in admin_routes(samples) if route.pattern in LISTINGS]
        assert len(listings) == len(LISTINGS)
        found = walk(twins, signed_in(twins, "truongban"), listings, "planted")
        assert bool(found.leaks) is not guarded


class TestWritesStay:
    """The last of all: afterwards the first twin is not what it was."""

    def test_no_write_reaches_the_other(self, twins: Twins, samples: Samples, open_database: None) -> None:
        clients = signed_in(twins, "truongban")
        before = contents(twins[1].tenant)
        for route in admin_routes(samples):
            for path in route.paths[:2]:
                clients[0].post(path, {"next": "/admin/", "confirm": "yes"}, headers={"host": twins[0].host})
        assert contents(twins[1].tenant) == before

    def test_no_periodic_job_reaches_the_other(self, twins: Twins, open_database: None) -> None:
        assert job_writes(twins) == []

    def test_a_job_that_writes_in_another_schema(
        self, twins: Twins, open_database: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def stray() -> None:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"UPDATE {twins[1].tenant.schema_name}.wagtailcore_site SET site_name = 'stray'"
                )

        monkeypatch.setitem(periodic._jobs, "stray", periodic.PeriodicJob("stray", stray, 60.0, True))
        assert job_writes(twins) == ["stray"]
