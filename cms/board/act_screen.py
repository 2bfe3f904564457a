"""A screen that asks for something and then acts: a form, words above it, a button; what the act refuses stands beside its field."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView
from wagtail.admin import messages


class ActScreen(TemplateView):
    """What such screens share, in front of a screen that says who may come in. They are shown by `board/act.html`."""

    template_name = "board/act.html"
    form_class: Any
    button: Any = ""
    explanation: Any = ""
    is_serious: Any = False

    def get_initial(self) -> dict[str, Any]:
        """Return what the form starts with."""
        return {}

    def make_form(self, *data: Any) -> Form:
        """Return the form as this person gets it, bound where fields are given."""
        form: Form = self.form_class(*data, initial=self.get_initial())
        return form

    def back(self) -> str:
        """Return where “Back” leads, and who has acted."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form and its words."""
        if "form" not in kwargs:
            kwargs["form"] = self.make_form()
        return super().get_context_data(
            button=self.button, explanation=self.explanation, is_serious=self.is_serious, back=self.back(), **kwargs
        )  # fmt: skip

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Act where the form is right; otherwise show what is wrong."""
        form = self.make_form(request.POST)
        if form.is_valid():
            try:
                return self.done(form.cleaned_data)
            except ValidationError as error:
                show_errors(form, error)
        return self.render_to_response(self.get_context_data(form=form, **kwargs))

    def done(self, data: dict[str, Any]) -> HttpResponse:
        """Do it and say so."""
        messages.success(self.request, self.act(data))
        return redirect(self.back())

    def act(self, data: dict[str, Any]) -> str:
        """Do it and return what to say. Raises ValidationError by field."""
        raise NotImplementedError


def show_errors(form: Any, error: ValidationError) -> None:
    """Put what an act refused beside the fields of `form`, or on top where the form has no such field."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
    for name, sentences in by_field.items():
        form.add_error(name if name in form.fields else None, sentences)
