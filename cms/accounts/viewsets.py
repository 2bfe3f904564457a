"""The screens of accounts and appointments."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from cms.accounts.acts import (
    AppointPerson,
    ChangeAccount,
    DisableAccount,
    EnableAccount,
    EndAppointment,
    OpenAccount,
    SendPasswordLink,
)
from cms.accounts.decisions import Decision
from cms.accounts.forms import AccountChangeForm, AccountForm, EndAppointmentForm
from cms.accounts.models import Appointment, User
from cms.accounts.panels import APPOINTMENT
from cms.accounts.permissions import AccountsPermissionPolicy
from cms.accounts.posts import post_of
from cms.accounts.powers import Powers

POLICY = AccountsPermissionPolicy(User)


class ActingMixin:
    """A form view that hands what was asked to an act, and shows the act's refusal beside its field."""

    form: Any
    object: Any
    request: HttpRequest

    @property
    def actor(self) -> User:
        """Return who acts."""
        if not isinstance(self.request.user, User):
            raise PermissionDenied
        return self.request.user

    def form_valid(self, form: Any) -> HttpResponse:
        """Act; show what the act refuses where it belongs."""
        self.form = form
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except ValidationError as error:
            self._show(form, error)
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]

    @staticmethod
    def _show(form: Any, error: ValidationError) -> None:
        for field, sentences in (
            error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        ).items():
            form.add_error(field if field in form.fields else None, sentences)

    def get_success_buttons(self) -> list[Any]:
        """Return no buttons: the list that follows shows what was done."""
        return []


class AccountsViewSet(ModelViewSet):
    """What both viewsets share: who may come in, and that nothing is copied, deleted or exported."""

    copy_view_enabled = False
    add_to_reference_index = False

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Add the policy, and take away the screens that are not offered."""
        kwargs = super().get_common_view_kwargs(**{"permission_policy": POLICY, **kwargs})
        for name in ("delete_url_name", "usage_url_name"):
            kwargs[name] = None
        return kwargs

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        """Return a menu item that those see who manage accounts."""
        shown = {"is_shown": lambda _self, request: POLICY.user_has_permission(request.user, "view")}
        return type("AccountsMenuItem", (MenuItem,), shown)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses without those of deleting and usage."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in {"delete", "usage"}]


def posts_now(account: User) -> str:
    """Return the posts that `account` holds now, as the decisions print them."""
    return "; ".join(post.post_title for post in account.current_appointments) or "—"  # type: ignore[attr-defined]


def account_state(account: User) -> str:
    """Return in a few words whether the account can be used."""
    if not account.is_active:
        return _("Closed")
    if account.locked_until and account.locked_until > timezone.now():
        return _("Locked after wrong passwords until %(time)s") % {
            "time": timezone.localtime(account.locked_until).strftime("%H:%M")
        }
    if not account.has_usable_password():
        return _("Waits for the person to choose a password")
    return _("In use")


class AccountIndexView(generic.IndexView):
    """The accounts of the portal with their posts."""

    default_ordering = "full_name"

    @cached_property
    def columns(self) -> list[Column]:
        """Return what is shown of an account."""
        return [
            self._get_title_column("full_name"),
            Column("posts", label=_("Posts"), accessor=posts_now),
            Column("username", label=_("User name"), sort_key="username"),
            Column("state", label=_("State"), accessor=account_state),
            DateColumn("last_used_at", label=_("Last used"), sort_key="last_used_at"),
        ]

    def get_base_queryset(self) -> QuerySet[User]:
        """Return the accounts of people; a superuser is none of the portal's."""
        current = Appointment.objects.current()
        return User.objects.filter(is_superuser=False).prefetch_related(
            Prefetch("appointments", queryset=current, to_attr="current_appointments")
        )


class AccountCreateView(ActingMixin, generic.CreateView):
    """Open an account."""

    page_title = gettext_lazy("Open an account")
    submit_button_label = gettext_lazy("Open the account and send the link")

    def save_instance(self) -> User:
        """Open it."""
        return OpenAccount(by=self.actor, **self.form.cleaned_data).execute()

    def get_success_message(self, instance: User) -> str:
        """Say what happens next."""
        return _(
            "The account of %(person)s is open. A link to choose a password goes to %(email)s. Appoint the person next."
        ) % {
            "person": instance,
            "email": instance.email,
        }


class AccountEditView(ActingMixin, generic.EditView):
    """An account: its data, its posts, and what can be done with it."""

    def get_queryset(self) -> QuerySet[User]:
        """Return the accounts that are shown at all."""
        return User.objects.filter(is_superuser=False)

    def save_instance(self) -> User:
        """Change it."""
        account = User.objects.get(pk=self.object.pk)
        return ChangeAccount(by=self.actor, account=account, **self.form.cleaned_data).execute()

    def get_success_message(self) -> str:
        """Say that it is done."""
        return _("The account of %(person)s is changed.") % {"person": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the posts and the acts that this person may do."""
        powers, account = Powers.of(self.actor), self.object
        return super().get_context_data(
            appointments=account.appointments.order_by("-valid_from"),
            state=account_state(account),
            may_send_link=powers.may_send_link(account),
            may_disable=account.is_active and powers.may_disable(account),
            may_enable=not account.is_active and powers.may_enable(account),
            **kwargs,
        )


class AccountActView(generic.WagtailAdminTemplateMixin, TemplateView):
    """One act on an account, after a question."""

    template_name = "accounts/account_act.html"
    header_icon = "user"
    permission_policy: Any = POLICY
    act: Any = None
    question = ""
    button = ""
    done = ""
    is_serious = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let in those who manage accounts."""
        if not POLICY.user_has_permission(request.user, "change"):
            raise PermissionDenied
        self.account = get_object_or_404(User, pk=kwargs["pk"], is_superuser=False)
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        """Return the heading."""
        return str(self.account)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to the account."""
        return [
            {"url": reverse("accounts_accounts:index"), "label": _("Accounts")},
            {"url": reverse("accounts_accounts:edit", args=[self.account.pk]), "label": str(self.account)},
            {"url": "", "label": str(self.button)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question."""
        words = {"person": self.account, "email": self.account.email}
        return super().get_context_data(
            account=self.account,
            question=str(self.question) % words,
            button=self.button,
            is_serious=self.is_serious,
            back=reverse("accounts_accounts:edit", args=[self.account.pk]),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Act, and go back to the account."""
        self.act(by=request.user, account=self.account).execute()
        messages.success(request, str(self.done) % {"person": self.account, "email": self.account.email})
        return redirect("accounts_accounts:edit", pk=self.account.pk)


class AccountViewSet(AccountsViewSet):
    """*Tài khoản*."""

    model = User
    icon = "user"
    menu_name = "accounts"
    menu_label = gettext_lazy("Accounts")
    menu_order = 600
    add_to_admin_menu = True
    index_view_class = AccountIndexView
    add_view_class = AccountCreateView
    edit_view_class = AccountEditView
    edit_template_name = "accounts/account_edit.html"
    search_fields = ["full_name", "username", "email"]

    def get_form_class(self, for_update: bool = False) -> type[AccountForm]:
        """Return the form to open an account, or to change one."""
        return AccountChangeForm if for_update else AccountForm

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add the acts."""
        link = AccountActView.as_view(
            act=SendPasswordLink,
            question=gettext_lazy(
                "Send a link to choose a password to %(email)s? Only the person sees it; the present password holds until then."
            ),
            button=gettext_lazy("Send the link"),
            done=gettext_lazy("A link to choose a password goes to %(email)s."),
        )
        disable = AccountActView.as_view(
            act=DisableAccount,
            question=gettext_lazy(
                "Close the account of %(person)s? The person is signed out at once and cannot sign in any more; the head is told."
            ),
            button=gettext_lazy("Close the account"),
            done=gettext_lazy("The account of %(person)s is closed."),
            is_serious=True,
        )
        enable = AccountActView.as_view(
            act=EnableAccount,
            question=gettext_lazy(
                "Open the account of %(person)s again? A link to choose a new password goes to %(email)s; the head is told."
            ),
            button=gettext_lazy("Open the account again"),
            done=gettext_lazy("The account of %(person)s is open again."),
        )
        return [
            *super().get_urlpatterns(),
            path("<uuid:pk>/lien-ket/", link, name="send_link"),
            path("<uuid:pk>/khoa/", disable, name="disable"),
            path("<uuid:pk>/mo-lai/", enable, name="enable"),
        ]


class AppointmentIndexView(generic.IndexView):
    """Who holds which post by which decision: those in force first."""

    @cached_property
    def columns(self) -> list[Column]:
        """Return what is shown of an appointment."""
        title = self._get_title_column("user")
        title.label = _("Person")
        return [
            title,
            Column("post_title", label=_("Post")),
            Column("decision", label=_("Decision")),
            Column("valid_from", label=_("From"), sort_key="valid_from"),
            Column("valid_to", label=_("To"), accessor=lambda post: post.valid_to or "—"),
            Column("state", label=_("State"), accessor=lambda post: post.state.label),
        ]

    def get_base_queryset(self) -> QuerySet[Appointment]:
        """Return all appointments with their people."""
        return Appointment.objects.select_related("user").order_by("-ended_at", "role_key", "valid_from")


class AppointmentCreateView(ActingMixin, generic.CreateView):
    """Record an appointment."""

    page_title = gettext_lazy("Record an appointment")
    submit_button_label = gettext_lazy("Record the appointment")

    def get_initial(self) -> dict[str, Any]:
        """Fill in the person from whose account this was opened."""
        return {**super().get_initial(), "user": self.request.GET.get("user")}

    def save_instance(self) -> Appointment:
        """Record it."""
        data = self.form.cleaned_data
        return AppointPerson(
            by=self.actor,
            person=data["user"],
            role_key=data["role_key"],
            post_title=data["post_title"],
            decision=Decision(data["decision_number"].strip(), data["decision_date"]),
            valid_from=data["valid_from"],
            valid_to=data["valid_to"],
            fields=data["fields_in_charge"],
            columns=data["columns_in_charge"],
        ).execute()

    def get_success_message(self, instance: Appointment) -> str:
        """Say that the head is told."""
        return _("%(person)s is appointed: %(post)s. The head is told.") % {
            "person": instance.user,
            "post": instance.post_title,
        }


class AppointmentEditView(ActingMixin, generic.EditView):
    """An appointment as it was recorded, and its end."""

    submit_button_label = gettext_lazy("End the appointment")
    error_message = gettext_lazy("The appointment was not ended: see what is marked below.")

    def save_instance(self) -> Appointment:
        """End it."""
        data = self.form.cleaned_data
        return EndAppointment(
            by=self.actor, appointment=self.object, reason=data["reason"], last_day=data["last_day"]
        ).execute()

    def get_success_message(self) -> str:
        """Say that the head is told."""
        return _("The end of the appointment of %(person)s is recorded. The head is told.") % {
            "person": self.object.user
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the post and whether this person may end the appointment."""
        is_open = self.object.state != "over"
        may_end = is_open and Powers.of(self.actor).may_end(self.object)
        return super().get_context_data(
            post=post_of(self.object.role_key), is_open=is_open, may_end=may_end, **kwargs
        )


class AppointmentViewSet(AccountsViewSet):
    """*Phân công*."""

    model = Appointment
    icon = "key"
    menu_name = "appointments"
    menu_label = gettext_lazy("Appointments")
    menu_order = 610
    add_to_admin_menu = True
    edit_handler = APPOINTMENT
    index_view_class = AppointmentIndexView
    add_view_class = AppointmentCreateView
    edit_view_class = AppointmentEditView
    edit_template_name = "accounts/appointment_edit.html"
    search_fields = ["user__full_name", "user__username", "post_title", "decision"]

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Let the edit screen end the appointment: nothing else of it changes."""
        return super().get_edit_view_kwargs(**{"panel": None, "form_class": EndAppointmentForm, **kwargs})
