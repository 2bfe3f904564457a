"""The screens of the acts on one item: the unit's signature, asking for a review, giving it to somebody, taking it back, publishing at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail_localize.views.update_translations import UpdateTranslationsForm, UpdateTranslationsView

from cms.moderation import act_forms
from cms.moderation.assigning import assign, candidates, may_assign
from cms.moderation.preparing import RecordSignature, RequestReview, SetReviewBy
from cms.moderation.reading import ItemUnderReview
from cms.moderation.recall import recall
from cms.moderation.translations import submit_translation
from cms.moderation.urgent import may_publish_at_once, publish_at_once
from cms.moderation.views import FormActView, PageView


class EditorActView(FormActView):
    """An act of those who may edit the item."""

    template_name = "moderation/act.html"

    def may_act(self, user: Any) -> bool:
        """Return whether `user` may edit the item."""
        return bool(self.page.permissions_for_user(user).can_edit())


class SignatureView(EditorActView):
    """Record the supplying unit's signature."""

    form_class = act_forms.SignatureForm
    header_icon = "clipboard-list"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Signature of the supplying unit")

    @property
    def button_label(self) -> str:  # type: ignore[override]
        """Return the words on the button."""
        return _("Record the signature")

    @property
    def explanation(self) -> str:  # type: ignore[override]
        """Return what it is for."""
        return _("The regulation asks that the unit which supplies a text signs it before it is submitted.")

    def act(self, data: dict[str, Any]) -> None:
        """Record it."""
        RecordSignature(by=self.request.user, page=self.page, **data).execute()
        messages.success(self.request, _("The signature is recorded; the item can be submitted."))


class ReviewByView(EditorActView):
    """Set when a public item is looked at again."""

    form_class = act_forms.ReviewByForm
    header_icon = "date"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Look at it again")

    @property
    def button_label(self) -> str:  # type: ignore[override]
        """Return the words on the button."""
        return _("Save")

    def act(self, data: dict[str, Any]) -> None:
        """Set it."""
        noted = SetReviewBy(by=self.request.user, page=self.page, day=data["review_by"]).execute()
        day = f"{noted.review_by:%d/%m/%Y}" if noted.review_by else ""
        messages.success(
            self.request,
            _("To be looked at again by %(day)s.") % {"day": day} if day else _("No day is set any more."),
        )


class UrgentView(FormActView):
    """Publish at once, with a reason; the review follows."""

    form_class = act_forms.UrgentForm
    header_icon = "warning"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Publish at once")

    @property
    def button_label(self) -> str:  # type: ignore[override]
        """Return the words on the button."""
        return _("Publish at once with this reason")

    @property
    def explanation(self) -> str:  # type: ignore[override]
        """Return what will happen."""
        return _(
            "The rule for this item is “at once”. It becomes public now under your name; its review follows, and head and reviewers are told."
        )

    def may_act(self, user: Any) -> bool:
        """Return whether the rule is immediate and `user` is authorised."""
        return may_publish_at_once(self.page, self.page.get_latest_revision_as_object(), user)

    def act(self, data: dict[str, Any]) -> None:
        """Publish it."""
        publish_at_once(self.page, self.request.user, data["reason"], data["checked"])
        messages.success(
            self.request, _("“%(title)s” is public; its review follows.") % {"title": self.page.title}
        )


class ItemActView(PageView):
    """A button on the item's screen: acts on a POST and leads back."""

    http_method_names = ["post"]

    @cached_property
    def item(self) -> ItemUnderReview:
        """Return the item as this person sees it."""
        return ItemUnderReview.of(self.page, self.request.user)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Act; what cannot be is said on the screen."""
        try:
            messages.success(request, self.act())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("moderation_review", page_id=self.page.pk)

    def act(self) -> str:
        """Do it and return what to say."""
        raise NotImplementedError


class RecallView(ItemActView):
    """The author takes the item back."""

    def act(self) -> str:
        """Take it back."""
        recall(self.page, self.request.user)
        return _("“%(title)s” is taken back; you can change it and submit it again.") % {
            "title": self.page.title
        }


class RequestReviewView(ItemActView):
    """Ask for the member in charge to look at the item, or no more."""

    def act(self) -> str:
        """Note it."""
        wanted = "wanted" in self.request.POST
        RequestReview(by=self.request.user, page=self.page, wanted=wanted).execute()
        return (
            _("The member in charge will be asked.")
            if wanted
            else _("The member in charge will not be asked.")
        )


class AssignView(ItemActView):
    """Give the item to one of those who may decide on it."""

    def act(self) -> str:
        """Give it."""
        item = self.item
        if (
            item.task is None
            or item.submission is None
            or not may_assign(item.task, item.submission, self.request.user)
        ):
            raise PermissionDenied(_("Head, secretary and who may decide give an item to somebody."))
        form = act_forms.AssignForm(self.request.POST, people=candidates(item.task, item.submission))
        if not form.is_valid():
            raise ValidationError(_("Choose one of those who may decide at this step."))
        person = form.cleaned_data["person"]
        assign(self.page, self.request.user, person)
        return _("The item waits for %(person)s.") % {"person": person}


class SubmitTranslationView(ItemActView):
    """Put a translation forward from its own editor."""

    def act(self) -> str:
        """Put it forward."""
        submit_translation(self.page, self.request.user)
        return _("The translation “%(title)s” is submitted.") % {"title": self.page.title}


class SyncForm(UpdateTranslationsForm):
    """What wagtail-localize asks before it brings translations up to date, without publishing them."""

    publish_translations = forms.BooleanField(
        required=False, disabled=True, initial=False, widget=forms.HiddenInput
    )


class SyncTranslationsView(UpdateTranslationsView):
    """Bring the translations of a page up to date: their drafts, never what is public."""

    def get_form(self) -> SyncForm:
        """Return the form without the box for publishing."""
        return SyncForm(self.request.POST) if self.request.method == "POST" else SyncForm()
