"""The legal day: which date it is for the offices that are hosted here."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LEGAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
"""Legal dates (names, hosts, regulations) begin and end at midnight in this zone, whatever the server's own
clock says.
"""


def today() -> date:
    """Today's date in Vietnam."""
    return datetime.now(LEGAL_ZONE).date()
