"""What a password has to be (TCVN 14423:2026: 14 characters of four classes where there is no second factor)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

CLASSES = (str.islower, str.isupper, str.isdigit)


class CharacterClassesValidator:
    """Asks for a lower-case letter, a capital, a digit and another sign."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where one of the four classes is missing."""
        has_sign = any(not character.isalnum() for character in password)
        if has_sign and all(any(is_of(character) for character in password) for is_of in CLASSES):
            return
        raise ValidationError(self.get_help_text(), code="password_character_classes")

    def get_help_text(self) -> str:
        """Return the rule in one sentence."""
        return _("The password needs a lower-case letter, a capital letter, a digit and another sign.")
