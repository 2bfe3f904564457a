from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What is sent to people: one outbox for all, written in the act's own transaction."""

    name = "cms.notices"
    label = "notices"

    def ready(self) -> None:
        """Let what was written to people before a portal became an archive still be sent, and marked as sent."""
        from tenants.protection import keep_writable

        keep_writable("notices_notice")
