from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What is sent to people: one outbox for all, written in the act's own transaction."""

    name = "cms.notices"
    label = "notices"
