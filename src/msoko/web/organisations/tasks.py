"""Work that nobody asks for: names and closings that begin on a day to come, and whatever was interrupted."""

from __future__ import annotations

from msoko.web.jobs.running import Progress
from msoko.web.organisations.syncing import follow


def follow_registry(progress: Progress) -> None:
    """Rows and proposals follow the store; doing it again changes nothing."""
    follow()
