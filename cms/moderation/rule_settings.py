"""What the regulation leaves to the portal: quorum, only authors left, vacant posts, publishing at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

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

from cms.accounts.posts import HEAD, source
from cms.accounts.powers import Powers
from cms.board.standing import BOARD, ESCALATION
from cms.moderation.deciders import holders
from cms.moderation.enums import SoleApproverRule, UnreviewedRule, VacancyRule
from cms.moderation.models import ModerationRule
from cms.moderation.models.rules import URGENT_REVIEW_HOURS
from cms.record.enums import Act
from cms.record.writing import facts_digest, write
from cms.regulation.queries import in_force
from tenants.context import current_tenant
from tenants.guards import ensure_writable

ROWS = 5
LONGEST_REVIEW = 240  # hours: ten days
RULE_KEY = UUID(int=1)  # the record knows the one row of rules by this key


@dataclass(frozen=True, kw_only=True)
class ChangeModerationRule:
    """Decide what the regulation leaves open. Whose voice counts is decided by the head alone: it is as good as appointing.

    Raises PermissionDenied for anybody else, ValidationError for a quorum that the board cannot reach, TenantReadOnly in an archive.
    """

    by: Any
    sole_approver: SoleApproverRule
    board_quorum: int | None
    vacancy: VacancyRule = VacancyRule.ESCALATE
    escalation: Sequence[str] = ()
    urgent_posts: Sequence[str] = ()
    urgent_review_hours: int = URGENT_REVIEW_HOURS
    unreviewed: UnreviewedRule = UnreviewedRule.ESCALATE

    @transaction.atomic
    def execute(self) -> ModerationRule:
        """Return the rule."""
        ensure_writable(current_tenant())
        if not Powers.of(self.by).is_head:
            raise PermissionDenied(_("Only the head decides how moderation works."))
        self._check()
        rule, _is_new = ModerationRule.objects.update_or_create(
            pk=1,
            defaults={
                "sole_approver": self.sole_approver,
                "board_quorum": self.board_quorum,
                "vacancy": self.vacancy,
                "escalation": list(dict.fromkeys(self.escalation)),
                "urgent_posts": list(self.urgent_posts),
                "urgent_review_hours": self.urgent_review_hours,
                "unreviewed": self.unreviewed,
            },
        )
        self._write(rule)
        log(instance=rule, action="wagtail.edit", user=self.by, title=str(rule))
        return rule

    def _check(self) -> None:
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
        if not 1 <= self.urgent_review_hours <= LONGEST_REVIEW:
            raise ValidationError(
                {"urgent_review_hours": _("Give 1 to %(hours)s hours.") % {"hours": LONGEST_REVIEW}}
            )

    def _write(self, rule: ModerationRule) -> None:
        regulation = in_force()
        facts = facts_digest(
            **{field.name: getattr(rule, field.name) for field in rule._meta.fields if field.name != "id"}
        )
        write(
            Act.SETTING_CHANGED,
            account=self.by.pk,
            post=HEAD,
            about=RULE_KEY,
            digest=facts,
            version=UUID(regulation.facts.id) if regulation.facts else None,
        )


def board_size() -> int:
    """Return how many people are on the board today."""
    return len({post.user_id for post in holders([BOARD])})


class OrderedPosts(forms.MultiValueField):
    """Some posts in an order: a row of choices, of which the first empty one ends the list."""

    def __init__(self, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        offered = [("", _("nobody further")), *choices]
        rows = [forms.ChoiceField(choices=offered, required=False) for _row in range(ROWS)]
        widget = OrderedPostsWidget([forms.Select(choices=offered) for _row in range(ROWS)])
        super().__init__(rows, require_all_fields=False, required=False, widget=widget, **kwargs)

    def compress(self, data_list: list[str]) -> list[str]:
        """Return the posts chosen, each once."""
        return list(dict.fromkeys(filter(None, data_list)))


class OrderedPostsWidget(forms.MultiWidget):
    """The row of choices."""

    template_name = "moderation/ordered_posts.html"

    def decompress(self, value: Any) -> list[str]:
        """Return what stands in each choice."""
        return [*(value or []), *[""] * ROWS][:ROWS]


class ModerationRuleForm(forms.ModelForm):
    """The portal's answers."""

    class Meta:
        model = ModerationRule
        fields = [
            "sole_approver",
            "board_quorum",
            "vacancy",
            "escalation",
            "urgent_posts",
            "urgent_review_hours",
            "unreviewed",
        ]
        widgets = dict.fromkeys(("sole_approver", "vacancy", "unreviewed"), forms.RadioSelect)
        help_texts = {
            "sole_approver": gettext_lazy(
                "Nobody approves their own item; this is for a portal where nobody else holds the post."
            ),
            "board_quorum": gettext_lazy(
                "For regulations where the board decides as a whole. Leave it empty for the majority of the members, which is marked as assumed."
            ),
            "vacancy": gettext_lazy("A delegation in force goes before this."),
            "urgent_review_hours": gettext_lazy("Counted by the clock, on days off too."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = [(post.key, post.label) for post in source().posts() if post.key != BOARD]
        self.fields["escalation"] = OrderedPosts(
            posts,
            label=_("Who acts for a vacant post, in this order"),
            help_text=_("Leave all empty for the platform's order: %(posts)s.")
            % {"posts": ", ".join(dict(posts)[key] for key in ESCALATION if key in dict(posts))},
        )
        self.fields["urgent_posts"] = forms.MultipleChoiceField(
            choices=posts,
            label=_("Who may publish at once"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Where the rule is “at once”. Nothing marked: whoever approves the item in the end."),
        )


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
