"""Rules of the room as system checks: a mistake is an error at start, with the sentence that tells the
mend.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from tenants.letters import LettersLost, refuse_lost_letters

KEY_FUNCTION = "tenants.cache.make_key"
TENANT_ENGINE = "django_tenants.postgresql_backend"
PLAIN_ENGINE = "django.db.backends.postgresql"
MIDDLEWARE = "tenants.middleware.TenantMiddleware"
TASK_BACKEND = "tenants.tasks.TenantDatabaseBackend"
ROUTER = "django_tenants.routers.TenantSyncRouter"
NEVER_SHARED = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.admin",
    "wagtail",
    "taggit",
    "modelsearch",
    "cms",
)
SHARED_ALL_THE_SAME = (
    "cms.record",  # holds keys and hashes alone, and its chain must be out of a tenant's reach
    "cms.inbox",  # sealed envelopes, public keys, and figures without a name
    "cms.province",  # what a province sets for its communes, and figures without a title or a name
)


@register(Tags.caches)
def check_caches(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every cache's keys carry the tenant."""
    return [
        Error(
            f"The cache “{alias}” does not put the tenant into its keys: one portal would read another's.",
            hint=f'Set CACHES["{alias}"]["KEY_FUNCTION"] = "{KEY_FUNCTION}".',
            id="tenants.E001",
        )
        for alias, cache in settings.CACHES.items()
        if cache.get("KEY_FUNCTION") != KEY_FUNCTION and not cache["BACKEND"].endswith("DummyCache")
    ]


@register(Tags.compatibility)
def check_databases(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """`default` switches schemas, `reader` never does, and the router keeps migrations apart."""
    errors: list[CheckMessage] = []
    engine = settings.DATABASES["default"]["ENGINE"]
    if engine != TENANT_ENGINE:
        errors.append(
            Error(
                f"The database “default” uses {engine}, which cannot switch to a tenant's schema.",
                hint=f'Set its ENGINE to "{TENANT_ENGINE}".',
                id="tenants.E002",
            )
        )
    reader = settings.DATABASES.get("reader")
    if reader is not None and reader["ENGINE"] != PLAIN_ENGINE:
        errors.append(
            Error(
                f"The database “reader” uses {reader['ENGINE']}; public reading must not depend on a session.",
                hint=f'Set its ENGINE to "{PLAIN_ENGINE}" with search_path=public.',
                id="tenants.E003",
            )
        )
    if ROUTER not in settings.DATABASE_ROUTERS:
        errors.append(
            Error(
                "Nothing keeps the tenants' tables out of the public schema.",
                hint=f'Add "{ROUTER}" to DATABASE_ROUTERS.',
                id="tenants.E004",
            )
        )
    return errors


@register(Tags.compatibility)
def check_shared_apps(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """No user, session, content type or Wagtail table in the public schema: behind every tenant it would be
    a leak waiting.
    """
    return [
        Error(
            f"{app} is in SHARED_APPS: its tables would stand in the public schema, behind every tenant's.",
            hint="Move it to TENANT_APPS.",
            id="tenants.E005",
        )
        for app in settings.SHARED_APPS
        if app not in SHARED_ALL_THE_SAME
        and any(app == name or app.startswith(f"{name}.") for name in NEVER_SHARED)
    ]


@register(Tags.compatibility)
def check_apps_once(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """An app is shared or the tenants', not both."""
    return [
        Error(
            f"{app} is in SHARED_APPS and in TENANT_APPS: a tenant without a table would read the public one.",
            hint="Leave it in one of the two.",
            id="tenants.E006",
        )
        for app in sorted(set(settings.SHARED_APPS) & set(settings.TENANT_APPS))
    ]


@register(Tags.compatibility)
def check_tasks(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Background tasks carry their tenant."""
    return [
        Error(
            f"The task backend “{alias}” is {backend.get('BACKEND')}, which knows no tenant.",
            hint=f'Set TASKS["{alias}"]["BACKEND"] = "{TASK_BACKEND}".',
            id="tenants.E007",
        )
        for alias, backend in getattr(settings, "TASKS", {"default": {}}).items()
        if backend.get("BACKEND") != TASK_BACKEND
    ]


@register(Tags.compatibility)
def check_middleware(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The tenant is known before anything else looks at the request."""
    if settings.MIDDLEWARE and settings.MIDDLEWARE[0] == MIDDLEWARE:
        return []
    return [
        Error(
            f"{MIDDLEWARE} is not the first middleware: what stands before it would run without a tenant.",
            hint="Put it at the head of MIDDLEWARE.",
            id="tenants.E008",
        )
    ]


@register(Tags.database)
def check_letters(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """The database keeps Vietnamese letters; asked of a database when a command names it (`--database`)."""
    errors: list[CheckMessage] = []
    for alias in databases or ():
        try:
            with connections[alias].cursor() as cursor:
                refuse_lost_letters(cursor)
        except LettersLost as lost:
            errors.append(Error(str(lost), obj=alias, id="tenants.E009"))
    return errors
