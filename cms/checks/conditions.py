"""The conditions that checks enter in moderation: complete by the data, personal data answered."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cms.checks.completeness import missing_of
from cms.checks.scanning import unanswered
from cms.content.models import PortalPage
from cms.moderation.conditions import Problem


def complete(content: PortalPage) -> list[Problem]:
    """Return what the data of the checks asks for and `content` lacks, each with its field."""
    return missing_of(content)


def answered(content: PortalPage) -> list[Problem]:
    """Return a problem while something that may be personal data has no answer."""
    open_findings = unanswered(content)
    if not open_findings:
        return []
    places = ", ".join(dict.fromkeys(finding.place for finding in open_findings))
    said = _(
        "%(count)s places may hold personal data and have no answer (%(places)s). Save the draft, then answer under “Personal data”."
    )
    return [Problem(said % {"count": len(open_findings), "places": places})]
