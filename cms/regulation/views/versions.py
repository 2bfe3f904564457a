"""The versions of the regulation, and one of them with its groups."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.regulation.drafts import BeginDraft, problems, readable
from cms.regulation.loader import bundled_files
from cms.regulation.models import RegulationVersion, VersionState
from cms.regulation.references import read_regulation
from cms.regulation.registers import groups
from cms.regulation.views.base import RegulationScreen, VersionScreen
from tenants.calendar_day import today


class BeginForm(forms.Form):
    """From what a draft begins."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        versions = [
            (f"version:{one.pk}", f"{one.get_state_display()}: {one}")
            for one in RegulationVersion.objects.all()
        ]
        files = [(f"file:{slug}", _file_title(slug)) for slug in bundled_files()]
        current = RegulationVersion.objects.on(today()).first()
        self.fields["source"] = forms.ChoiceField(
            label=_("Begin from"),
            initial=f"version:{current.pk}" if current else "",
            required=False,
            choices=[
                ("", _("nothing")),
                (_("Versions of this portal"), versions),
                (_("Regulations that come with the platform"), files),
            ],
        )


def _file_title(slug: str) -> str:
    file = read_regulation(bundled_files()[slug].read_text(encoding="utf-8"), slug)
    leaf = file.parameters.tenant.display_name
    return str(leaf.value) if leaf else slug


class VersionsView(RegulationScreen):
    """*Quy chế*: every version with its state and dates, and the beginning of a draft."""

    template_name = "regulation/versions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the versions."""
        kwargs.setdefault("form", BeginForm())
        current = RegulationVersion.objects.on(today()).first()
        return super().get_context_data(versions=RegulationVersion.objects.all(), current=current, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Begin a draft."""
        form = BeginForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        kind, _colon, key = form.cleaned_data["source"].partition(":")
        version = get_object_or_404(RegulationVersion, pk=key) if kind == "version" else None
        draft = BeginDraft(by=request.user, version=version, bundled=key if kind == "file" else "").execute()
        messages.success(request, _("The draft has begun. Go through the groups one by one."))
        return redirect("regulation_version", draft.pk)


class VersionView(VersionScreen):
    """One version: its instrument, its groups, what is missing before it can be put in force."""

    template_name = "regulation/version.html"

    def get_page_title(self) -> str:
        """Return the version's name."""
        return self.version_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the groups with how much each says."""
        file = readable(self.version)
        said: dict[str, int] = {}
        for group, _key, _leaf in file.parameters.leaves():
            said[group] = said.get(group, 0) + 1
        listed = [(group, said.get(group.key, 0), len(group.parameters)) for group in groups()]
        left = (
            problems(self.version)
            if self.version.state in {VersionState.DRAFT, VersionState.CONFIRMED}
            else []
        )
        return super().get_context_data(groups=listed, problems=left, **kwargs)
