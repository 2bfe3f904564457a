from django.apps import AppConfig


class ContentConfig(AppConfig):
    """What a portal publishes: pages, legal documents, images, attachments."""

    name = "cms.content"
    label = "content"
