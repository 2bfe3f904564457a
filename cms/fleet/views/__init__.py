"""The console's screens: the portals, one of them, work that is asked for and followed, lists, backups."""

from cms.fleet.views.asking import AskView, ChooseView
from cms.fleet.views.backups import BackupsCsvView, BackupsView
from cms.fleet.views.creating import CreateView, ImportView
from cms.fleet.views.portals import PortalsCsvView, PortalsView, PortalView
from cms.fleet.views.runs import RunsView, RunView

__all__ = [
    "AskView",
    "BackupsCsvView",
    "BackupsView",
    "ChooseView",
    "CreateView",
    "ImportView",
    "PortalView",
    "PortalsCsvView",
    "PortalsView",
    "RunView",
    "RunsView",
]
