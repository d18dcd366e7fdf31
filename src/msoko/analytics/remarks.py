"""What an analysis says beside its numbers, and what it says instead of them; the words are in wording/."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from msoko.analytics.wording import TEXTS
from msoko.psychometrics import remarks


class Remark(remarks.Remark):
    """A code of analytics/wording with its parameters; say() words it."""

    texts: ClassVar[Mapping[str, tuple[str, str]]] = TEXTS


class Refused(remarks.Refused):
    """The data do not carry this analysis; str() is the Russian sentence that says what is missing and what to do."""

    words: ClassVar[type[remarks.Remark]] = Remark
