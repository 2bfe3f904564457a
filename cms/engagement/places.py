"""Where the desks' screens are."""

from __future__ import annotations

from django.urls import reverse

from cms.engagement.models import Case


def desk_path(kind: str) -> str:
    """Return the path of a desk in the admin."""
    return reverse(f"engagement_{kind}")


def enter_path(kind: str) -> str:
    """Return the path of the form for a case that came otherwise than by the portal."""
    return reverse(f"engagement_{kind}_enter")


def open_path(kind: str) -> str:
    """Return the path of the screen that opens and closes a desk."""
    return reverse(f"engagement_{kind}_open")


def admin_path(case: Case) -> str:
    """Return the path of a case's screen in the admin."""
    return reverse(f"engagement_{case.kind}_case", args=[case.pk])


def step_path(case: Case, step: str) -> str:
    """Return the path of the screen of one step of a case."""
    return reverse(f"engagement_{case.kind}_step", args=[case.pk, step])
