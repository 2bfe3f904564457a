from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who works in a portal: named persons, their posts, how they sign in."""

    name = "cms.accounts"
    label = "accounts"
