from django.apps import AppConfig


class ContentConfig(AppConfig):
    """What a portal publishes: pages, legal documents, images, attachments."""

    name = "cms.content"
    label = "content"

    def ready(self) -> None:
        """Listen to what is done to pages past their own classes; let an archive's pictures still be made smaller to be looked at."""
        from cms.content import receivers
        from tenants.protection import keep_writable

        keep_writable("content_portalrendition", ("INSERT",))
        receivers.connect()
