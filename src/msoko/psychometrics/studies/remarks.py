"""Remarks and refusals of surveys; the words are in wording.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from msoko.psychometrics import remarks
from msoko.psychometrics.studies.wording import TEXTS


class Remark(remarks.Remark):
    texts: ClassVar[Mapping[str, tuple[str, str]]] = TEXTS


class Refused(remarks.Refused):
    words: ClassVar[type[remarks.Remark]] = Remark
