"""Slow and sudden changes over the years, beyond what comparable organisations do anyway."""

from __future__ import annotations

from msoko.analytics.change import Found, search
from msoko.cli.analyses.headline import followed, named, shown
from msoko.cli.analyses.section import Asked, Refused, Section


def section(asked: Asked) -> Section:
    """Raises Refused: no pack follows an indicator over the years."""
    codes = followed(asked)
    if not codes:
        raise Refused("analyse-nothing-followed")
    found = search(asked.values, asked.evidence.history, codes)
    own = [one for one in found.found if not asked.organisation or one.object_id == asked.organisation]
    sentence = asked.word(
        "analyse-change", tested=found.tested, found=len(own), worse=sum(one.better is False for one in own),
        left=found.left,
    )  # fmt: skip
    header = [asked.word(f"column-{name}") for name in ("object", "series", "kind", "years", "change")]
    return Section(sentence, header, [_row(asked, one) for one in own], (), (), [_data(one) for one in own])


def _row(asked: Asked, one: Found) -> tuple[str, ...]:
    changed, indicator = one.changed, asked.evidence.methodology.indicators[one.indicator]
    digits = 1 if one.together else indicator.digits
    numbers = [shown(x, digits, asked.language, sign=True) for x in (changed.change, changed.low, changed.high)]
    code = "analyse-change-in-sds" if one.together else "analyse-change-size"
    return (
        asked.names.get(one.object_id, one.object_id), named(asked, one.indicator, tuple(one.slices.items())),
        asked.word(f"analyse-{changed.kind}"), f"{one.since.title} – {one.until.title}",
        asked.word(code, size=numbers[0], low=numbers[1], high=numbers[2]),
    )  # fmt: skip


def _data(one: Found) -> dict[str, object]:
    changed = one.changed
    return {
        "object": one.object_id, "indicator": one.indicator, "slices": {str(k): v for k, v in one.slices.items()},
        "together": one.together, "kind": changed.kind.value, "since": one.since.code, "until": one.until.code,
        "change": changed.change, "low": changed.low, "high": changed.high, "chance": changed.chance,
        "adjusted": one.adjusted, "better": one.better,
    }  # fmt: skip
