"""What `msoko items` prints of an instrument: one table a family of models, then what the tests say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msoko.charts.numbers import format_number
from msoko.cli.saying import Speaker

Cell = Callable[[dict[str, Any]], float | None]
# Heading -> the number of an item under it.
_CLASSICAL: dict[str, Cell] = {
    "share": lambda item: item["p"],
    "item-rest": lambda item: item["r_item_rest"],
    "alpha-without": lambda item: item["alpha_if_deleted"],
}
_CONDITIONAL: dict[str, Cell] = {
    "difficulty": lambda item: item["difficulty"],
    "error": lambda item: max(item["se"]),
}
_MARGINAL: dict[str, Cell] = {
    "difficulty": lambda item: item["difficulty"],
    "slope": lambda item: item["slope"],
    "infit": lambda item: item["infit"],
    "outfit": lambda item: item["outfit"],
}
_GUESSING: dict[str, Cell] = {"guessing": lambda item: item["guessing"]}
_TESTS: dict[str, Cell] = {
    "s-x2": lambda item: item["s_x2"]["statistic"],
    "df": lambda item: item["s_x2"]["df"],
    "p": lambda item: item["s_x2"]["p"],
}
_RATERS: dict[str, Cell] = {
    "marks": lambda rater: rater["n"],
    "severity": lambda rater: rater["severity"],
    "error": lambda rater: rater["se"],
    "points": lambda rater: rater["points"],
    "infit": lambda rater: rater["infit"],
}
_WHOLE = ("df", "marks")
# Of M2 (Maydeu-Olivares and Joe 2014): up to this RMSEA the model is close, adequate.
CLOSE, ADEQUATE = 0.05, 0.089


def show(said: Speaker, found: dict[str, Any]) -> None:
    if found["model"] == "ctt":
        said.say(
            "items-test", n=found["n_complete"], k=found["k"], alpha=_text(found["alpha"]), sem=_text(found["sem"])
        )
        _print(said, found["items"], _CLASSICAL)
        _ends(said, found)
        _options(said, found.get("options", []))
    elif found["model"] == "conditional":
        said.say("items-conditional", n=found["n"])
        _print(said, found["items"], _CONDITIONAL | _z(found))
    elif found["model"] == "facets":
        _facets(said, found)
    else:
        said.say("items-scaled", n=found["n"], reliability=_text(found["eap_reliability"]))
        guessed = _GUESSING if found["model"] == "3pl" else {}
        tested = _TESTS if "s_x2" in found["items"][0] else {}
        _print(said, found["items"], _MARGINAL | guessed | tested)
    _tests(said, found)
    for pair in found.get("pairs", ()):
        said.say("items-pair", first=pair["first"], second=pair["second"], q3=_text(pair["q3"]))
    for remark in found["remarks"]:
        said.console.print(remark, markup=False)


def _facets(said: Speaker, found: dict[str, Any]) -> None:
    severities = found["severities"]
    said.say(
        "items-facets-found", n=found["n"], raters=len(found["raters"]), statistic=_text(severities["statistic"], 1),
        df=severities["df"], p=_chance(severities["p"]),
    )  # fmt: skip
    _print(said, found["raters"], _RATERS, name="name", title="rater")
    _print(said, found["items"], _CONDITIONAL)


def _z(found: dict[str, Any]) -> dict[str, Cell]:
    """Of Andersen's test, a column more if two groups were compared."""
    z = (found.get("andersen") or {}).get("z")
    return {"z": lambda item: z.get(item["item"])} if z else {}


def _print(
    said: Speaker, rows: list[dict[str, Any]], columns: dict[str, Cell], name: str = "item", title: str = "item"
) -> None:
    headings = [said.word(f"column-{heading}") for heading in (title, *columns)]
    cells = [
        (row[name], *(_cell(heading, cell(row)) for heading, cell in columns.items())) for row in rows
    ]  # fmt: skip
    said.table(headings, cells, right=range(1, len(headings)))


def _cell(heading: str, value: float | None) -> str:
    if heading == "p" and value is not None:
        return _chance(value)
    return _text(value, 0 if heading in _WHOLE else 2)


def _ends(said: Speaker, found: dict[str, Any]) -> None:
    """Floor, ceiling, items left out and not reached: said only where there are any."""
    if found["at_floor"] or found["at_ceiling"]:
        said.say("items-ends", floor=found["at_floor"], ceiling=found["at_ceiling"])
    for item in found["items"]:
        if item["omitted"] or item["not_reached"]:
            said.say("items-omitted", item=item["item"], omitted=item["omitted"], late=item["not_reached"])


def _options(said: Speaker, options: list[dict[str, Any]]) -> None:
    if not options:
        return
    headings = [said.word(f"column-{name}") for name in ("item", "option", "right", "chosen", "item-rest")]
    said.table(
        headings,
        [
            (
                one["item"], one["option"] or "—", "✓" if one["is_key"] else "", _text(100 * one["p"], 0),
                _text(one["r_rest"]),
            )
            for one in options
        ],
        right=(3, 4),
    )  # fmt: skip


def _tests(said: Speaker, found: dict[str, Any]) -> None:
    if m2 := found.get("m2"):
        rmsea = m2["rmsea"]
        verdict = "close" if rmsea <= CLOSE else "adequate" if rmsea <= ADEQUATE else "poor"
        said.say(
            "items-m2", name=m2["name"], m2=_text(m2["m2"], 1), df=m2["df"], p=_chance(m2["p"]), rmsea=_text(rmsea, 3),
            low=_text(m2["rmsea_low"], 3), high=_text(m2["rmsea_high"], 3), verdict=said.word(f"items-fit-{verdict}"),
        )  # fmt: skip
    if test := found.get("andersen"):
        said.say(
            "items-andersen", statistic=_text(test["statistic"], 1), df=test["df"], p=_chance(test["p"]),
            groups="; ".join(f"{group['group']} ({group['n']})" for group in test["groups"]),
        )  # fmt: skip


def _text(value: float | None, digits: int = 2) -> str:
    return "—" if value is None else format_number(value, digits)


def _chance(p: float) -> str:
    return f"< {format_number(0.001, 3)}" if p < 0.001 else format_number(p, 3)
