"""The screens of what is done to an item after it was public: taking down, settling a takedown, correcting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cms.moderation.after_forms import CorrectionForm, SettlementForm, TakedownForm
from cms.moderation.corrections import correct, may_correct
from cms.moderation.models import Takedown
from cms.moderation.takedown import (
    confirm,
    may_settle,
    may_take_down,
    may_take_down_for_good,
    restore,
    take_down,
)
from cms.moderation.views import FormActView


class TakedownView(FormActView):
    """Withdraw a public item at once."""

    form_class = TakedownForm
    header_icon = "download"

    @cached_property
    def for_good(self) -> bool:
        """Return whether this person's takedown needs no confirmation."""
        return may_take_down_for_good(self.request.user)

    def make_form(self, *data: Any) -> Form:
        """Return the form; whom the regulation names to remove is not asked whether it is for the time being."""
        return TakedownForm(*data, for_good=self.for_good)

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Take down")

    @property
    def button_label(self) -> str:  # type: ignore[override]
        """Return the words on the button."""
        return _("Take down now")

    @property
    def explanation(self) -> str:  # type: ignore[override]
        """Return what will happen."""
        gone = _(
            "The item disappears at once from the portal, its feeds, search and the province's portal. It stays here."
        )
        if self.for_good:
            return gone
        return gone + " " + _("The office then confirms it, or restores the item as it was.")

    def may_act(self, user: Any) -> bool:
        """Return whether `user` may take items down."""
        return may_take_down(user)

    def act(self, data: dict[str, Any]) -> None:
        """Take the item down."""
        take_down(
            self.page,
            self.request.user,
            data["reason"],
            data["requested_by"],
            evidence=data["evidence"],
            evidence_file=data["evidence_file"],
            notified_at=data["notified_at"],
            provisional=data.get("provisional", False),
        )
        messages.success(self.request, _("“%(title)s” has been taken down.") % {"title": self.page.title})


class SettlementView(FormActView):
    """Confirm a provisional takedown, or restore the item."""

    form_class = SettlementForm
    header_icon = "clipboard-list"

    @cached_property
    def takedown(self) -> Takedown:
        """Return what waits. 404 where nothing does."""
        waiting: Takedown | None = Takedown.objects.provisional().filter(item_id=self.page.item_id).first()
        if waiting is None:
            raise Http404(_("No takedown of this item waits for the office."))
        return waiting

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Settle a takedown")

    @property
    def button_label(self) -> str:  # type: ignore[override]
        """Return the words on the button."""
        return _("Decide")

    @property
    def explanation(self) -> str:  # type: ignore[override]
        """Return why it was taken down."""
        return _("%(who)s took it down: %(reason)s Asked for by: %(asked)s.") % {
            "who": self.takedown.taken_down_by,
            "reason": self.takedown.reason.rstrip(".") + ".",
            "asked": self.takedown.requested_by,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the takedown, for its evidence."""
        return super().get_context_data(takedown=self.takedown, **kwargs)

    def may_act(self, user: Any) -> bool:
        """Return whether `user` may settle it."""
        return may_settle(user, self.takedown)

    def act(self, data: dict[str, Any]) -> None:
        """Confirm or restore."""
        if data["decision"] == "confirm":
            confirm(self.takedown, self.request.user, data["finding"])
            said = _("“%(title)s” stays down for good.")
        else:
            restore(self.takedown, self.request.user, data["finding"])
            said = _("“%(title)s” is public again.")
        messages.success(self.request, said % {"title": self.page.title})


class CorrectionView(FormActView):
    """Put a correction on a public item."""

    form_class = CorrectionForm
    header_icon = "edit"

    def get_page_title(self) -> str:
        """Return the heading."""
        return _("Correct in public")

    @property
    def button_label(self) -> str:  # type: ignore[override]
        """Return the words on the button."""
        return _("Publish the correction")

    @property
    def explanation(self) -> str:  # type: ignore[override]
        """Return what will happen."""
        return _(
            "The correction stands on the item at once, above its text. What the item itself says is changed in the editor, and moderated."
        )

    def may_act(self, user: Any) -> bool:
        """Return whether `user` may correct."""
        return may_correct(user)

    def act(self, data: dict[str, Any]) -> None:
        """Put the correction on the item."""
        correct(self.page, self.request.user, data["text"])
        messages.success(self.request, _("The correction is public."))
