"""What the demo's supervisor says, in Vietnamese; before Django runs, hence Python's own gettext."""

import gettext
from pathlib import Path

DOMAIN = "supervisor"

_ = gettext.translation(DOMAIN, Path(__file__).parent / "locale", ["vi"], fallback=True).gettext
