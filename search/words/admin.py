"""*Tìm kiếm* in the admin: synonyms, pinned results, and what readers asked in vain."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.permissions import page_permission_policy

from cms.accounts.powers import Powers
from cms.file_text.limited import FileState
from search.models import FileText, Pin, SynonymGroup, UnansweredQuery
from search.words import acts
from search.words.acts import Decider, WordsRefused
from search.words.unanswered import SHOWN_FROM
from sites.releases.models import FileUse, Release
from tenants.context import current_tenant
from tenants.enums import TenantKind
from tenants.guards import ensure_writable

MOST_SHOWN = 100


class SearchWordsView(WagtailAdminTemplateMixin, TemplateView):
    """One screen for all three, each with what can be done beside it."""

    template_name = "search/words.html"
    page_title = gettext_lazy("Search")
    header_icon = "search"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let in who writes for this portal or administers it."""
        if not may_pin(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Name the screen in its header."""
        return [{"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is decided, what found nothing, and what the form begins with."""
        tenant = current_tenant()
        parent = tenant.parent()
        pins = list(Pin.objects.filter(owner_id=tenant.pk))
        titles = dict(
            Release.objects.filter(item_id__in=[pin.item_id for pin in pins]).values_list("item_id", "title")
        )
        return super().get_context_data(
            unanswered=UnansweredQuery.objects.to_show(tenant.pk, SHOWN_FROM)[:MOST_SHOWN],
            groups=SynonymGroup.objects.filter(owner_id=tenant.pk),
            inherited=SynonymGroup.objects.filter(owner_id=parent.pk) if parent else [],
            province=parent.identity().name if parent else "",
            is_province=tenant.kind == TenantKind.PROVINCE,
            pins=[(pin, titles.get(pin.item_id, "")) for pin in pins],
            unread=_unread_files(tenant.pk),
            may_change_synonyms=may_change_synonyms(self.request),
            begun_synonyms=self.request.GET.get("synonyms", "")[:200],
            begun_pin=self.request.GET.get("pin", "")[:200],
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Do what a button asks for, and say what was done."""
        tenant = current_tenant()
        ensure_writable(tenant)
        person: Any = request.user
        by = Decider(tenant.pk, person.get_full_name())
        act = ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise PermissionDenied
        if act in ONLY_ADMINISTRATORS and not may_change_synonyms(request):
            raise PermissionDenied
        try:
            messages.success(request, act(by, request))
        except WordsRefused as error:
            messages.error(request, str(error))
        return redirect("search_words")


def _save_synonyms(by: Decider, request: HttpRequest) -> str:
    group = acts.save_synonyms(by, request.POST.get("expressions", ""), _key(request))
    return _("“%(group)s” counts from now on.") % {"group": group.expressions}


def _remove_synonyms(by: Decider, request: HttpRequest) -> str:
    acts.remove_synonyms(by, _key(request) or 0)
    return _("The group is taken away.")


def _pin(by: Decider, request: HttpRequest) -> str:
    made = acts.pin(by, request.POST.get("query", ""), request.POST.get("address", ""))
    return _("The item stands first for “%(query)s” from now on.") % {"query": made.query}


def _unpin(by: Decider, request: HttpRequest) -> str:
    acts.unpin(by, _key(request) or 0)
    return _("The item is pinned no more.")


def _dismiss(by: Decider, request: HttpRequest) -> str:
    acts.dismiss(by, _key(request) or 0)
    return _("The query is taken off the list.")


ACTS: dict[str, Callable[[Decider, HttpRequest], str]] = {
    "save_synonyms": _save_synonyms,
    "remove_synonyms": _remove_synonyms,
    "pin": _pin,
    "unpin": _unpin,
    "dismiss": _dismiss,
}
ONLY_ADMINISTRATORS = (_save_synonyms, _remove_synonyms)


def _key(request: HttpRequest) -> int | None:
    key = request.POST.get("key", "")
    return int(key) if key.isascii() and key.isdigit() and len(key) < 19 else None


def _unread_files(tenant_id: Any) -> list[tuple[str, str]]:
    """Files of the portal that cannot be searched, with why: scans without text, and what cannot be read."""
    texts = dict(
        FileText.objects.filter(state__in=[FileState.SCANNED, FileState.REFUSED]).values_list(
            "sha256", "state"
        )[:2_000]
    )
    uses = FileUse.objects.filter(release__tenant_id=tenant_id, file__sha256__in=list(texts))
    said = {FileState.SCANNED.value: _("a scan without text"), FileState.REFUSED.value: _("cannot be read")}
    rows = uses.values_list("release__title", "file__name", "file__sha256")[:MOST_SHOWN]
    return [(f"{title}: {name}", said[texts[sha256]]) for title, name, sha256 in rows]


def may_pin(request: HttpRequest) -> bool:
    """Whether this person writes for the portal or administers it."""
    return may_change_synonyms(request) or page_permission_policy.user_has_any_permission(
        request.user, {"add", "change", "publish"}
    )


def may_change_synonyms(request: HttpRequest) -> bool:
    """Whether this person is the head, an administrator or the province's IT."""
    return bool(Powers.of(request.user).manages_accounts)  # type: ignore[arg-type]


class SearchMenuItem(MenuItem):
    """Shown to whom the screen lets in."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may open it."""
        return may_pin(request)


def search_menu_item() -> MenuItem:
    """The item of the settings menu."""
    label = gettext_lazy("Synonyms and pinned results")
    return SearchMenuItem(label, reverse("search_words"), name="search-words", icon_name="search", order=40)
