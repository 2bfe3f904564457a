"""Where a case's screens are."""

from __future__ import annotations

from django.urls import reverse

from cms.engagement.models import Case


def admin_path(case: Case) -> str:
    """Return the path of a case's screen in the admin."""
    return reverse("engagement_case", args=[case.pk])
