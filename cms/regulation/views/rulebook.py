"""The province's rulebook: its instrument, and rule by rule what it lays down for all of its communes' portals."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.province.models import Rulebook, RulebookRule
from cms.regulation.explanation import limit_words
from cms.regulation.forms.errors import spread
from cms.regulation.forms.parameter import ParameterForm
from cms.regulation.layer_data import platform_roles
from cms.regulation.parameter_types import is_list, leaf_class
from cms.regulation.province_acts import SaveRule, SaveRulebook, keeps_rulebook
from cms.regulation.province_layer import is_deadline_rule
from cms.regulation.registers import ParameterInfo, groups, parameters
from cms.regulation.views.calendar import day_field
from cms.regulation.vocabulary import StartEvent, Unit
from cms.regulation.wording import value_words
from tenants.context import current_tenant


class RulebookForm(forms.ModelForm):
    """The instrument of a rulebook."""

    class Meta:
        model = Rulebook
        fields = ("title", "number", "issued_on", "effective_from", "effective_to")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("issued_on", "effective_from", "effective_to"):
            label = self.fields[name].label
            self.fields[name] = day_field()
            self.fields[name].label = label
        self.fields["effective_to"].required = False
        for name in ("title", "number"):
            self.fields[name].error_messages["required"] = _("Fill this in.")

    def _post_clean(self) -> None:
        """Leave it to the act to see whether the rulebook may stand beside the others, so that it is said beside the field."""
        self.instance = forms.models.construct_instance(
            self, self.instance, self._meta.fields, self._meta.exclude
        )


class RulebookScreen(WagtailAdminTemplateMixin, TemplateView):
    """A screen for who keeps the rulebook."""

    header_icon = "doc-full"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let in the province's IT and the head."""
        if not keeps_rulebook(request.user):
            raise PermissionDenied(_("Only the province's IT and the head keep the rulebook."))
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Rulebook for the communes")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here."""
        way = [] if self.request.path == reverse("province_rulebooks") else [
            {"url": reverse("province_rulebooks"), "label": _("Rulebook for the communes")}
        ]  # fmt: skip
        return [*way, {"url": "", "label": self.get_page_title()}]


class RulebooksView(RulebookScreen):
    """Every rulebook of the province, and the beginning of one."""

    template_name = "regulation/rulebooks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rulebooks and the form."""
        kwargs.setdefault("form", RulebookForm())
        return super().get_context_data(books=Rulebook.objects.filter(province=current_tenant()), **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Begin a rulebook."""
        form = RulebookForm(request.POST)
        if form.is_valid():
            try:
                book = SaveRulebook(by=request.user, book=form.instance).execute()
            except ValidationError as refusal:
                spread(form, refusal)
            else:
                messages.success(request, _("Saved. Now enter what it lays down, rule by rule."))
                return redirect("province_rulebook", book.pk)
        return self.render_to_response(self.get_context_data(form=form))


class RulebookView(RulebookScreen):
    """One rulebook: its instrument, its rules in words, and the choice of a further rule."""

    template_name = "regulation/rulebook.html"

    @cached_property
    def book(self) -> Rulebook:
        """Return the rulebook."""
        return get_object_or_404(Rulebook, pk=self.kwargs["key"], province=current_tenant())

    def get_page_title(self) -> str:
        """Return what it is called."""
        return str(self.book)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rules and what else may be laid down."""
        kwargs.setdefault("form", RulebookForm(instance=self.book))
        rules = list(self.book.rules.all())
        taken = {rule.parameter for rule in rules}
        return super().get_context_data(
            book=self.book, rules=[said(rule) for rule in rules], offered=offered(taken), **kwargs
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Change the instrument, or go to a further rule."""
        if request.POST.get("act") == "rule":
            group, _dot, key = request.POST.get("parameter", "").partition(".")
            if (group, key) in parameters() and not is_list(group, key):
                return redirect("province_rule", self.book.pk, group, key)
            return redirect("province_rulebook", self.book.pk)
        form = RulebookForm(request.POST, instance=self.book)
        if form.is_valid():
            try:
                SaveRulebook(by=request.user, book=form.instance).execute()
            except ValidationError as refusal:
                spread(form, refusal)
            else:
                messages.success(
                    request, _("Saved. Open deadlines of the province's portals are being computed anew.")
                )
                return redirect("province_rulebook", self.book.pk)
        return self.render_to_response(self.get_context_data(form=form))


class RuleView(RulebookView):
    """One rule, as a regulation's parameter is edited."""

    template_name = "regulation/rule.html"

    @cached_property
    def info(self) -> ParameterInfo:
        """Return the parameter in words."""
        found = parameters().get((self.kwargs["group"], self.kwargs["parameter"]))
        if found is None or is_list(self.kwargs["group"], found.key):
            raise Http404(_("A rulebook has no such rule."))
        return found

    def get_page_title(self) -> str:
        """Return the parameter's name."""
        return self.info.label

    def _form(self, data: Any = None) -> ParameterForm:
        group = self.kwargs["group"]
        rule = self.book.rules.filter(parameter=f"{group}.{self.info.key}").first()
        roles = [(role.key, role.label) for role in platform_roles()]
        leaf = leaf_class(group, self.info.key).model_validate_json(as_leaf(rule)) if rule else None
        return ParameterForm(group, self.info, roles, leaf, data)  # type: ignore[arg-type]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rule's form."""
        for name in ("group", "parameter"):
            kwargs.pop(name, None)
        kwargs.setdefault("rule_form", self._form())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save the rule, or take it out."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(rule_form=form))
        SaveRule(
            by=request.user, book=self.book, group=form.group, key=self.info.key, leaf=form.leaf
        ).execute()
        messages.success(
            request, _("Saved. Open deadlines of the province's portals are being computed anew.")
        )
        return redirect("province_rulebook", self.book.pk)


def as_leaf(rule: RulebookRule) -> str:
    """Return a rule as the regulation's model writes a parameter, in JSON."""
    leaf: dict[str, Any] = {"provenance": "stated", "clause": rule.clause}
    if is_deadline_rule(rule):
        timed = {
            "amount": rule.amount,
            "unit": rule.unit,
            "start": rule.start or None,
            "scope": rule.condition or None,
        }
        leaf |= {name: value for name, value in timed.items() if value is not None}
    else:
        leaf["value"] = rule.value
    return json.dumps(leaf, ensure_ascii=False)


def said(rule: RulebookRule) -> dict[str, str]:
    """Return a rule in words, with where it is edited."""
    group, _dot, key = rule.parameter.partition(".")
    if is_deadline_rule(rule):
        words = limit_words(Unit(rule.unit), rule.amount, StartEvent(rule.start) if rule.start else None)
    else:
        words = value_words(parameters()[group, key], rule.value, {})
    return {
        "label": parameters()[group, key].label,
        "words": words,
        "clause": rule.clause,
        "group": group,
        "key": key,
    }


def offered(taken: set[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return (group, [(parameter, label)]) of what a rulebook may lay down and does not yet."""
    found = []
    for group in groups():
        free = [
            (f"{group.key}.{one.key}", one.label)
            for one in group.parameters
            if not is_list(group.key, one.key) and f"{group.key}.{one.key}" not in taken
        ]
        if free and group.key not in {"tenant", "regulation"}:
            found.append((group.title, free))
    return found
