"""A mistake in the settings is an error at start, under its number, with the mend."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as real
from pytest_django import Settings

from tenants import checks


def ids(errors: list[Any]) -> list[str]:
    for error in errors:
        assert error.hint, "Each error tells the mend."
    return [error.id for error in errors]


def test_the_projects_own_settings_are_in_order() -> None:
    for check in (
        checks.check_caches,
        checks.check_databases,
        checks.check_shared_apps,
        checks.check_apps_once,
        checks.check_tasks,
        checks.check_middleware,
    ):
        assert check(None) == []


def test_a_cache_whose_keys_know_no_tenant(settings: Settings) -> None:
    settings.CACHES = {"default": real.CACHES["default"], "renditions": {"BACKEND": "x.LocMemCache"}}
    assert ids(checks.check_caches(None)) == ["tenants.E001"]


def test_a_cache_that_keeps_nothing_is_no_danger(settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert checks.check_caches(None) == []


@pytest.mark.parametrize(
    ("alias", "engine", "expected"),
    [
        ("default", "django.db.backends.postgresql", "tenants.E002"),
        ("reader", "django_tenants.postgresql_backend", "tenants.E003"),
    ],
)
def test_an_alias_on_the_wrong_backend(
    monkeypatch: pytest.MonkeyPatch, alias: str, engine: str, expected: str
) -> None:
    databases = {**real.DATABASES, alias: {**real.DATABASES[alias], "ENGINE": engine}}
    shown = SimpleNamespace(DATABASES=databases, DATABASE_ROUTERS=real.DATABASE_ROUTERS)
    monkeypatch.setattr(checks, "settings", shown)
    assert ids(checks.check_databases(None)) == [expected]


def test_no_router(settings: Settings) -> None:
    settings.DATABASE_ROUTERS = []
    assert ids(checks.check_databases(None)) == ["tenants.E004"]


@pytest.mark.parametrize(
    "app",
    [
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.sessions",
        "wagtail",
        "wagtail.admin",
        "cms.accounts",
    ],
)
def test_an_app_that_must_not_be_shared(settings: Settings, app: str) -> None:
    settings.SHARED_APPS = [*real.SHARED_APPS, app]
    assert "tenants.E005" in ids(checks.check_shared_apps(None))
    assert app in checks.check_shared_apps(None)[0].msg


def test_names_that_only_begin_alike_may_be_shared(settings: Settings) -> None:
    settings.SHARED_APPS = ["wagtailish", "cmsplus"]
    assert checks.check_shared_apps(None) == []


def test_an_app_on_both_sides(settings: Settings) -> None:
    settings.SHARED_APPS = [*real.SHARED_APPS, real.TENANT_APPS[0]]
    assert ids(checks.check_apps_once(None)) == ["tenants.E006"]


@pytest.mark.parametrize(
    "backend", ["django_tasks.backends.immediate.ImmediateBackend", "django_tasks_db.DatabaseBackend"]
)
def test_a_task_backend_that_knows_no_tenant(settings: Settings, backend: str) -> None:
    settings.TASKS = {"default": {"BACKEND": backend}}
    assert ids(checks.check_tasks(None)) == ["tenants.E007"]


def test_a_middleware_before_ours(settings: Settings) -> None:
    settings.MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", *real.MIDDLEWARE]
    assert ids(checks.check_middleware(None)) == ["tenants.E008"]


@pytest.mark.django_db
def test_a_database_that_loses_letters_is_an_error_when_a_command_names_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert checks.check_letters(None, databases=["default"]) == []
    monkeypatch.setattr("tenants.letters._trigrams_keep_letters", lambda cursor: False)
    assert [error.id for error in checks.check_letters(None, databases=["default"])] == ["tenants.E009"]
    assert checks.check_letters(None) == [], "Without a database named, none is asked."
