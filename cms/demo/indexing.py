"""Wagtail's own indexes of a portal that was filled in one go: made once at the end, not once a save."""

from __future__ import annotations

from django.core.management import call_command
from django.db.models import Q
from django_tasks_db.models import DBTaskResult

from tenants.models import Tenant

# Wagtail queues one of these a save: thousands for a portal made at once, each for an object that is saved again soon.
INDEXING = Q(task_path__startswith="modelsearch.") | Q(task_path__startswith="wagtail.")


def index_at_once(tenant: Tenant) -> None:
    """Build the admin's search index and reference index of `tenant`, which is current, in place of the tasks queued for them."""
    DBTaskResult.objects.filter(INDEXING, scope__tenant=tenant).delete()
    call_command("update_index", verbosity=0)
    call_command("rebuild_references_index", verbosity=0)
