"""The tree of criteria of order 352: four blocks, three elements, five objects, and the codes other packs hang on."""

from __future__ import annotations

import re

import pytest

from msoko.methodology.loading import load
from msoko.methodology.model import Pack

# Indicators of the other packs name these; taking one away breaks them.
HUNG_ON = """
    results.vpr results.oge results.ege results.certificates results.individual results.non_academic
    conditions.staff conditions.material conditions.finance conditions.openness conditions.comfort
    conditions.information_methodical conditions.psychological conditions.legal
    activity.programmes activity.forms activity.technologies activity.methods
    systems.management systems.internal_assessment systems.objectivity context.social
"""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(["model-352"]).packs[0]


def test_it_has_the_four_blocks_of_paragraph_3_1(pack: Pack) -> None:
    tops = {criterion.code: criterion.title for criterion in pack.criteria if not criterion.parent}
    assert {code: tops[code] for code in ("conditions", "activity", "results", "systems")} == {
        "conditions": "Качество условий образовательной деятельности",
        "activity": "Качество образовательной деятельности",
        "results": "Качество результатов образовательной деятельности",
        "systems": "Качество образовательных систем",
    }
    assert {criterion.block for criterion in pack.criteria} == {"conditions", "activity", "results", "systems"}


def test_it_has_the_three_elements_and_the_five_objects(pack: Pack) -> None:
    assert {criterion.element for criterion in pack.criteria} == {"conditions", "processes", "results"}
    objects = {one for criterion in pack.criteria for one in criterion.objects}
    assert objects == {"system", "organisation", "programme", "achievement", "staff"}


def test_every_child_hangs_on_a_parent_of_its_own_block(pack: Pack) -> None:
    blocks = {criterion.code: criterion.block for criterion in pack.criteria}
    children = [criterion for criterion in pack.criteria if criterion.parent]
    assert children
    assert [child.code for child in children if blocks.get(child.parent) != child.block] == []


def test_every_criterion_names_its_paragraph(pack: Pack) -> None:
    stated = re.compile(r"приказ от 28\.12\.2019 № 352, пп?\. [\d., ]+")
    assert [criterion.code for criterion in pack.criteria if not stated.fullmatch(criterion.legal_basis)] == []
    assert all(criterion.title and criterion.title_en for criterion in pack.criteria)


def test_the_codes_that_other_packs_use_are_there(pack: Pack) -> None:
    assert set(HUNG_ON.split()) - {criterion.code for criterion in pack.criteria} == set()


def test_a_municipality_other_than_the_first_is_not_named(pack: Pack) -> None:
    """The order itself carries the name of another town, left from the model it was copied from."""
    words = " ".join(f"{criterion.title} {criterion.why}" for criterion in pack.criteria)
    assert "Оленегорск" not in words


def test_indicators_of_all_packs_hang_on_criteria_that_exist() -> None:
    methodology = load()
    lost = {i.code: i.criterion for i in methodology.indicators.values() if i.criterion not in methodology.criteria}
    assert lost == {}
