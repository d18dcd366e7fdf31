"""What the analyses say in Russian and English, a module an area: code → (Russian, English)."""

from __future__ import annotations

from msoko.analytics.wording import clusters, dialogue, progress, series

TEXTS: dict[str, tuple[str, str]] = {**clusters.TEXTS, **dialogue.TEXTS, **progress.TEXTS, **series.TEXTS}
