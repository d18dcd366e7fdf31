"""How a row of the access table is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

PLACES = {"own": "s1", "sibling": "s2", "other": "t1", "closed": "s0"}
SIGNED_IN = (
    "department_head", "department_specialist", "methodist", "organisation_head", "deputy", "teacher", "expert",
    "observer", "regional_reader", "administrator",
)  # fmt: skip
ROLES = (*SIGNED_IN, "nobody_yet", "anonymous")


@dataclass(frozen=True)
class Row:
    """One address. statuses: roles (separated by spaces, or "else") -> one status, or four in the order of PLACES.

    place: the name of the URL argument that is the code of the organisation; "" if the address is about none.
    arguments: the other URL arguments, or a function (place code) -> arguments that first makes what they name.
    """

    address: str
    statuses: Mapping[str, str]
    place: str = ""
    arguments: Mapping[str, Any] | Callable[[str], Mapping[str, Any]] = field(default_factory=dict)
    method: str = "get"
    data: Mapping[str, Any] = field(default_factory=dict)

    def expected(self, role: str) -> tuple[int, ...]:
        """A status for each of PLACES, or one if the address is about no place."""
        for roles, text in self.statuses.items():
            if role in roles.split():
                return _statuses(text)
        return _statuses(self.statuses["else"])

    @property
    def is_about_a_place(self) -> bool:
        return bool(self.place) or callable(self.arguments)


def _statuses(text: str) -> tuple[int, ...]:
    return tuple(int(word) for word in text.split())
