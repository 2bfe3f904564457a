from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What is sent to people: one outbox for all, written in the act's own transaction."""

    name = "cms.notices"
    label = "notices"

    def ready(self) -> None:
        """Let what was written to people before a portal became an archive still be sent, and what has lost its task be swept up."""
        from cms.notices.outbox import sweep
        from tenants import periodic
        from tenants.protection import keep_writable

        keep_writable("notices_notice")
        periodic.register("notices.waiting", sweep, 3600.0)
