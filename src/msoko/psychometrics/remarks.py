"""What an estimator says beside its numbers: remarks go with a result, a refusal comes instead of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from msoko.psychometrics.wording import TEXTS


@dataclass(frozen=True, init=False)
class Remark:
    """A code of wording.py with its parameters; say() words it."""

    texts: ClassVar[Mapping[str, tuple[str, str]]] = TEXTS
    code: str
    parameters: tuple[tuple[str, str], ...]

    def __init__(self, code: str, **parameters: object) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "parameters", tuple((name, str(value)) for name, value in parameters.items()))

    def say(self, language: str = "ru") -> str:
        return self.texts[self.code][0 if language == "ru" else 1].format(**dict(self.parameters))


class Refused(ValueError):
    """The data do not carry this estimate; str() is the Russian sentence that names the item and what to do."""

    words: ClassVar[type[Remark]] = Remark

    def __init__(self, code: str, **parameters: object) -> None:
        self.remark = self.words(code, **parameters)
        super().__init__(self.remark.say())

    def say(self, language: str = "ru") -> str:
        return self.remark.say(language)
