"""The data folder of this installation: one Workplace a process, opened when first needed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from msoko.workplace import Workplace


def workplace() -> Workplace:
    """The store, the files, the packs. Its registry() is read anew at each call; everything else is kept."""
    return _at(settings.HOME)


@cache
def _at(home: Path) -> Workplace:
    place = Workplace(home)
    place.begin()
    return place
