from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Review before publishing: whose approval a content needs, who gave it, and what was published on it."""

    name = "cms.moderation"
    label = "moderation"

    def ready(self) -> None:
        """Enter the gate that every publication passes, the posts of a portal, and what a new portal starts with."""
        from cms.accounts.posts import register_posts
        from cms.content.delivery import register_gate
        from cms.content.side_panels import register_side_panel
        from cms.moderation import clocks, recall, recording, schedule, translations
        from cms.moderation.gate import ApprovalGate
        from cms.moderation.posts import RegulationPosts
        from cms.moderation.provisioning import furnish
        from cms.moderation.replay import submitted_items
        from cms.moderation.route_panel import RouteSidePanel
        from cms.regulation.what_if import register_items
        from tenants.provisioning.registry import register

        register_gate(ApprovalGate())
        register_posts(RegulationPosts())
        register(furnish, order=100)
        register_items(submitted_items)
        clocks.connect()
        schedule.register()
        recall.listen()
        translations.keep_as_drafts()
        register_side_panel(RouteSidePanel)
        recording.connect()
