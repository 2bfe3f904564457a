from django.apps import AppConfig


class BoardConfig(AppConfig):
    """The editorial board and the offices around it: who holds which post, who stands in for whom, and until when."""

    name = "cms.board"
    label = "board"

    def ready(self) -> None:
        """Enter what ends by itself."""
        from cms.board import ending

        ending.register()
