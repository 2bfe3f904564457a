"""*Xem trước* in Wagtail admin: the draft in the real front end beside what is public, and the links that others were given."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.content.enums import ItemType
from cms.content.item_links import ItemLink
from cms.content.models import PortalPage
from cms.moderation.views import PageView
from cms.notices.enums import NoticeKind
from cms.notices.outbox import tell
from sites.preview import links
from sites.preview.forms import LinkForm
from sites.preview.models import PreviewLink
from sites.releases.models import Release
from tenants.context import current_tenant
from tenants.origins import admin_origin

SHOWN = frozenset(set(ItemType) - {ItemType.HOME})
"""The home page is made of others' releases; its own content is the footer and the colours."""

PHONE = "dien-thoai"


class PreviewView(PageView, WagtailAdminTemplateMixin, TemplateView):
    """One draft: as it would be seen, beside what is seen now, at a desktop's or a phone's width."""

    template_name = "preview/screen.html"
    header_icon = "view"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let in whoever may see the item in moderation."""
        if self.page.item_type not in SHOWN:
            messages.error(request, _("The home page has no preview: it shows what is published."))
            return redirect("wagtailadmin_explore_root")
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        """The heading."""
        return _("Preview")

    def get_page_subtitle(self) -> str:
        """The draft's title."""
        return str(self.page.get_latest_revision_as_object().title)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """The way here: from the editor."""
        editor = {"url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]), "label": self.page.title}
        return [editor, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add this person's own link for the frames, and the links that others were given."""
        kwargs.setdefault("form", LinkForm())
        own = links.make(self.page, self.request.user, links.OWN_LOOK)
        draft = links.address(own)
        given = PreviewLink.objects.for_others().filter(page_id=self.page.pk).select_related("created_by")
        return super().get_context_data(
            page=self.page,
            draft=draft,
            live=f"{draft}hien-tai/" if _is_public(self.page) else "",
            is_phone=self.request.GET.get("be-rong") == PHONE,
            links=[(link, _address(link)) for link in given],
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give somebody a link, or revoke one."""
        if "revoke" in request.POST:
            return self._revoke(request.POST["revoke"])
        form = LinkForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        account = form.cleaned_data["account"]
        made = links.make(self.page, request.user, form.time, account=account, name=form.cleaned_data["name"])
        if account is not None:
            self._tell(made)
        messages.success(request, _("The link for %(name)s is ready.") % {"name": made.for_name})
        return redirect("preview_screen", page_id=self.page.pk)

    def _revoke(self, key: str) -> HttpResponse:
        given = PreviewLink.objects.for_others().filter(page_id=self.page.pk)
        link = next((each for each in given if str(each.pk) == key), None)
        if link is not None and links.revoke(link, str(self.request.user)):
            messages.success(self.request, _("The link for %(name)s is revoked.") % {"name": link.for_name})
        return redirect("preview_screen", page_id=self.page.pk)

    def _tell(self, link: PreviewLink) -> None:
        said = {
            "title": link.revision.as_object().title,
            "who": str(self.request.user),
            "until": link.expires_at,
        }
        tell(link.for_account, NoticeKind.PREVIEW, said, _address(link))  # type: ignore[arg-type]


class OpenView(View):
    """Opens the link of a person with an account: by that person, signed in."""

    def get(self, request: HttpRequest, key: Any) -> HttpResponse:
        """Lead to the draft, for a quarter of an hour."""
        link = get_object_or_404(PreviewLink.objects.exclude(for_account=None), pk=key)
        if link.for_account_id != request.user.pk:
            raise PermissionDenied(_("This link is for somebody else."))
        if not link.is_valid:
            messages.error(
                request, _("This link has ended or was revoked, or the draft has changed. Ask for a new one.")
            )
            return redirect("wagtailadmin_home")
        answer = HttpResponseRedirect(links.address(link, timezone.now() + links.AFTER_SIGN_IN))
        answer["Cache-Control"] = "no-store"
        answer["Referrer-Policy"] = "no-referrer"
        return answer


def link_of(page: Any) -> ItemLink | None:
    """The way to a page's preview; None for one that has none."""
    if not isinstance(page, PortalPage) or page.pk is None or page.item_type not in SHOWN:
        return None
    return ItemLink(gettext_lazy("Preview on the portal"), reverse("preview_screen", args=[page.pk]), "view")


def _address(link: PreviewLink) -> str:
    """What the person is given; empty for a link that is over."""
    if not link.is_valid:
        return ""
    if link.for_account_id is None:
        return links.address(link)
    return admin_origin(current_tenant()) + reverse("preview_open", args=[link.pk])


def _is_public(page: PortalPage) -> bool:
    return Release.objects.of(current_tenant().pk).filter(page_id=page.pk).exists()
