"""Deleting what is kept no longer: text and contact go, code, days, kind and clause stay.

Every deletion stands in a log outside the portal's schema, so that a restore of an older backup carries it out again.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cms.clocks.acts import forget
from cms.engagement.enums import REFUSED, Act, Closing
from cms.engagement.models import Case, CaseEntry
from cms.inbox.models import Deletion
from tenants.context import current_tenant

AT_A_TIME = 500


def purge_due() -> int:
    """Delete what is due in the current tenant, and what was deleted once and has come back; returns how many cases."""
    tenant = current_tenant()
    deleted = Deletion.objects.filter(tenant=tenant).values_list("case_id", flat=True)
    back = Case.objects.filter(purged_at__isnull=True, pk__in=list(deleted))
    keys = {
        *Case.objects.to_purge().values_list("pk", flat=True)[:AT_A_TIME],
        *back.values_list("pk", flat=True),
    }
    return sum(purge(key) for key in keys)


def job() -> None:
    """Delete what is due, as periodic work of a tenant."""
    purge_due()


@transaction.atomic
def purge(case_id: UUID) -> bool:
    """Delete text and contact of a case, and what officials noted of it. Returns whether there was anything left."""
    case = Case.objects.select_for_update(of=("self",)).filter(pk=case_id, purged_at__isnull=True).first()
    if case is None:
        return False
    now = timezone.now()
    if case.closing in (*REFUSED, Closing.WITHDRAWN):
        case.topic = ""
    case.contact, case.contact_key, case.has_email = None, "", False
    case.token_hash, case.purge_at, case.purged_at = None, None, now
    case.save()
    case.messages.update(text=None, key_id="", mail="")
    case.history.update(note="")
    forget(case.pk)
    CaseEntry.objects.create(case=case, act=Act.PURGED, at=now, clause=case.clause)
    Deletion.objects.get_or_create(tenant=current_tenant(), case_id=case.pk, defaults={"deleted_at": now})
    return True
