"""What signs may say: no text speaks of proof, blame, cheating or a teacher."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from msoko.analytics import objectivity
from msoko.analytics.objectivity import wording
from msoko.analytics.objectivity.sign import EXPLAINED_BY, FAMILIES, Remark, number
from msoko.analytics.objectivity.signs import RECHECK, SIGNS

FORBIDDEN = {
    "ru": r"доказ|нарушен|нарушил|списыва|списал|списан|обман|фальсифи|подтасов|виновн|\bвин[аы]\b|недобросовест|"
    r"учител[ья]|педагог|уличен|уличён|мошен|завысил|завышен|необъективность установлена|установлено, что|накрут",
    "en": r"\bprove|\bproof|violat|cheat|fraud|guilt|blame|dishonest|teacher|\bforg|fabricat|misconduct",
}
TABLES = {name: table for name, table in vars(wording).items() if name.isupper()}


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("name", sorted(TABLES))
def test_no_text_accuses(name, language):
    for code, texts in TABLES[name].items():
        words = texts[0 if language == "ru" else 1].lower()
        if code == "teacher-left":  # an innocent explanation may name a change of teachers
            continue
        assert not re.search(FORBIDDEN[language], words), (code, words)


def test_the_forbidden_words_are_really_looked_for():
    assert re.search(FORBIDDEN["ru"], "списывание установлено") and re.search(FORBIDDEN["en"], "this proves cheating")


def test_every_sign_is_titled_explained_and_of_a_family():
    codes = {*SIGNS, RECHECK}
    assert codes == set(wording.TITLES) == set(EXPLAINED_BY) == set(FAMILIES)
    used = {one for own in EXPLAINED_BY.values() for one in own}
    assert used <= set(wording.INNOCENT) and set(wording.INNOCENT) <= used


def test_every_code_that_is_raised_is_worded_and_the_other_way_round():
    source = "\n".join(
        path.read_text("utf-8") for path in Path(objectivity.__file__).parent.glob("*.py") if path.name != "wording.py"
    )
    for code in wording.TEXTS:
        assert f'"{code}"' in source or code.startswith("journal-"), code


def test_numbers_are_written_as_the_language_does():
    assert number(0.25, 1) == "0,2" and number(-3.4, 0, True) == "−3" and number(2, 1, True) == "+2,0"
    remark = Remark("spread", found=number(4.25, 1), expected=number(9.6, 1), n=20)
    assert "4,2" in remark.say() and "4.2" in remark.say("en") and "9.6" in remark.say("en")
