"""Sample surveys against BIFIEsurvey 3.6 (the stored references) and, where constants stand below, against the R
packages survey 4.1-1, mitools 2.4, quantreg 5.94 and lme4 1.1-31: mean squared deviations from the full estimate.
"""

from __future__ import annotations

import numpy as np
import pytest
from tests.numbers.references import columns, reference, text

from msoko.psychometrics.studies import (
    STUDIES,
    Drawn,
    by_group,
    correlation,
    estimate,
    mean,
    percentiles,
    quantile_regression,
    ratio,
    regression,
    sd,
    shares,
    total,
    two_level,
)

PISA = "lsa/pisa2003_nld.csv"
CUTS = (357.77, 420.07, 482.38, 544.68, 606.99, 669.30)  # mathematics, OECD 2003
pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def netherlands():
    replicates = columns(PISA, [f"W_FSTR{n}" for n in range(1, 81)])
    sample = STUDIES["pisa"].sample(columns(PISA, ["W_FSTUWT"])[:, 0], replicates)
    return sample, columns(PISA, [f"PV{n}MATH" for n in range(1, 6)])


def _equal(found, row, scale=1):
    assert found.value * scale == pytest.approx(row["est"], rel=1e-6)
    assert found.se * scale == pytest.approx(row["se_allpv"], rel=1e-5)
    assert found.imputation * scale**2 == pytest.approx(1.2 * row["imp_var"], rel=1e-5)


def test_mathematics_of_pisa_2003(netherlands):
    sample, values = netherlands
    expected = {row["stat"]: row for row in reference("lsa")["pisa2003_nld/math"]}
    _equal(estimate(sample, mean(values))[0], expected["mean"])
    _equal(estimate(sample, sd(values))[0], expected["sd"])
    sexes = by_group(sample, mean(values), text(PISA, "ST03Q01"))
    for found, name in zip((*sexes.estimates, *sexes.gaps), ("mean_female", "mean_male", "diff_m_f"), strict=True):
        _equal(found, expected[name])
    for found in estimate(sample, percentiles(values, (5, 10, 25, 50, 75, 90, 95))):
        _equal(found, expected[found.name])


def test_levels_of_pisa_2003(netherlands):
    sample, values = netherlands
    rows = reference("lsa")["pisa2003_nld/math_levels_pct"]
    for found, row in zip(estimate(sample, shares(values, CUTS)), rows, strict=True):
        _equal(found, row, 100)


def test_a_regression_of_pisa_2003(netherlands):
    """survey::svyglm a plausible value, mitools::MIcombine with 80 + 1 − 3 complete degrees of freedom. It leaves
    1 + 1/M out of the share of sampling in eq. 3 of Barnard and Rubin, hence 2 %.
    """
    sample, values = netherlands
    found = estimate(sample, regression(values, columns(PISA, ["ESCS", "HOMEPOS"]), ("escs", "home")))
    assert [one.value for one in found[:3]] == pytest.approx([534.7226213026, 31.2523048127, 20.0553413556], rel=1e-9)
    assert [one.se for one in found[:3]] == pytest.approx([2.55909502744, 2.79581906020, 3.12499244107], rel=1e-8)
    assert [one.df for one in found[:3]] == pytest.approx([68.267, 73.694, 70.498], rel=0.02)
    assert (found[0].n, found[0].missing) == (3868, 124)


def test_a_regression_on_one_variable_is_its_correlation(netherlands):
    sample, values = netherlands
    escs = columns(PISA, ["ESCS"])
    r2 = estimate(sample, regression(values[:, 0], escs, ("escs",)))[-1]
    r = estimate(sample, correlation(escs[:, 0], values[:, 0]))[0]
    assert r2.value == pytest.approx(r.value**2, rel=1e-9)


@pytest.mark.slow
def test_a_quantile_regression_of_pisa_2003(netherlands):
    """quantreg::rq a plausible value and a replicate."""
    sample, values = netherlands
    known = np.isfinite(columns(PISA, ["HOMEPOS"])[:, 0])
    found = estimate(sample, quantile_regression(values, columns(PISA, ["ESCS"]), ("escs",)), known)
    expected = [433.6856082256, 41.0410661515, 539.1882706059, 49.6446210206, 644.3995243130, 37.7445107056]
    errors = [4.95613486000, 5.28120049460, 2.93319422842, 3.31693959110, 3.56567567482, 3.41523294642]
    assert [one.value for one in found] == pytest.approx(expected, rel=1e-9)
    assert [one.se for one in found] == pytest.approx(errors, rel=1e-8)


def test_pupils_in_schools_of_pisa_2003(netherlands):
    """lme4::lmer (REML) a plausible value, mitools::MIcombine."""
    known = np.isfinite(columns(PISA, ["HOMEPOS"])[:, 0])
    found = two_level(netherlands[1][known], columns(PISA, ["ESCS"])[known], ("escs",), text(PISA, "SCHOOLID")[known])
    assert [one.value for one in found.fixed] == pytest.approx([542.4198118336, 14.6414240294], rel=1e-7)
    assert [one.se for one in found.fixed] == pytest.approx([5.29038087790, 1.34917978344], rel=1e-6)
    assert (found.between, found.within) == pytest.approx((4026.43437, 3182.16441), rel=1e-6)
    assert found.fixed[1].df == pytest.approx(118.2267, rel=1e-4)


def _schools(kind, corrected):
    path = f"school/api_{kind}.csv"
    data = columns(path, ["pw", "fpc"])
    units = {"clusters": text(path, "dnum")} if kind == "clus1" else {"strata": text(path, "stype")}
    return path, Drawn.of(data[:, 0], **units, population=data[:, 1] if corrected else None)


@pytest.mark.parametrize(
    ("kind", "key", "name"),
    [
        *(("clus1", "clus1_linearized_mean", name) for name in ("api00", "api99", "enroll")),
        *(("strat", "strat_mean", name) for name in ("api00", "api99", "meals")),
    ],
)
def test_means_of_schools_drawn_by_district_and_by_stratum(kind, key, name):
    path, sample = _schools(kind, True)
    expected = next(row for row in reference("lsa")[f"api/{key}"] if row["stat"] == name)
    found = estimate(sample, mean(columns(path, [name])[:, 0]))[0]
    assert (found.value, found.se) == pytest.approx((expected["est"], expected["se"]), rel=1e-8)


# survey 4.1-1: svymean, svytotal, svyratio, svyglm(api00 ~ ell + meals + mobility), svyvar (as the variance of
# api00), svymean of api00 ≥ 700, svyquantile (qrule math): value, error with and without the correction.
EXPECTED = {
    "clus1": {
        "mean": (644.169398907, 23.5422406938, 23.7790107209),
        "total": (3404940.13453, 932235.027041, 941610.740912),
        "ratio": (0.84970874172449, 0.00838629716939, 0.00847064019493),
        "intercept": (819.279051139125, 21.389971265152, 21.605095396373),
        "ell": (-0.516721779683, 0.324003944965, 0.327262531258),
        "meals": (-3.123204264899, 0.278083043761, 0.280879792408),
        "mobility": (-0.168919682187, 0.444918419151, 0.449393071651),
        "variance": (11182.82279469, 1386.41394291, 1400.35744435),
        "level1": (0.344262295082, 0.0813078263158, 0.0821255588542),
        "p25": (552, 31.4716612054, 31.9379080381),
        "p50": (652, 35.6678826995, 36.3672529485),
        "p75": (719, 18.8829967232, 18.8829967232),
    },
    "strat": {
        "mean": (662.287363159, 9.40894080278, 9.53613229693),
        "total": (3687177.53244, 114641.716101, 117319.085969),
        "ratio": (0.83695688694052, 0.00775710316664, 0.0079702590443),
        "intercept": (820.887315905623, 10.077735949885, 10.256489937131),
        "ell": (-0.480586612172, 0.391973403223, 0.397707472830),
        "meals": (-3.141535309985, 0.283946506417, 0.288300054056),
        "mobility": (0.225713210230, 0.393218362023, 0.402690762513),
        "variance": (15190.58620583, 1255.73997868, 1273.31828028),
        "level1": (0.404339681611, 0.0374753900502, 0.037979909109),
        "p25": (565, 15.7194511320, 15.7194511320),
        "p50": (668, 13.1840557882, 13.6911348569),
        "p75": (756, 13.1840557882, 13.1840557882),
    },
}


@pytest.mark.parametrize("corrected", [True, False])
@pytest.mark.parametrize("kind", ["clus1", "strat"])
def test_statistics_of_drawn_schools(kind, corrected):
    path, sample = _schools(kind, corrected)
    api, enrolled, tested = columns(path, ["api00", "enroll", "api.stu"]).T
    names = ("ell", "meals", "mobility")
    asked = (
        mean(api), total(enrolled), ratio(tested, enrolled), regression(api, columns(path, names), names),
        shares(api, (700,)), percentiles(api, (25, 50, 75)),
    )  # fmt: skip
    found = {one.name: (one.value, one.se) for statistic in asked for one in estimate(sample, statistic)}
    spread, n = estimate(sample, sd(api))[0], len(api)  # svyvar counts n − 1
    found["variance"] = (spread.value**2 * n / (n - 1), 2 * spread.value * spread.se * n / (n - 1))
    for name, (value, with_correction, without) in EXPECTED[kind].items():
        assert found[name] == pytest.approx((value, with_correction if corrected else without), rel=1e-8), name
    assert estimate(sample, mean(api))[0].df == {"clus1": 14, "strat": 197}[kind]
    assert estimate(sample, asked[3])[0].df == {"clus1": 11, "strat": 194}[kind]  # svyglm: design + 1 − coefficients


def test_groups_of_drawn_schools_and_what_parts_them():
    """svyby, and svyglm on a dummy for the gap: groups of a cluster sample share districts."""
    path, sample = _schools("clus1", True)
    found = by_group(sample, mean(columns(path, ["api00"])[:, 0]), text(path, "stype"))
    assert [(one.group, one.df) for one in found.estimates] == [("E", 14), ("H", 7), ("M", 11)]
    assert [one.se for one in found.estimates] == pytest.approx([22.3624088938, 38.0202493594, 31.6094652272], rel=1e-9)
    gap = found.gaps[0]
    assert (gap.group, gap.value, gap.se) == ("H − E", pytest.approx(-30.2966269841), pytest.approx(30.0276061918))


@pytest.mark.parametrize(
    ("study", "errors"),
    [
        ("timss-2011", [9.71210091693, 10.16811083663, 0.00818226447632, 8.899935841516, 0.179302821225]),
        ("timss", [9.71575844994, 10.17239024555, 0.00818301902164, 8.900728804614, 0.178572819211]),
    ],
)
def test_jackknife_replicates_made_from_zones(study, errors):
    """survey::svrepdesign(type = "other", mse = TRUE) on both published variants; zones: four rows, two a half."""
    path = "school/api_strat.csv"
    pw, api, before, enrolled, tested, meals = columns(path, ["pw", "api00", "api99", "enroll", "api.stu", "meals"]).T
    rows = np.arange(len(pw))
    sample = STUDIES[study].paired(pw, rows // 4, rows // 2 % 2)
    slope = regression(api, meals[:, None], ("meals",))
    found = [
        *estimate(sample, mean(api)), *estimate(sample, mean(before)), *estimate(sample, ratio(tested, enrolled)),
        *estimate(sample, slope)[:2],
    ]  # fmt: skip
    expected = [662.28736315932, 629.39484478396, 0.83695688694052, 825.425885545335, -3.382913022370]
    assert [one.value for one in found] == pytest.approx(expected, rel=1e-9)
    assert [one.se for one in found] == pytest.approx(errors, rel=1e-8)
    assert found[0].df == 50
