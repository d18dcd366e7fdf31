"""A local pack of the demonstration: scales for the years for which the built-in pack has none, marked as invented."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit

from msoko.demo.municipality import Municipality
from msoko.methodology.model import Methodology
from msoko.methodology.subjects import subject_code

CODE = "demo-scales"


def write(folder: Path, municipality: Municipality, methodology: Methodology) -> Path:
    """The pack's folder. The latest scale of a work is carried on to the end with the same bounds."""
    place = folder / CODE
    (place / "scales").mkdir(parents=True, exist_ok=True)
    head = tomlkit.document()
    head["code"], head["title"], head["version"] = CODE, "Демонстрационные шкалы ВПР", "1.0.0"
    head["requires"] = ["results"]
    (place / "pack.toml").write_text(tomlkit.dumps(head), "utf-8")
    scales = tomlkit.aot()
    for work in municipality.works:
        if found := _carried_on(work, municipality, methodology):
            scales.append(tomlkit.item(found))
    (place / "scales" / "vpr.toml").write_text(tomlkit.dumps({"scale": scales}), "utf-8")
    return place


def _carried_on(work: Mapping[str, Any], municipality: Municipality, methodology: Methodology) -> dict[str, Any] | None:
    subject, most = subject_code(methodology, "vpr", work["title"]), sum(work["tasks"].values())
    wanted = ("vpr", subject, str(work["grade"]), most)
    known = [s for s in methodology.scales if (s.procedure_type, s.subject, s.grade, s.maximum) == wanted]
    latest = max(known, key=lambda scale: scale.valid_to or "9999")
    year = int(latest.valid_to[:4]) + 1 if latest.valid_to else 9999
    if year > municipality.years[-1]:
        return None
    return {
        "procedure_type": "vpr", "subject": subject, "grade": str(work["grade"]),
        "valid_from": f"{year}-{(year + 1) % 100:02d}",
        "maximum": most, "bounds": {str(mark): int(bound) for mark, bound in latest.bounds.items()},
        "legal_basis": "демонстрационная шкала: продолжает последнюю известную", "checked": "not yet",
    }  # fmt: skip
