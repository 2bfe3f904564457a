"""Two people at one draft: what each saw, and who saved what meanwhile."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from cms.regulation.files import digest
from cms.regulation.models import RegulationVersion
from cms.regulation.registers import groups


@dataclass(frozen=True, slots=True)
class Saving:
    """Somebody's last saving of a draft, or of some of its groups."""

    who: str
    at: dt.datetime | None
    what: str

    @property
    def heading(self) -> str:
        """Return it in words."""
        if self.at is None:
            return _("Somebody has changed this draft meanwhile.")
        at = timezone.localtime(self.at).strftime("%H:%M %d/%m/%Y")
        words = _("%(who)s saved “%(what)s” at %(at)s, after you opened this page.")
        return words % {"who": self.who, "what": self.what, "at": at}


class ChangedMeanwhile(Exception):
    """What somebody wants to save was seen in another state; `saving` says who changed it."""

    def __init__(self, saving: Saving) -> None:
        self.saving = saving
        super().__init__(saving.heading)


def state_of(version: RegulationVersion, *only: str) -> str:
    """Return a fingerprint of what a version says: all of it, or some groups of parameters."""
    rows = version.parameters.order_by("group", "key")
    if only:
        rows = rows.filter(group__in=only)
    said = list(rows.values_list("group", "key", "value", "unit", "provenance", "clause", "also", "note"))
    return digest(json.dumps(said, ensure_ascii=False))[:32]


def last_saved(version: RegulationVersion, *only: str) -> Saving:
    """Return who saved a version last: anything of it, or one of some groups."""
    titles = {group.key: group.title for group in groups()}
    entries = ModelLogEntry.objects.for_instance(version).filter(action="wagtail.edit").order_by("-timestamp")
    for entry in entries.select_related("user")[:100]:
        touched = [key for key in entry.data.get("groups", []) if key in titles and (not only or key in only)]
        if touched:
            return Saving(str(entry.user or ""), entry.timestamp, ", ".join(titles[key] for key in touched))
    return Saving("", None, "")
