"""The screens of deadlines: the portal's own list, one deadline, and the province's view of its communes."""

from cms.clocks.views.own import ClocksCsvView, ClocksView, ClockView
from cms.clocks.views.province import TimelinessCsvView, TimelinessView

__all__ = ["ClockView", "ClocksCsvView", "ClocksView", "TimelinessCsvView", "TimelinessView"]
