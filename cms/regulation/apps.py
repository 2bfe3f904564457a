"""The application that holds the portals' regulations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegulationConfig(AppConfig):
    """Regulations (Quy chế), their versions, deadlines, roles and approval rules."""

    name = "cms.regulation"
    label = "regulation"
    verbose_name = _("Regulation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the registry which days are working days, for the notice that the law wants of interruptions."""
        from cms.regulation.province_acts import working_days
        from tenants.acts.interruptions import use_calendar

        use_calendar(working_days)
