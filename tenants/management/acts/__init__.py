"""Sub-commands of `manage.py tenant`, a module for each kind of act."""

from collections.abc import Callable
from typing import Any, Protocol


class Told(Protocol):
    """Where a sub-command says what it has to say; Django's output streams have it."""

    def write(
        self, msg: str = ..., style_func: Callable[[str], str] | None = ..., ending: str | None = ...
    ) -> Any:
        """Say a line."""
