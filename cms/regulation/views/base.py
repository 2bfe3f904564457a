"""What the screens of the regulation share: who is let in, which version it is about, the way here."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.accounts.powers import Powers
from cms.regulation.models import RegulationVersion, VersionState


class RegulationScreen(WagtailAdminTemplateMixin, TemplateView):
    """A screen for the head and the administrators."""

    header_icon = "list-ul"
    heading = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let in the head and the administrators."""
        self.powers = Powers.of(request.user)  # type: ignore[arg-type]
        if not self.powers.manages_accounts:
            raise PermissionDenied(_("Only the head and the administrators change the regulation."))
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        """Return the heading."""
        return self.heading or _("Regulation")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        return [{"url": "", "label": self.get_page_title()}]


class VersionScreen(RegulationScreen):
    """A screen about one version."""

    @cached_property
    def version(self) -> RegulationVersion:
        """Return the version."""
        return get_object_or_404(RegulationVersion, pk=self.kwargs["version_id"])

    @property
    def version_name(self) -> str:
        """Return what the version is called."""
        number = self.version.number or _("no number yet")
        return f"{self.version.get_state_display()}: {number}"

    @property
    def version_url(self) -> str:
        """Return the address of the version's own screen."""
        return reverse("regulation_version", args=[self.version.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here: the versions, this version, this screen."""
        way = [{"url": reverse("regulation_versions"), "label": _("Regulation")}]
        if self.request.path != self.version_url:
            way.append({"url": self.version_url, "label": self.version_name})
        return [*way, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the version and what may be done with it."""
        is_draft = self.version.state == VersionState.DRAFT
        return super().get_context_data(
            version=self.version,
            is_draft=is_draft,
            may_put_in_force=self.powers.is_head
            and self.version.state in {VersionState.DRAFT, VersionState.CONFIRMED},
            **kwargs,
        )
