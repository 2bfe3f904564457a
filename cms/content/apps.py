from django.apps import AppConfig


class ContentConfig(AppConfig):
    """What a portal publishes: pages, legal documents, images, attachments."""

    name = "cms.content"
    label = "content"

    def ready(self) -> None:
        """Listen to what is done to pages past their own classes."""
        from cms.content import receivers

        receivers.connect()
