"""What every definition of a pack carries. The kinds of definitions are in model.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from msoko.vocabulary import Checked


@dataclass(frozen=True, kw_only=True)
class Definition:
    """What every definition carries: what it is, where it stands, who answers for it."""

    code: str
    title: str
    title_en: str = ""
    why: str = ""
    legal_basis: str = ""  # act, number, paragraph
    checked: Checked = Checked.NOT_YET
    authored_by: str = ""
    checked_by: str = ""
    reviewed_on: date | None = None
    next_review: date | None = None
    file: str = ""  # where it is written, relative to the pack; for messages
