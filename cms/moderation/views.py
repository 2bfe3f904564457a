"""The screens of moderation: what waits, one item with its route and decision, taking down."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page

from cms.board.powers import BoardPowers
from cms.content.delivery import CannotBeReleased, NotApproved
from cms.content.item_links import item_links
from cms.content.models import PortalPage
from cms.moderation.after import AfterActs
from cms.moderation.facts import facts_of
from cms.moderation.forms import DecisionForm, OverrideForm
from cms.moderation.offering import offered_acts
from cms.moderation.points import StagePoints
from cms.moderation.publishing import publish_with_reason
from cms.moderation.reading import ItemUnderReview, waiting_items
from cms.moderation.takedown import may_take_down
from cms.moderation.urgent import may_publish_at_once


class ScreenMixin(WagtailAdminTemplateMixin):
    """Names the screen in its header, where Wagtail prints the last step of the way to it."""

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return the way here: the list of what waits, then this screen."""
        waiting = {"url": reverse("moderation_waiting"), "label": _("Moderation")}
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [here] if isinstance(self, WaitingView) else [waiting, here]


class WaitingView(ScreenMixin, TemplateView):
    """What waits for the signed-in person, and what else is under way, the most urgent first."""

    template_name = "moderation/waiting.html"
    header_icon = "tasks"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Moderation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the items under way, split by whether this person may decide on them."""
        items = waiting_items(self.request.user)
        mine = [item for item in items if item.may_decide]
        others = [item for item in items if not item.may_decide]
        is_head = BoardPowers.of(self.request.user).is_head  # type: ignore[arg-type]
        return super().get_context_data(mine=mine, others=others, is_head=is_head, **kwargs)


class PageView(View):
    """What the views about one item share: the item, which the signed-in person may see."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def page(self) -> PortalPage:
        """Return the item. 404 where there is none, PermissionDenied where the person has nothing to do with it."""
        page = get_object_or_404(Page, pk=self.kwargs["page_id"]).specific
        if not isinstance(page, PortalPage) or not self._may_see(page):
            raise PermissionDenied
        return page

    def _may_see(self, page: PortalPage) -> bool:
        user = self.request.user
        if may_take_down(user) or page.permissions_for_user(user).can_edit():
            return True
        if ItemUnderReview.of(page, user).concerns_user or BoardPowers.of(user).keeps:  # type: ignore[arg-type]
            return True
        return may_publish_at_once(page, page.get_latest_revision_as_object(), user)


class ReviewView(PageView, ScreenMixin, TemplateView):
    """One item: its content as submitted, its route with clauses, when it is due, and the decision."""

    template_name = "moderation/review.html"
    header_icon = "clipboard-list"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Moderation of an item")

    def get_page_subtitle(self) -> str:
        """Return the title of the item."""
        return str(self.page.get_latest_revision_as_object().title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the item under review and the forms that this person may use."""
        item = ItemUnderReview.of(self.page, self.request.user)
        kwargs.setdefault("decision_form", decision_form(item))
        return super().get_context_data(
            item=item,
            content=item.content,
            facts=facts_of(item.content),
            after=AfterActs.of(self.page, self.request.user),
            links=item_links(self.page),
            may_override=self.request.user.is_superuser and not self.page.live,
            **offered_acts(item),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Record the decision; on an error the page comes back with the comment kept."""
        item = ItemUnderReview.of(self.page, request.user)
        form = decision_form(item, request.POST)
        if not item.may_decide or item.task is None:
            raise PermissionDenied(
                _("Only the holder of the post may decide here, and never an author of the item.")
            )
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(decision_form=form, **kwargs))
        action = form.cleaned_data["decision"]
        try:
            with transaction.atomic():
                item.task.on_action(
                    item.task_state,
                    request.user,
                    action,
                    comment=form.cleaned_data["comment"],
                    checked=form.cleaned_data.get("checked", ()),
                )
        except (
            NotApproved,
            CannotBeReleased,
        ) as error:  # what is wrong stands on this page; nothing of the decision is kept
            form.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(decision_form=form, **kwargs))
        messages.success(request, self._outcome(action))
        return redirect("moderation_waiting")

    def _outcome(self, action: str) -> str:
        if action == "reject":
            return _("“%(title)s” has been returned to its author.") % {"title": self.page.title}
        if Page.objects.filter(pk=self.page.pk, live=True).exists():
            return _("“%(title)s” is approved and public.") % {"title": self.page.title}
        return _("Your approval of “%(title)s” is recorded.") % {"title": self.page.title}


def decision_form(item: ItemUnderReview, *data: Any) -> DecisionForm:
    """Return the form of a decision on `item`, which asks for what has to be answered for at the stage where it waits."""
    if item.submission is None or item.task is None or not item.may_decide:
        return DecisionForm(*data)
    asked = StagePoints.of(item.task, item.submission)
    return DecisionForm(*data, missing=asked.missing, secrecy_by=asked.checker.words)


class FormActView(PageView, ScreenMixin, TemplateView):
    """A screen that asks for a reason and then acts on the item."""

    form_class: Any
    template_name = "moderation/act.html"
    button_label = ""
    explanation = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show the screen to those alone who may act. Raises PermissionDenied for others."""
        if not self.may_act(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may_act(self, user: Any) -> bool:
        """Return whether `user` may do it."""
        raise NotImplementedError

    def get_page_subtitle(self) -> str:
        """Return the title of the item."""
        return str(self.page.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form and the words of the act."""
        if "form" not in kwargs:
            kwargs["form"] = self.make_form()
        return super().get_context_data(
            page=self.page,
            button_label=self.button_label,
            explanation=self.explanation,
            back=reverse("moderation_review", args=[self.page.pk]),
            **kwargs,
        )

    def make_form(self, *data: Any) -> Form:
        """Return the form as this person gets it, bound where fields and files are given."""
        form: Form = self.form_class(*data)
        return form

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Act where the form is right; otherwise show what is wrong beside its field."""
        form = self.make_form(request.POST, request.FILES)
        if form.is_valid():
            try:
                self.act(form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return redirect("moderation_review", page_id=self.page.pk)
        return self.render_to_response(self.get_context_data(form=form, **kwargs))

    def act(self, data: dict[str, Any]) -> None:
        """Do it. Raises ValidationError with what is wrong."""
        raise NotImplementedError


class OverrideView(FormActView):
    """Publish without the regulation's approvers; only a superuser may, and the reason is kept."""

    form_class = OverrideForm
    header_icon = "upload"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Publish without approval")

    @property
    def button_label(self) -> str:  # type: ignore[override]
        """Return the words on the button."""
        return _("Publish with this reason")

    @property
    def explanation(self) -> str:  # type: ignore[override]
        """Return what will happen."""
        return _(
            "The regulation's approvers are passed over. Your name and the reason stay in the item's history."
        )

    def may_act(self, user: Any) -> bool:
        """Return whether `user` may pass over the approvers."""
        return bool(user.is_active and user.is_superuser)

    def act(self, data: dict[str, Any]) -> None:
        """Publish the item."""
        publish_with_reason(self.page, self.request.user, data["reason"])
        messages.success(self.request, _("“%(title)s” is public.") % {"title": self.page.title})
