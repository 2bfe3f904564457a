"""What the regulation leaves to the portal: how many decide for the board, and what happens when only an author could approve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from cms.accounts.powers import Powers
from cms.moderation.deciders import BOARD, holders
from cms.moderation.enums import SoleApproverRule
from cms.moderation.models import ModerationRule
from tenants.context import current_tenant
from tenants.guards import ensure_writable


@dataclass(frozen=True, kw_only=True)
class ChangeModerationRule:
    """Decide what the regulation leaves open. Whose voice counts is decided by the head alone: it is as good as appointing.

    Raises PermissionDenied for anybody else, ValidationError for a quorum that the board cannot reach, TenantReadOnly in an archive.
    """

    by: Any
    sole_approver: SoleApproverRule
    board_quorum: int | None

    @transaction.atomic
    def execute(self) -> ModerationRule:
        """Return the rule."""
        ensure_writable(current_tenant())
        if not Powers.of(self.by).is_head:
            raise PermissionDenied(_("Only the head decides how moderation works."))
        members = board_size()
        if self.board_quorum is not None and not 1 <= self.board_quorum <= max(members, 1):
            raise ValidationError(
                {
                    "board_quorum": _(
                        "The board has %(members)s members; give a number from 1 to that, or leave it empty."
                    )
                    % {"members": members}
                }
            )
        rule, _is_new = ModerationRule.objects.update_or_create(
            pk=1, defaults={"sole_approver": self.sole_approver, "board_quorum": self.board_quorum}
        )
        log(instance=rule, action="wagtail.edit", user=self.by, title=str(rule))
        return rule


def board_size() -> int:
    """Return how many people are on the board today."""
    return len({post.user_id for post in holders([BOARD])})


class ModerationRuleForm(forms.ModelForm):
    """The two answers."""

    class Meta:
        model = ModerationRule
        fields = ["sole_approver", "board_quorum"]
        widgets = {"sole_approver": forms.RadioSelect}
        help_texts = {
            "sole_approver": gettext_lazy(
                "Nobody approves their own item; this is for a portal where nobody else holds the post."
            ),
            "board_quorum": gettext_lazy(
                "For regulations where the board decides as a whole. Leave it empty for the majority of the members, which is marked as assumed."
            ),
        }


class ModerationRuleView(WagtailAdminTemplateMixin, FormView):
    """*Quy tắc kiểm duyệt*: the head decides, the administrators read."""

    form_class = ModerationRuleForm
    template_name = "moderation/rule_settings.html"
    page_title = gettext_lazy("Moderation rule")
    header_icon = "tasks"
    success_url = reverse_lazy("moderation_rule")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let in the head and the administrators."""
        self.powers = Powers.of(request.user)  # type: ignore[arg-type]
        if not self.powers.manages_accounts:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Name the screen in its header."""
        return [{"url": "", "label": self.get_page_title()}]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Show the rule in force."""
        return {**super().get_form_kwargs(), "instance": ModerationRule.of_tenant()}

    def get_form(self, form_class: Any = None) -> Any:
        """Let everybody but the head read only."""
        form = super().get_form(form_class)
        for field in form.fields.values():
            field.disabled = not self.powers.is_head
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who may change it, and how large the board is."""
        return super().get_context_data(
            action_url=self.success_url,
            submit_button_label=_("Save"),
            submit_button_active_label=_("Saving…"),
            may_change=self.powers.is_head,
            members=board_size(),
            **kwargs,
        )

    def form_valid(self, form: Any) -> HttpResponse:
        """Change the rule."""
        try:
            ChangeModerationRule(by=self.request.user, **form.cleaned_data).execute()
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, _("The moderation rule is changed."))
        return super().form_valid(form)


class RuleMenuItem(MenuItem):
    """Shown to the head and the administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether this person may read the rule."""
        return Powers.of(request.user).manages_accounts  # type: ignore[arg-type]


def rule_menu_item() -> MenuItem:
    """Return the item of the settings menu."""
    return RuleMenuItem(
        gettext_lazy("Moderation rule"),
        reverse("moderation_rule"),
        name="moderation-rule",
        icon_name="tasks",
        order=20,
    )
