"""The analyses that `msoko analyse` runs, in the order they are shown: a module each, a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msoko.cli.analyses import (
    adjusted,
    change,
    comparable,
    effect,
    findings,
    forecast,
    indices,
    objectivity,
    progress,
)
from msoko.cli.analyses.section import Asked, Section

SECTIONS: Mapping[str, Callable[[Asked], Section]] = {
    "findings": findings.section,
    "objectivity": objectivity.section,
    "change": change.section,
    "forecast": forecast.section,
    "comparable": comparable.section,
    "indices": indices.section,
    "adjusted": adjusted.section,
    "progress": progress.section,
    "effect": effect.section,
}
