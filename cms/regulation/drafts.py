"""Acts on versions of a regulation in the admin: begin a draft, save a parameter, confirm, activate, discard."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError as ModelRefusal
from wagtail.log_actions import log

from cms.accounts.powers import Powers
from cms.regulation.concurrency import ChangedMeanwhile, last_saved, state_of
from cms.regulation.files import FileRefused, digest
from cms.regulation.forms.errors import words_for
from cms.regulation.loader import bundled_files, first_day, lock_versions, make_room
from cms.regulation.models import Parameter, RegulationVersion, VersionState
from cms.regulation.parameter_types import leaf_class
from cms.regulation.references import check_references, read_regulation
from cms.regulation.registers import parameters
from cms.regulation.rows import file_of, row_of, rows_of
from cms.regulation.schema import SCHEMA_VERSION, RegulationFile
from cms.regulation.signals import own_rules_changed
from tenants.calendar_day import today
from tenants.context import current_tenant
from tenants.guards import ensure_writable


@dataclass(frozen=True, slots=True)
class DraftProblem:
    """What keeps a draft from being activated, and where it is mended."""

    group: str
    key: str
    text: str

    @property
    def label(self) -> str:
        """Return the parameter's name."""
        info = parameters().get((self.group, self.key))
        return info.label if info else self.key


def readable(version: RegulationVersion) -> RegulationFile:
    """Return what a version says; a draft need not know its first day yet."""
    shown = copy.copy(version)
    if version.state == VersionState.DRAFT:
        shown.assumed, shown.assumed_reason = True, version.assumed_reason or "Dự thảo."
    return file_of(shown, version.parameters.all())


def problems(version: RegulationVersion) -> list[DraftProblem]:
    """Return everything that keeps a draft from being activated."""
    found: list[DraftProblem] = []
    try:
        file_of(version, version.parameters.all())
    except ModelRefusal as error:
        for detail in error.errors(include_url=False):
            place = [str(part) for part in detail["loc"]]
            where = (
                tuple(place[1:3])
                if place[:1] == ["parameters"] and len(place) > 2
                else ("regulation", "effective_from")
            )
            found.append(DraftProblem(where[0], where[1], words_for(detail["type"], detail.get("ctx", {}))))
    for problem in check_references(readable(version)):
        text = _("“%(found)s” is not known here: choose one that this regulation or the register names.") % {
            "found": problem.found
        }
        found.append(DraftProblem(str(problem.path[1]), str(problem.path[2]), text))
    if not version.number:
        found.append(DraftProblem("regulation", "number", _("Activation needs the number of the decision.")))
    if version.issued_on and version.effective_from < version.issued_on and not version.assumed:
        text = _("It cannot be in force before %(day)s, the day of issue.")
        found.append(
            DraftProblem("regulation", "effective_from", text % {"day": f"{version.issued_on:%d/%m/%Y}"})
        )
    if version.issued_on is None:
        found.append(
            DraftProblem(
                "regulation", "issued_on", _("Activation needs the full date of issue: day, month and year.")
            )
        )
    return found


def _allow(user: Any, *, head: bool = False) -> None:
    ensure_writable(current_tenant())
    powers = Powers.of(user)
    if head and not powers.is_head:
        raise PermissionDenied(_("Only the head puts a regulation in force."))
    if not powers.manages_accounts:
        raise PermissionDenied(_("Only the head and the administrators change the regulation."))


def _only_draft(version: RegulationVersion) -> None:
    if version.state != VersionState.DRAFT:
        raise PermissionDenied(_("Only a draft can be changed; start a new draft from this version."))


@dataclass(frozen=True, kw_only=True)
class BeginDraft:
    """Begin a draft: from nothing, from a version, or from a file that comes with the platform.

    Raises PermissionDenied for whoever may not, TenantReadOnly in an archive, KeyError for an unknown file.
    """

    by: Any
    version: RegulationVersion | None = None
    bundled: str = ""

    @transaction.atomic
    def execute(self) -> RegulationVersion:
        """Return the draft."""
        _allow(self.by)
        file = self._source()
        draft = RegulationVersion(
            effective_from=today(), unit_code=current_tenant().identity().code, schema_version=SCHEMA_VERSION
        )
        if file:
            draft.numbering = file.numbering.model_dump(mode="json")
        draft.save(force_insert=True)
        if file:
            Parameter.objects.bulk_create(rows_of(file, draft))
        _renew(draft)
        log(instance=draft, action="wagtail.create", user=self.by, title=str(draft))
        return draft

    def _source(self) -> RegulationFile | None:
        if self.version:
            return readable(self.version)
        if self.bundled:
            path = bundled_files()[self.bundled]
            return read_regulation(path.read_text(encoding="utf-8"), path.name)
        return None


@dataclass(frozen=True, kw_only=True)
class SaveParameters:
    """Save what some parameters of a draft say; None makes the regulation silent.

    Args:
        seen: `state_of` the groups when they were shown; what others saved since is not written over. None where nobody looked.

    Raises PermissionDenied for another state than draft, pydantic's ValidationError for what the model refuses, ChangedMeanwhile.
    """

    by: Any
    draft: RegulationVersion
    leaves: Mapping[tuple[str, str], dict[str, Any] | None]
    seen: str | None = None

    @transaction.atomic
    def execute(self) -> None:
        """Save all of them or none."""
        _allow(self.by)
        draft = RegulationVersion.objects.select_for_update().get(pk=self.draft.pk)
        _only_draft(draft)
        groups = sorted({group for group, _key in self.leaves})
        if self.seen is not None and self.seen != state_of(draft, *groups):
            raise ChangedMeanwhile(last_saved(draft, *groups))
        for (group, key), leaf in self.leaves.items():
            draft.parameters.filter(group=group, key=key).delete()
            if leaf is not None:
                typed = leaf_class(group, key).model_validate_json(json.dumps(leaf, ensure_ascii=False))
                row_of(draft, group, key, typed.model_dump(mode="json", exclude_defaults=True)).save()
        _renew(draft)
        log(instance=draft, action="wagtail.edit", user=self.by, title=str(draft), data={"groups": groups})


def _renew(draft: RegulationVersion) -> None:
    """Bring the columns of a draft in line with what its parameters say of the instrument."""
    file = readable(draft)
    given = file.parameters.regulation
    texts = {
        name: str(getattr(getattr(given, name), "value", None) or "")
        for name in ("title", "number", "issuing_body", "signatory", "issued_on")
    }
    draft.title, draft.number = texts["title"], texts["number"]
    draft.issuing_body, draft.signatory = texts["issuing_body"], texts["signatory"]
    draft.issued_on_partial = texts["issued_on"]
    draft.issued_on = dt.date.fromisoformat(texts["issued_on"]) if len(texts["issued_on"]) == 10 else None
    draft.replaces = list(given.replaces.value or ()) if given.replaces else []
    if given.effective_from and (given.effective_from.value != "date_of_signature" or draft.issued_on):
        draft.effective_from = first_day(file)
    draft.source_digest = digest(
        json.dumps([str(draft.pk), file.model_dump(mode="json")], ensure_ascii=False)
    )
    draft.save()


@dataclass(frozen=True, kw_only=True)
class PutInForce:
    """Put a version in force: a complete one as active, a copy without number or full date as a confirmed copy.

    Args:
        past_is_meant: a first day that lies in the past moves deadlines that run already, so it has to be meant.
        seen: `state_of` the version when it was shown; None where nobody looked.

    Raises PermissionDenied for anybody but the head, ChangedMeanwhile, ValidationError with everything that is missing, a first day in the
    past that was not said to be meant, or another version in the way.
    """

    by: Any
    version: RegulationVersion
    assumed_from: dt.date | None = None
    assumed_reason: str = ""
    past_is_meant: bool = False
    seen: str | None = None

    @transaction.atomic
    def execute(self) -> RegulationVersion:
        """Return the version, in force from its first day."""
        _allow(self.by, head=True)
        lock_versions()
        version = RegulationVersion.objects.select_for_update().get(pk=self.version.pk)
        if version.state not in {VersionState.DRAFT, VersionState.CONFIRMED}:
            raise ValidationError(_("This version is in force already, or has been."))
        if self.seen is not None and self.seen != state_of(version):
            raise ChangedMeanwhile(last_saved(version))
        version.assumed = self.assumed_from is not None
        version.assumed_reason = self.assumed_reason.strip() if self.assumed_from else ""
        if self.assumed_from:
            version.effective_from = self.assumed_from
        self._refuse_incomplete(version)
        self._refuse_past(version)
        RegulationVersion.objects.filter(pk=version.pk).update(state=VersionState.DRAFT)
        try:
            make_room(version, str(version))
        except FileRefused as error:
            message = _(
                "Another version is in force from the same day or a later one: give this one a later first day."
            )
            raise ValidationError({"assumed_from": message} if version.assumed else message) from error
        version.state = VersionState.CONFIRMED if version.assumed else VersionState.ACTIVE
        version.save()
        log(instance=version, action="wagtail.publish", user=self.by, title=str(version))
        words = _("A regulation is in force from %(day)s: %(version)s")
        reason = words % {"day": f"{version.effective_from:%d/%m/%Y}", "version": version}
        own_rules_changed.send(sender=RegulationVersion, reason=reason, by=self.by)
        return version

    def _refuse_past(self, version: RegulationVersion) -> None:
        if version.effective_from < today() and not self.past_is_meant:
            text = _(
                "Its first day, %(day)s, lies in the past: deadlines that run already would be computed anew from then on. "
                "Tick this if that is meant."
            )
            raise ValidationError({"past_is_meant": text % {"day": f"{version.effective_from:%d/%m/%Y}"}})

    def _refuse_incomplete(self, version: RegulationVersion) -> None:
        if version.assumed and not version.assumed_reason:
            raise ValidationError({"assumed_reason": _("Say why it counts as in force from that day.")})
        left = problems(version)
        if version.assumed:
            left = [
                one
                for one in left
                if (one.group, one.key) not in {("regulation", "number"), ("regulation", "issued_on")}
            ]
        if left:
            raise ValidationError([f"{one.label}: {one.text}" for one in left])


@dataclass(frozen=True, kw_only=True)
class DiscardDraft:
    """Throw a draft away."""

    by: Any
    draft: RegulationVersion

    @transaction.atomic
    def execute(self) -> None:
        """Delete the draft. Raises PermissionDenied for any other state."""
        _allow(self.by)
        _only_draft(self.draft)
        log(instance=self.draft, action="wagtail.delete", user=self.by, title=str(self.draft))
        self.draft.delete()
