"""Making portals: one for a commune that has none, or many from a list that is read and shown before anything is asked for."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cms.fleet.asking import AskForWork
from cms.fleet.forms import CreateForm, ImportForm, free_host
from cms.fleet.views.base import ConsoleScreen
from tenants.calendar_day import today
from tenants.enums import FleetAct
from tenants.errors import ActRefused
from tenants.fleet.creating import is_there, refuse_line
from tenants.fleet.unit_list import Line, UnitListError, read_unit_list
from tenants.models import Tenant, Unit
from tenants.models.unit import UnitQuerySet

MOST_BYTES = 1 << 20
READ, ASK = "doc", "lam"


class CreateView(ConsoleScreen):
    """A portal for one commune."""

    template_name = "fleet/create.html"
    header_icon = "plus-inverse"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("New portal")

    @cached_property
    def units(self) -> UnitQuerySet:
        """Return the communes of the province that have no portal."""
        hosted = Tenant.objects.filter(is_copy=False).values("identities__code")
        own = Unit.objects.on(today()).communes(self.province.identity().code)
        return own.exclude(code__in=hosted).order_by("code")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form."""
        kwargs.setdefault("form", self._form())
        return super().get_context_data(units=self.units.count(), **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Queue it."""
        form = self._form(request.POST)
        if form.is_valid():
            code = form.cleaned_data["code"]
            host = form.cleaned_data["host"] or self._usual_host(form, code)
            if host:
                line = Line(1, code, (host,), draft=form.cleaned_data["draft"])
                parameters = {"lines": [asdict(line)]}
                run = AskForWork(by=request.user, act=FleetAct.CREATE, parameters=parameters).execute()
                return redirect("fleet_run", run.pk)
        return self.render_to_response(self.get_context_data(form=form))

    def _form(self, data: Any = None) -> CreateForm:
        return CreateForm(data, units=[(unit.code, f"{unit.code} {unit.name}") for unit in self.units])

    def _usual_host(self, form: CreateForm, code: str) -> str:
        """Return the commune's name before the province's host; an error stands beside the field where it is taken."""
        unit, host = self.units.get(code=code), self.province.canonical_host()
        try:
            return free_host(f"{unit.slug.replace('-', '')}.{host.name if host else ''}".strip("."))
        except ValidationError as error:
            form.add_error("host", error)
            return ""


class ImportView(ConsoleScreen):
    """Many portals from a list: it is read and shown line by line, then asked for."""

    template_name = "fleet/import.html"
    header_icon = "upload"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Portals from a list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form."""
        kwargs.setdefault("form", ImportForm())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Read a list and show what would become of each line, or ask for one that was shown."""
        if request.POST.get("act") == ASK:
            return self._ask(request)
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        file = form.cleaned_data["file"]
        try:
            if file.size > MOST_BYTES:
                raise UnitListError(
                    _("The list is larger than 1 MB; a province's has some thousand lines at most.")
                )
            read = read_unit_list(file.read(), file.name)
        except UnitListError as error:
            form.add_error("file", str(error))
            return self.render_to_response(self.get_context_data(form=form))
        rows = [(line, *self._outlook(line)) for line in read.lines]
        wanted = [asdict(line) for line, _words, makes in rows if makes]
        return self.render_to_response(
            self.get_context_data(
                form=form,
                rows=[(line, words, makes) for line, words, makes in rows],
                notes=read.notes,
                number=len(wanted),
                signed=signing.dumps(wanted, salt=self._salt, compress=True),
            )
        )

    @property
    def _salt(self) -> str:
        """Return what ties a list that was shown to this portal."""
        return f"fleet.import.{self.province.pk}"

    def _ask(self, request: HttpRequest) -> HttpResponse:
        form = ImportForm()
        try:
            lines = signing.loads(request.POST.get("danh-sach", ""), salt=self._salt, max_age=3600)
        except signing.BadSignature:
            form = ImportForm({}, {})
            form.is_valid()
            form.errors.clear()
            form.add_error(
                "file", _("The list was shown more than an hour ago, or changed. Choose the file again.")
            )
            return self.render_to_response(self.get_context_data(form=form))
        run = AskForWork(by=request.user, act=FleetAct.CREATE, parameters={"lines": lines}).execute()
        return redirect("fleet_run", run.pk)

    def _outlook(self, line: Line) -> tuple[str, bool]:
        """Return what would become of a line, and whether it makes something."""
        try:
            if is_there(line):
                return _("is there already and stays as it is"), False
            refuse_line(line, self.province.identity().code)
        except ActRefused as refusal:
            return refusal.sentence, False
        return _("will be made"), True
