"""Remarks and refusals of the estimators in Russian and English, a module an area: code → (Russian, English)."""

from __future__ import annotations

from msoko.psychometrics.wording import instruments, linking

TEXTS: dict[str, tuple[str, str]] = {**instruments.TEXTS, **linking.TEXTS}
