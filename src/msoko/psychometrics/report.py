"""Everything that is worth saying about an instrument as plain data: what `msoko items` prints and programs read."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from msoko.psychometrics import persons
from msoko.psychometrics.classical import describe
from msoko.psychometrics.conditional import scale_conditionally
from msoko.psychometrics.fit import item_fit, q3
from msoko.psychometrics.marginal import Scaled, scale
from msoko.psychometrics.responses import Floats, Responses

# model -> are slopes estimated? The classical and the conditional have functions of their own.
MARGINAL = {"rasch": False, "pcm": False, "2pl": True, "gpcm": True}
MODELS = ("ctt", *MARGINAL, "rasch-cml", "pcm-cml")
HANGS_TOGETHER = 0.2  # of Q3 above its mean: a pair worth a look (Christensen, Makransky and Horton 2017)


def of(responses: Responses, model: str) -> dict[str, Any]:
    """Raises Refused (the data do not carry the model) and KeyError (no such model)."""
    if model == "ctt":
        return _classical(responses)
    if model in ("rasch-cml", "pcm-cml"):
        return _conditional(responses)
    return _marginal(scale(responses, free_slopes=MARGINAL[model]), model)


def _classical(responses: Responses) -> dict[str, Any]:
    found = asdict(describe(responses))
    found["remarks"] = [remark.say() for remark in responses.remarks]
    return {"model": "ctt", **found}


def _conditional(responses: Responses) -> dict[str, Any]:
    found = scale_conditionally(responses)
    items = [
        {"item": name, "difficulty": location, "deltas": _known(deltas), "steps": _known(steps), "se": _known(se)}
        for name, location, deltas, steps, se in zip(
            found.responses.items, map(float, found.curves.locations), found.curves.deltas, found.curves.steps,
            found.se, strict=True,
        )
    ]  # fmt: skip
    return {
        "model": "conditional", "n": len(found.responses.scores), "log_likelihood": found.log_likelihood,
        "parameters": found.parameters, "items": items, "remarks": [remark.say() for remark in found.remarks],
    }  # fmt: skip


def _marginal(found: Scaled, model: str) -> dict[str, Any]:
    weighted, expected = persons.wle(found.responses, found.curves), persons.eap(found)
    squares = item_fit(found.responses, found.curves, weighted.theta)
    items = [
        {
            "item": name, "slope": float(found.curves.slopes[i]), "se_slope": float(found.se_slopes[i]),
            "difficulty": float(found.curves.locations[i]), "deltas": _known(found.curves.deltas[i]),
            "thresholds": _known(thresholds), "steps": _known(found.curves.steps[i]), "se": _known(found.se_steps[i]),
            "se_alone": _known(found.se_alone[i]), "outfit": float(squares.outfit[i]), "infit": float(squares.infit[i]),
            "outfit_t": float(squares.outfit_t[i]), "infit_t": float(squares.infit_t[i]),
        }
        for i, (name, thresholds) in enumerate(zip(found.responses.items, found.curves.thresholds(), strict=True))
    ]  # fmt: skip
    return {
        "model": model, "n": len(found.responses.scores), "log_likelihood": found.log_likelihood,
        "deviance": found.deviance, "parameters": found.parameters, "aic": found.aic, "bic": found.bic,
        "means": _known(found.population.means),
        "variances": _known(found.population.sds**2), "groups": list(found.responses.group_names),
        "eap_reliability": expected.reliability, "wle_reliability": weighted.reliability, "items": items,
        "pairs": _pairs(found, expected.theta), "remarks": [remark.say() for remark in found.remarks],
        "persons": [
            {"row": int(row) + 1, "wle": w, "wle_se": ws, "eap": e, "eap_sd": es}
            for row, w, ws, e, es in zip(
                found.responses.kept, map(float, weighted.theta), map(float, weighted.se), map(float, expected.theta),
                map(float, expected.se), strict=True,
            )
        ],
    }  # fmt: skip


def _pairs(found: Scaled, theta: Floats) -> list[dict[str, Any]]:
    """Items whose residuals hang together more than the mean of all pairs."""
    matrix = q3(found.responses, found.curves, theta)
    first, second = np.triu_indices(len(matrix), 1)
    values = matrix[first, second]
    over = values - np.nanmean(values)
    chosen = sorted(np.flatnonzero(over > HANGS_TOGETHER), key=lambda pair: -over[pair])
    names = found.responses.items
    return [{"first": names[first[p]], "second": names[second[p]], "q3": float(values[p])} for p in chosen]


def _known(values: Floats) -> list[float]:
    return [float(value) for value in values if np.isfinite(value)]
