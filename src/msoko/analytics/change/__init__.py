"""Which short series changed, slowly or at once, beyond what comparable ones do anyway."""

from msoko.analytics.change.ranking import Biggest, Ranked, biggest
from msoko.analytics.change.searching import FALSE_SHARE, Found, Search, search
from msoko.analytics.change.testing import Changed, Fit, Kind, of_panel, step, trend

__all__ = [
    "FALSE_SHARE", "Biggest", "Changed", "Fit", "Found", "Kind", "Ranked", "Search",
    "biggest", "of_panel", "search", "step", "trend",
]  # fmt: skip
