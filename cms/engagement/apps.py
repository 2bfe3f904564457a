"""The entry of the desks in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EngagementConfig(AppConfig):
    """Desks for citizens: questions, petitions, requests for information, their clocks and answers. Its tables stand in each tenant's schema."""

    name = "cms.engagement"
    label = "engagement"
    verbose_name = _("What citizens ask and report")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Enter what a new portal gets, what goes with a backup, who is told of deadlines, and the worker's jobs."""
        from wagtail.signals import page_published, page_unpublished

        from cms.clocks.people import register_concerned
        from cms.engagement import backup, following, publishing
        from cms.engagement.kinds import KINDS
        from cms.engagement.provisioning import furnish
        from cms.engagement.telling import concerned
        from tenants.protection import keep_writable
        from tenants.provisioning.registry import register

        register(furnish, order=110)
        backup.register()
        following.register()
        for desk in KINDS.values():
            register_concerned(desk.subject, concerned)
        page_published.connect(publishing.became_public, dispatch_uid="engagement.published")
        page_unpublished.connect(publishing.became_private, dispatch_uid="engagement.unpublished")
        # In an archive nothing is answered any more, and what is due is still deleted.
        keep_writable("engagement_case", ("UPDATE",))
        keep_writable("engagement_message", ("UPDATE",))
        keep_writable("engagement_deskkey", ("UPDATE",))
        keep_writable("engagement_caseentry", ("INSERT", "UPDATE"))
