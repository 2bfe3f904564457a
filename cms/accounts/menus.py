"""What the menus of Wagtail admin offer: what a person's posts need, and nothing else.

Wagtail shows an item to whoever has a permission behind it. Here it is the other way round: an item that is not named is not shown, so that
a new version of Wagtail, or another app, brings nothing that nobody asked for.
"""

from __future__ import annotations

from wagtail.admin.menu import MenuItem

# Shown to whoever Wagtail, or the item itself, shows them.
MAIN = frozenset(
    {
        "moderation", "board", "articles", "legal-documents", "explorer", "images", "documents", "accounts", "appointments", "regulation", "settings",
        "reports", "help", "deadlines", "timeliness", "working-calendar", "rulebook", "fleet",
        "sent-down", "received", "offered", "engagement",
    }
)  # fmt: skip
SETTINGS = frozenset({"portal", "moderation-rule", "sharing", "office-hours", "neighbours", "webhooks"})
REPORTS = frozenset({"site-history", "locked-pages", "aging-pages"})
HELP = frozenset({"keyboard-shortcuts-trigger"})


def keep(items: list[MenuItem], names: frozenset[str]) -> None:
    """Leave in `items` only those of `names`."""
    items[:] = [item for item in items if item.name in names]
