"""What the commands say themselves, a module an area: code → (Russian, English)."""

from __future__ import annotations

from msoko.cli.wording import agreement, analyses, commands, comparing, scales, series, studies, support

TEXTS: dict[str, tuple[str, str]] = {
    **commands.TEXTS,
    **agreement.TEXTS,
    **analyses.TEXTS,
    **comparing.TEXTS,
    **scales.TEXTS,
    **series.TEXTS,
    **studies.TEXTS,
    **support.TEXTS,
}
