"""Forms of the account screens. They ask; the acts decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordResetForm as DjangoPasswordResetForm
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.widgets import AdminDateInput

from cms.accounts.acts import SendPasswordLink
from cms.accounts.models import Appointment, User
from cms.accounts.posts import source
from cms.accounts.powers import Powers
from tenants.calendar_day import today


class SignInForm(LoginForm):
    """Signing in. One sentence answers every failure, so that nobody learns from it which accounts exist or are locked."""

    remember = None
    error_messages = {
        **LoginForm.error_messages,
        "invalid_login": _(
            "The user name or the password is wrong. After %(failures)s wrong passwords in a row an account is locked for "
            "%(minutes)s minutes, and the right password does not open it either: wait, or choose “Forgotten password?”."
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["username"].widget.attrs.update(
            autocapitalize="none", spellcheck="false", autocomplete="username"
        )
        self.fields["password"].label = _("Password")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def get_invalid_login_error(self) -> forms.ValidationError:
        """Return the one answer to every failure."""
        from django.conf import settings

        figures = {"failures": settings.ACCOUNT_MAX_FAILURES, "minutes": settings.ACCOUNT_LOCK_MINUTES}
        return forms.ValidationError(
            self.error_messages["invalid_login"], code="invalid_login", params=figures
        )


class ForgottenPasswordForm(DjangoPasswordResetForm):
    """Asks for the e-mail address; the link goes through the outbox, and the answer is the same whether or not there is such an account."""

    email = forms.EmailField(label=_("E-mail address of your account"), max_length=254)

    @property
    def extra_fields(self) -> list[tuple[str, Any]]:
        """Return the fields that Wagtail's template adds: none."""
        return []

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Have a link sent to the account of that address, where there is one that may be used."""
        for account in User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True):
            SendPasswordLink(account=account).execute()


class AccountForm(WagtailAdminModelForm):
    """A person's account."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The person's own official address: links to choose a password go there."),
    )

    class Meta:
        model = User
        fields = ["full_name", "email", "username", "job_title", "telephone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["full_name"].required = True
        self.fields["full_name"].help_text = _("Family name first, as in the decision.")
        name = self.fields.get("username")
        if name is not None:
            name.required = False
            name.label = _("User name")
            name.help_text = _(
                "Small letters without accents and digits; leave it empty to take the part of the e-mail address before @."
            )
            name.widget.attrs.pop("autofocus", None)

    def _post_clean(self) -> None:
        """Leave the checks to the act, which says what is wrong in the words of this portal."""


class AccountChangeForm(AccountForm):
    """A person's account that is there already; its user name stays."""

    class Meta(AccountForm.Meta):
        fields = ["full_name", "email", "job_title", "telephone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user is not None and not Powers.of(self.for_user).may_change_address(self.instance):
            self.fields["email"].disabled = True
            self.fields["email"].help_text = _(
                "Only the head may change the e-mail address of somebody who decides on publication, and nobody their own."
            )


class AppointmentForm(WagtailAdminModelForm):
    """An appointment as its decision reads."""

    role_key = forms.ChoiceField(label=_("Post"))
    decision_number = forms.CharField(
        label=_("Number and symbol of the decision"),
        max_length=90,
        help_text=_("As printed, e.g. 129/QĐ-UBND."),
    )
    decision_date = forms.DateField(label=_("Signed on"), widget=AdminDateInput)
    fields_in_charge = forms.MultipleChoiceField(
        label=_("Fields in charge"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where the regulation has a post review by field, mark what this person reviews."),
    )
    columns_in_charge = forms.MultipleChoiceField(
        label=_("Sections in charge"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Appointment
        fields = ["user", "post_title", "valid_from", "valid_to"]
        widgets = {"valid_from": AdminDateInput, "valid_to": AdminDateInput}
        help_texts = {
            "post_title": _("Leave it empty to take the name that the regulation gives the post."),
            "valid_to": _("Leave it empty where the decision names no end."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        powers = Powers.of(self.for_user)
        self.fields["user"].queryset = User.objects.filter(is_active=True, is_superuser=False).exclude(
            pk=self.for_user.pk
        )
        self.fields["user"].label_from_instance = lambda account: (
            f"{account} ({account.username})"
        )  # two may have one name
        self.fields["user"].label = _("Person")
        self.fields["user"].empty_label = _("Choose the person")
        self.fields["user"].help_text = _("Somebody without an account needs one first.")
        self.fields["role_key"].choices = [
            ("", _("Choose the post")),
            *(
                (post.key, f"{post.label} – {_('decides on publication')}" if post.decides else post.label)
                for post in powers.offered_posts()
            ),
        ]
        if not powers.is_head:
            self.fields["role_key"].help_text = _(
                "Posts that decide on publication are not listed: the head appoints to them."
            )
        self.fields["post_title"].required = False
        self.fields["valid_from"].initial = today
        self._offer("fields_in_charge", source().fields())
        self._offer("columns_in_charge", source().columns())

    def _offer(self, name: str, choices: Any) -> None:
        if choices:
            self.fields[name].choices = choices
        else:
            self.fields[name].widget = forms.MultipleHiddenInput()

    def _post_clean(self) -> None:
        """Leave the checks to the act."""


class EndAppointmentForm(WagtailAdminModelForm):
    """Why and when an appointment ends."""

    reason = forms.CharField(
        label=_("Decision or reason"),
        max_length=200,
        help_text=_("E.g. 60/QĐ-UBND, 3/3/2026; or: transferred to another office."),
    )
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=AdminDateInput,
        help_text=_(
            "Leave it empty to end the appointment now: the rights go at once, and the person is signed out."
        ),
    )

    class Meta:
        model = Appointment
        fields: list[str] = []

    def _post_clean(self) -> None:
        """Leave the checks to the act."""
