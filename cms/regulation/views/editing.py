"""One group of parameters as a form, each parameter with its help, its clause and its errors beside it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.regulation.concurrency import ChangedMeanwhile, state_of
from cms.regulation.drafts import SaveParameters, problems, readable
from cms.regulation.forms.parameter import ParameterForm, as_written
from cms.regulation.layer_data import platform_roles
from cms.regulation.models import VersionState
from cms.regulation.registers import GroupInfo, groups
from cms.regulation.views.base import VersionScreen
from cms.regulation.wording import leaf_statements
from tenants.calendar_day import today


class GroupView(VersionScreen):
    """A form where the version is a draft; what the version says otherwise."""

    template_name = "regulation/group.html"

    @cached_property
    def info(self) -> GroupInfo:
        """Return the group in words."""
        found = next((group for group in groups() if group.key == self.kwargs["group"]), None)
        if found is None:
            raise Http404(_("A regulation has no such group."))
        return found

    def get_page_title(self) -> str:
        """Return the group's title."""
        return self.info.title

    def _forms(self, data: Any = None) -> list[ParameterForm]:
        file = readable(self.version)
        items = file.parameters.roles.items
        roles = [(role.key, role.label) for role in (items.items if items else platform_roles())]
        section = getattr(file.parameters, self.info.key)
        return [
            ParameterForm(self.info.key, one, roles, getattr(section, one.key), data)
            for one in self.info.parameters
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the forms of a draft or the words of a version, and the groups before and after."""
        kwargs.pop("group", None)  # the address's own, a key
        order = [group.key for group in groups()]
        place = order.index(self.info.key)
        if self.version.state == VersionState.DRAFT:
            kwargs.setdefault("forms", self._forms())
            kwargs.setdefault("seen", state_of(self.version, self.info.key))
            self._place_problems(kwargs["forms"])
        else:
            file = readable(self.version)
            kwargs["statements"] = [
                said
                for group, key, leaf in file.parameters.leaves()
                if group == self.info.key
                for said in leaf_statements(file, group, key, leaf, on=today())
            ]
        return super().get_context_data(
            group=self.info,
            before=groups()[place - 1] if place else None,
            after=groups()[place + 1] if place + 1 < len(order) else None,
            **kwargs,
        )

    def _place_problems(self, forms: list[ParameterForm]) -> None:
        """Say beside each parameter what keeps the draft from being put in force; not over what was just refused."""
        found = [one for one in problems(self.version) if one.group == self.info.key]
        for form in forms:
            if not form.is_bound:
                form.problems = [one.text for one in found if one.key == form.info.key]

    def _show_stored(self, forms: list[ParameterForm]) -> None:
        """Say beside each parameter that was written otherwise what the draft says by now."""
        file = readable(self.version)
        section = getattr(file.parameters, self.info.key)
        for form in forms:
            stored = getattr(section, form.info.key)
            if as_written(stored) != form.leaf:
                said = (
                    leaf_statements(file, self.info.key, form.info.key, stored, on=today()) if stored else []
                )
                words = [f"{one.label}: {one.value}" if form.is_list else one.value for one in said]
                form.stored = "; ".join(words) or str(_("The regulation does not say"))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save the group, all of it or nothing."""
        if self.version.state != VersionState.DRAFT:
            return redirect(request.path)
        forms = self._forms(request.POST)
        seen = request.POST.get("seen", "")
        if not all([form.is_valid() for form in forms]):  # noqa: C419 - every form has to say its errors
            messages.error(request, _("Nothing was saved: see the fields marked below."))
            return self.render_to_response(self.get_context_data(forms=forms, seen=seen))
        leaves = {(self.info.key, form.info.key): form.leaf for form in forms}
        try:
            SaveParameters(by=request.user, draft=self.version, leaves=leaves, seen=seen).execute()
        except ChangedMeanwhile as changed:
            self._show_stored(forms)
            return self.render_to_response(self.get_context_data(forms=forms, stale=changed.saving))
        messages.success(request, _("“%(title)s” is saved.") % {"title": self.info.title})
        if "next" in request.POST:
            return redirect("regulation_group", self.version.pk, request.POST["next"])
        return redirect(request.path)
