"""Everything that is worth saying about an instrument as plain data: what `msoko items` prints and programs read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from msoko.psychometrics import persons
from msoko.psychometrics.andersen import andersen
from msoko.psychometrics.categories import Guessing
from msoko.psychometrics.classical import describe
from msoko.psychometrics.conditional import scale_conditionally
from msoko.psychometrics.distractors import options
from msoko.psychometrics.facets import scale_marks
from msoko.psychometrics.fit import item_fit, q3
from msoko.psychometrics.graded import difficulty_errors, scale_graded, scale_guessing
from msoko.psychometrics.item_tests import s_x2
from msoko.psychometrics.marginal import Scaled, scale
from msoko.psychometrics.margins import m2
from msoko.psychometrics.patterns import Calibrated
from msoko.psychometrics.precision import precision
from msoko.psychometrics.remarks import Refused, Remark
from msoko.psychometrics.responses import Floats, Responses

# model -> are slopes estimated? The others have functions of their own.
MARGINAL = {"rasch": False, "pcm": False, "2pl": True, "gpcm": True}
CONDITIONAL = ("rasch-cml", "pcm-cml")
MODELS = ("ctt", *MARGINAL, "grm", "3pl", *CONDITIONAL)
HANGS_TOGETHER = 0.2  # of Q3 above its mean: a pair worth a look (Christensen, Makransky and Horton 2017)


def of(responses: Responses, model: str, *, fit: bool = False, choices: int = 4) -> dict[str, Any]:
    """fit: with tests of the model (S-X², M2; Andersen's for conditional models). choices: of a closed item, for 3pl.

    Raises Refused (the data do not carry the model) and KeyError (no such model). A test that cannot be made is
    a remark, not a refusal.
    """
    if model == "ctt":
        return _classical(responses)
    if model in CONDITIONAL:
        return _conditional(responses, fit)
    found: Scaled | Calibrated[Any]
    if model == "grm":
        found = scale_graded(responses)
    elif model == "3pl":
        found = scale_guessing(responses, options=choices)
    else:
        found = scale(responses, free_slopes=MARGINAL[model])
    said = _marginal(found, model)
    return _with_tests(said, found) if fit else said


def of_marks(
    works: Sequence[str], items: Sequence[str], raters: Sequence[str], marks: Sequence[float]
) -> dict[str, Any]:
    """Works, items and raters on one scale, from one entry a mark. Raises Refused."""
    found = scale_marks(works, items, raters, marks)
    given, estimates = found.marks, found.estimates
    return {
        "model": "facets", "n": len(given.persons), "log_likelihood": found.log_likelihood,
        "deviance": found.deviance, "parameters": found.parameters, "aic": found.aic, "bic": found.bic,
        "variances": [found.sd**2], "wle_reliability": estimates.reliability,
        "raters": [asdict(rater) for rater in found.raters],
        "severities": {
            "statistic": found.differences, "df": found.df, "p": found.p, "reliability": found.reliability,
        },
        "items": [
            {
                "item": name, "difficulty": location, "deltas": _known(deltas), "steps": _known(steps), "se": _known(se)
            }
            for name, location, deltas, steps, se in zip(
                given.items, map(float, found.curves.locations), found.curves.deltas, found.curves.steps,
                found.se_steps, strict=True,
            )
        ],
        "persons": [
            {"work": given.persons[row], "wle": _number(theta), "wle_se": _number(se)}
            for row, theta, se in zip(given.responses.kept, estimates.theta, estimates.se, strict=True)
        ],
        "remarks": [remark.say() for remark in found.remarks],
    }  # fmt: skip


def of_options(answers: Sequence[Sequence[str]], items: Sequence[str], key: Sequence[str]) -> dict[str, Any]:
    """Classical statistics of closed items from the options chosen ("" is no answer), with every option's.

    A wrong option that the able choose, and a right one that they avoid, are remarks where the correlation with the
    rest is beyond 1.96 / √n. Raises Refused.
    """
    given = np.array(answers, dtype=str).reshape(len(answers), len(items))
    right = np.where(given == "", np.nan, given == np.array(key, dtype=str))
    found = _classical(Responses.of(right, items))
    chosen = options(answers, items, key)
    said = [
        Remark("key-avoided" if one.is_key else "distractor-able", item=one.item, option=one.option)
        for one in chosen
        if one.option and one.r_rest is not None
        and (one.r_rest if not one.is_key else -one.r_rest) > 1.96 / np.sqrt(len(answers))
    ]  # fmt: skip
    return {
        **found, "options": [asdict(one) for one in chosen],
        "remarks": [*found["remarks"], *(remark.say() for remark in said)],
    }  # fmt: skip


def _classical(responses: Responses) -> dict[str, Any]:
    found = asdict(describe(responses))
    found["remarks"] = [remark.say() for remark in responses.remarks]
    return {"model": "ctt", **found}


def _conditional(responses: Responses, fit: bool) -> dict[str, Any]:
    found = scale_conditionally(responses)
    items = [
        {"item": name, "difficulty": location, "deltas": _known(deltas), "steps": _known(steps), "se": _known(se)}
        for name, location, deltas, steps, se in zip(
            found.responses.items, map(float, found.curves.locations), found.curves.deltas, found.curves.steps,
            found.se, strict=True,
        )
    ]  # fmt: skip
    said = {
        "model": "conditional", "n": len(found.responses.scores), "log_likelihood": found.log_likelihood,
        "parameters": found.parameters, "items": items, "remarks": [remark.say() for remark in found.remarks],
    }  # fmt: skip
    return _with_andersen(said, responses) if fit else said


def _with_andersen(said: dict[str, Any], responses: Responses) -> dict[str, Any]:
    """By the groups of the data, or weak and strong where there is one group."""
    groups = [responses.group_names[code] for code in responses.groups]
    try:
        found = andersen(responses, groups if len(responses.group_names) > 1 else "mean")
    except Refused as refused:
        return {**said, "remarks": [*said["remarks"], refused.say()]}
    test = {
        "statistic": found.statistic, "df": found.df, "p": found.p,
        "z": None if found.z is None else dict(zip(found.items, map(float, found.z), strict=True)),
        "groups": [
            {
                "group": group.name, "n": group.n,
                "items": [
                    {"item": item, "difficulty": float(location), "se": float(se)}
                    for item, location, se in zip(found.items, group.locations, group.se, strict=True)
                ],
            }
            for group in found.groups
        ],
    }  # fmt: skip
    left_out = [remark.say() for remark in found.remarks if remark.say() not in said["remarks"]]
    return {**said, "andersen": test, "remarks": [*said["remarks"], *left_out]}


def _marginal(found: Scaled | Calibrated[Any], model: str) -> dict[str, Any]:
    weighted, expected = persons.wle(found.responses, found.curves), persons.eap(found)
    squares = item_fit(found.responses, found.curves, weighted.theta)
    items = [
        {
            "item": name, **parameters, "outfit": _number(squares.outfit[i]), "infit": _number(squares.infit[i]),
            "outfit_t": _number(squares.outfit_t[i]), "infit_t": _number(squares.infit_t[i]),
        }
        for i, (name, parameters) in enumerate(zip(found.responses.items, _parameters(found), strict=True))
    ]  # fmt: skip
    there = precision(found)
    return {
        "model": model, "n": len(found.responses.scores), "log_likelihood": found.log_likelihood,
        "deviance": found.deviance, "parameters": found.parameters, "aic": found.aic, "bic": found.bic,
        "means": _known(found.population.means),
        "variances": _known(found.population.sds**2), "groups": list(found.responses.group_names),
        "eap_reliability": expected.reliability, "wle_reliability": weighted.reliability, "items": items,
        "precision": {"theta": _known(there.theta), "information": _known(there.whole), "se": _known(there.se)},
        "pairs": _pairs(found, expected.theta), "remarks": [remark.say() for remark in found.remarks],
        "persons": [
            {"row": int(row) + 1, "wle": _number(w), "wle_se": _number(ws), "eap": float(e), "eap_sd": float(es)}
            for row, w, ws, e, es in zip(
                found.responses.kept, weighted.theta, weighted.se, expected.theta, expected.se, strict=True
            )
        ],
    }  # fmt: skip


def _parameters(found: Scaled | Calibrated[Any]) -> list[dict[str, Any]]:
    """Of each item, with errors, as its family names them."""
    if isinstance(found, Scaled):
        curves = found.curves
        return [
            {
                "slope": float(curves.slopes[i]), "se_slope": float(found.se_slopes[i]),
                "difficulty": float(curves.locations[i]), "deltas": _known(curves.deltas[i]),
                "thresholds": _known(thresholds), "steps": _known(curves.steps[i]), "se": _known(found.se_steps[i]),
                "se_alone": _known(found.se_alone[i]),
            }
            for i, thresholds in enumerate(curves.thresholds())
        ]  # fmt: skip
    errors = difficulty_errors(found)
    guessed = found.curves if isinstance(found.curves, Guessing) else None
    return [
        {
            "slope": float(found.curves.slopes[i]), "se_slope": float(found.errors[i, 0]),
            "difficulty": float(found.curves.locations[i]), "se_thresholds": _known(errors[i]),
            "thresholds": [float(found.curves.locations[i])] if guessed else _known(found.curves.thresholds[i]),
            **({} if guessed is None else _guessing(float(guessed.guessing[i]), float(found.errors[i, 2]))),
        }
        for i in range(len(errors))
    ]  # fmt: skip


def _guessing(value: float, error: float) -> dict[str, float]:
    """error: of the logit; by the delta method that of the chance itself."""
    return {"guessing": value, "se_guessing": error * value * (1 - value)}


def _with_tests(said: dict[str, Any], found: Scaled | Calibrated[Any]) -> dict[str, Any]:
    remarks = list(said["remarks"])
    said = {**said, "m2": None}
    try:
        for item, test in zip(said["items"], s_x2(found), strict=True):
            item["s_x2"] = {"statistic": test.statistic, "df": test.df, "p": test.p, "rmsea": test.rmsea}
        said["m2"] = asdict(m2(found))
    except Refused as refused:
        remarks.append(refused.say())
    return {**said, "remarks": remarks}


def _pairs(found: Scaled | Calibrated[Any], theta: Floats) -> list[dict[str, Any]]:
    """Items whose residuals hang together more than the mean of all pairs."""
    matrix = q3(found.responses, found.curves, theta)
    first, second = np.triu_indices(len(matrix), 1)
    told = np.isfinite(matrix[first, second])
    first, second = first[told], second[told]
    values = matrix[first, second]
    over = values - values.mean() if len(values) else values
    chosen = sorted(np.flatnonzero(over > HANGS_TOGETHER), key=lambda pair: -over[pair])
    names = found.responses.items
    return [{"first": names[first[p]], "second": names[second[p]], "q3": float(values[p])} for p in chosen]


def _known(values: Floats) -> list[float]:
    return [float(value) for value in values if np.isfinite(value)]


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
