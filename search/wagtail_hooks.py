"""What the search room adds to Wagtail admin."""

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from search.words.admin import SearchWordsView, search_menu_item


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """Enter the screen."""
    return [path("tim-kiem/", SearchWordsView.as_view(), name="search_words")]


@hooks.register("register_settings_menu_item")
def register_words_item() -> MenuItem:
    """Offer it in the settings."""
    return search_menu_item()
