"""The migration state of the code, as one number."""

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from django.apps import AppConfig, apps
from django.conf import settings

TEMPLATE_FORMAT = 1
"""Raise it when what a template holds, or how it is read, changes."""


@lru_cache(maxsize=2)
def tenant_fingerprint() -> str:
    """The state of everything that shapes a new tenant's schema: migrations of the tenants' apps, their
    models, languages.

    A migration whose text changed counts as another one.
    """
    return _fingerprint(tuple(settings.TENANT_APPS))


@lru_cache(maxsize=2)
def public_fingerprint() -> str:
    """The state of everything that shapes the public schema."""
    return _fingerprint(tuple(settings.SHARED_APPS))


def _fingerprint(app_names: tuple[str, ...]) -> str:
    digest = hashlib.sha256(f"{TEMPLATE_FORMAT}\n{settings.LANGUAGE_CODE}\n{settings.LANGUAGES}\n".encode())
    for app in sorted(_configs(app_names), key=lambda app: app.label):
        digest.update(f"app {app.label}\n".encode())
        for path in _migration_files(app):
            digest.update(f"{path.name}\n".encode() + path.read_bytes())
        for model in sorted(app.get_models(include_auto_created=True), key=lambda model: model._meta.label):
            permissions = (model._meta.default_permissions, model._meta.permissions)
            digest.update(f"{model._meta.label} {permissions}\n".encode())
    return digest.hexdigest()


def _configs(app_names: tuple[str, ...]) -> Iterator[AppConfig]:
    """The apps of a list of settings, whose entries are names of apps or paths of their configurations."""
    wanted = set(app_names)
    for app in apps.get_app_configs():
        if app.name in wanted or f"{type(app).__module__}.{type(app).__qualname__}" in wanted:
            yield app


def _migration_files(app: AppConfig) -> list[Path]:
    """The app's migrations, found without importing them: the whole installation has some five hundred."""
    module = getattr(settings, "MIGRATION_MODULES", {}).get(app.label, f"{app.name}.migrations")
    spec = find_spec(module) if module else None
    if spec is None or not spec.submodule_search_locations:
        return []
    folders = [Path(folder) for folder in spec.submodule_search_locations]
    return sorted(path for folder in folders for path in folder.glob("*.py") if path.name[0] not in "_~")
