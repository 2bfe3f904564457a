"""The demo's offices, and what the registry knows of a portal."""

from tests.moderation.conftest import *  # noqa: F403 - the offices of the demo
from tests.moderation.conftest import _nothing_remembered  # noqa: F401
