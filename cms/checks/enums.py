"""Closed lists of the checks."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """How information is classified (Luật Bảo vệ bí mật nhà nước 117/2025/QH15, Điều 8; internal: not for citizens, by the unit's own rule)."""

    OPEN = "open", _("Open: may be public")
    INTERNAL = "internal", _("Internal: for the unit alone")
    MAT = "mat", _("Secret (Mật)")
    TOI_MAT = "toi_mat", _("Top secret (Tối mật)")
    TUYET_MAT = "tuyet_mat", _("Most secret (Tuyệt mật)")

    @property
    def may_be_here(self) -> bool:
        """Return whether content of this level may be written into the portal at all."""
        return self is Level.OPEN


class Answer(TextChoices):
    """Why something that looks like personal data may stay."""

    NOT_PERSONAL = "not_personal", _("It is no personal data")
    OFFICIAL = "official", _("It is an official's or a unit's contact for the public")
    CONSENT = "consent", _("The person has agreed to its publication")
    BY_LAW = "by_law", _("A law asks for its publication")
    READ = "read", _("I have read the file; it has no personal data")
