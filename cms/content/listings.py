"""Lists of pages in Wagtail admin: by kind, with what an editor looks for, and without publishing in bulk."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters.filters import ChoiceFilter
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import (
    BulkActionsColumn,
    PageStatusColumn,
    PageTitleColumn,
    ParentPageColumn,
)
from wagtail.admin.views.pages.choose_parent import ChooseParentView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.listing import ExplorableIndexView, IndexView, PageFilterSet
from wagtail.admin.views.pages.search import SearchView
from wagtail.admin.viewsets.pages import PageListingViewSet, PageViewSet

from cms.content import delivery
from cms.content.models import ArticlePage, LegalDocumentPage
from cms.content.models.base import HOME_DEPTH
from cms.content.side_panels import side_panels
from cms.regulation import registers


def _without_bulk(columns: list[Any]) -> list[Any]:
    return [column for column in columns if not isinstance(column, BulkActionsColumn)]


class PortalExplorerView(ExplorableIndexView):
    """The tree of pages, one by one: what is public changes by approval, never in bulk."""

    base_columns = _without_bulk(ExplorableIndexView.base_columns)
    show_locale_labels = False


class PortalSearchView(SearchView):
    """Search in the tree, without bulk actions."""

    columns = _without_bulk(SearchView.columns)
    show_locale_labels = False


class PortalEditView(EditView):
    """The editor of a page, with what other rooms show beside it."""

    def get_side_panels(self) -> Any:
        """Add the panels that were entered; an answer to autosaving leaves them as they are."""
        panels = super().get_side_panels()
        if self.expects_json_response or self.hydrate_create_view:
            return panels
        return MediaContainer([*panels, *side_panels(self.page, self.request)])


class PortalPageViewSet(PageViewSet):
    """Every page's screens."""

    edit_view_class = PortalEditView

    index_view_class = PortalExplorerView
    search_view_class = PortalSearchView


class ItemFilterSet(PageFilterSet):
    """What a list of items is narrowed by."""

    category = ChoiceFilter(label=_("Category"), choices=registers.category_choices)
    live = ChoiceFilter(label=_("Public"), choices=[("True", _("Yes")), ("False", _("No"))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("site", "has_child_pages"):
            self.filters.pop(name, None)


class ItemIndexView(IndexView):
    """One kind of item, with when it is due."""

    base_filterset_class = ItemFilterSet
    show_locale_labels = False

    @cached_property
    def filterset_class(self) -> type[PageFilterSet]:
        """Return the filters of items."""
        return self.base_filterset_class

    def annotate_queryset(self, pages: QuerySet) -> QuerySet:
        """Add when each item under moderation is due."""
        return super().annotate_queryset(delivery.gate().with_due(pages))


TITLE = PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title")
SECTION = ParentPageColumn("parent", label=_("Section"))
CATEGORY = Column(
    "category", label=_("Category"), accessor=lambda page: registers.category_label(page.category)
)
DUE = DateColumn("due_at", label=_("Due"), width="12%")
UPDATED = DateColumn(
    "latest_revision_created_at", label=_("Updated"), sort_key="latest_revision_created_at", width="12%"
)
STATUS = PageStatusColumn("status", label=_("Status"), sort_key="live", width="12%")


class ChooseSectionView(ChooseParentView):
    """Where a new item stands: the sections as one list, each a step away from the form."""

    template_name = "content/choose_section.html"
    page_title = _("Choose the section")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sections in the order of the tree, with how deep each lies and the address of the form."""
        options = self.model._meta
        sections = [
            {
                "title": page.title,
                "level": page.depth - HOME_DEPTH - 1,
                "url": reverse(
                    "wagtailadmin_pages:add", args=[options.app_label, options.model_name, page.pk]
                ),
            }
            for page in self.get_valid_parent_pages(self.request.user).order_by("path")
        ]
        return super().get_context_data(sections=sections, **kwargs)


class ItemViewSet(PageListingViewSet):
    """What both lists share: who writes pages sees them."""

    index_view_class = ItemIndexView
    choose_parent_view_class = ChooseSectionView
    filterset_class = ItemFilterSet
    add_to_admin_menu = True

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        """Return a menu item that those see who see pages at all."""
        from wagtail.admin.auth import user_has_any_page_permission

        shown = {"is_shown": lambda _self, request: user_has_any_page_permission(request.user)}
        return type("ItemsMenuItem", (MenuItem,), shown)


class ArticleViewSet(ItemViewSet):
    """*Tin bài*."""

    model = ArticlePage
    icon = "edit"
    menu_name = "articles"
    menu_label = _("Articles")
    menu_order = 100
    columns = [TITLE, SECTION, CATEGORY, DUE, UPDATED, STATUS]


class LegalDocumentViewSet(ItemViewSet):
    """*Văn bản*: legal documents with number and date. Files that hang on items are *Tệp đính kèm*."""

    model = LegalDocumentPage
    icon = "clipboard-list"
    menu_name = "legal-documents"
    menu_label = _("Legal documents")
    menu_order = 110
    columns = [
        TITLE,
        Column("number", label=_("Number"), sort_key="number"),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("issued_on", label=_("Issued on"), sort_key="issued_on"),
        DUE,
        UPDATED,
        STATUS,
    ]
