"""Received names and logins of organisations -> ids of the registry, or a question to a person. No row is dropped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from msoko.results.books import cell_name
from msoko.results.context import Context
from msoko.results.problems import Problems
from msoko.results.reading import Unmatched


@dataclass(frozen=True)
class Received:
    """A name as it stands in a file, with its first cell (counted from 0)."""

    name: str
    login: str = ""
    sheet: str = ""
    row: int = 0
    col: int = 0


def find_organisations(
    received: Iterable[Received], context: Context, problems: Problems
) -> tuple[dict[tuple[str, str], str], tuple[Unmatched, ...]]:
    """{(name, login): object id} of those found; the others are noted as problems and returned with candidates."""
    found: dict[tuple[str, str], str] = {}
    unmatched: dict[tuple[str, str], Unmatched] = {}
    for one in received:
        key = (one.name, one.login)
        if key in found or key in unmatched:
            continue
        match = context.matcher.find(one.name, one.login)
        if match.object_id:
            found[key] = match.object_id
            continue
        unmatched[key] = Unmatched(one.name, one.login, one.sheet, cell_name(one.row, one.col), match.candidates)
        nearest = "; ".join(shown for _, shown, _ in match.candidates[:3]) or "похожих нет"
        shown = f"{one.name} ({one.login})" if one.name and one.login else one.name or one.login
        problems.add("organisation-unmatched", one.sheet, one.row, one.col, found=shown, expected=nearest)
    return found, tuple(unmatched.values())
