"""The screens of sending and receiving in Wagtail admin."""

from sites.syndication.views.neighbours import NeighboursView
from sites.syndication.views.receiving import ReceivedListView, ReceivedView
from sites.syndication.views.sending import BoardCsvView, BoardView, ChooseView, SendView, SentListView

__all__ = [
    "BoardCsvView",
    "BoardView",
    "ChooseView",
    "NeighboursView",
    "ReceivedListView",
    "ReceivedView",
    "SendView",
    "SentListView",
]
