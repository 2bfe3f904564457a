"""Models of what is sent down and sideways; every table is in the public schema."""

from sites.syndication.models.dispatch import Dispatch
from sites.syndication.models.neighbour import Neighbour
from sites.syndication.models.receipt import Receipt, ReceiptEntry, SentLetter

__all__ = ["Dispatch", "Neighbour", "Receipt", "ReceiptEntry", "SentLetter"]
