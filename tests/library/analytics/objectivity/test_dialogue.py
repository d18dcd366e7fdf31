"""The talk with a school: every step in its order, nothing changed afterwards, a second look by somebody else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pyarrow as pa
import pytest

from msoko.analytics.objectivity.dialogue import OUTCOMES, RULES, SCHEMA, Case, Side, Step, read, table
from msoko.analytics.remarks import Refused
from msoko.analytics.wording.dialogue import STEPS

START = datetime(2026, 5, 25, 9, tzinfo=UTC)
FULL = (Step.OPENED, Step.ASKED, Step.REPLIED, Step.CHECK_ORDERED, Step.CHECKED, Step.INNOCENT)
BY = {Side.OFFICE: "officer", Side.SCHOOL: "head", Side.CHECKER: "checker"}


def case(*steps, name="c1", signs=("peak",)):
    made = Case(name, "s03", "", "vpr-02-5-2023", tuple(signs))
    for day, step in enumerate(steps):
        made = made.then(step, START + timedelta(days=day), BY[RULES[step].whose], f"слова {day}")
    return made


def test_the_whole_talk_ends_with_an_outcome():
    made = case(*FULL)
    assert [record.step for record in made.records] == list(FULL)
    assert made.outcome is Step.INNOCENT and made.open_to == ()
    assert made.records[2].by == "head" and made.records[2].words == "слова 2"


def test_a_record_more_leaves_the_case_before_as_it_was():
    before = case(*FULL[:2])
    after = before.then(Step.REPLIED, START + timedelta(days=9), "head", "ответ")
    assert before.step is Step.ASKED and after.step is Step.REPLIED and len(before.records) == 2


REACHED = {
    None: (),
    **{FULL[n]: FULL[: n + 1] for n in range(len(FULL))},
    Step.NOT_REPLIED: (Step.OPENED, Step.ASKED, Step.NOT_REPLIED),
    Step.CONFIRMED: (*FULL[:-1], Step.CONFIRMED),
    Step.NOT_CHECKED: (Step.OPENED, Step.NOT_CHECKED),
}
ALLOWED = {
    (None, Step.OPENED), (Step.OPENED, Step.ASKED), (Step.OPENED, Step.NOT_CHECKED),
    (Step.ASKED, Step.REPLIED), (Step.ASKED, Step.NOT_REPLIED),
    (Step.REPLIED, Step.ASKED), (Step.REPLIED, Step.CHECK_ORDERED), (Step.REPLIED, Step.NOT_CHECKED),
    (Step.NOT_REPLIED, Step.REPLIED), (Step.NOT_REPLIED, Step.CHECK_ORDERED), (Step.NOT_REPLIED, Step.NOT_CHECKED),
    (Step.CHECK_ORDERED, Step.CHECKED), (Step.CHECK_ORDERED, Step.NOT_CHECKED),
    (Step.CHECKED, Step.CONFIRMED), (Step.CHECKED, Step.INNOCENT),
}  # fmt: skip


@pytest.mark.parametrize(("last", "step"), list(product([None, *Step], Step)))
def test_only_the_steps_of_the_table_may_follow(last, step):
    made = case(*REACHED[last])
    assert (step in made.open_to) == ((last, step) in ALLOWED)
    if (last, step) in ALLOWED:
        assert made.then(step, START + timedelta(days=30), "somebody new", "слова").step is step
    else:
        with pytest.raises(Refused, match="сейчас записать нельзя"):
            made.then(step, START + timedelta(days=30), "somebody new", "слова")


def test_no_outcome_about_pupils_without_a_second_look():
    assert all(RULES[step].after == (Step.CHECKED,) for step in OUTCOMES if step is not Step.NOT_CHECKED)


def test_a_refusal_says_what_was_last_and_what_may_come():
    with pytest.raises(Refused) as refused:
        case(*FULL[:2]).then(Step.CONFIRMED, START + timedelta(days=30), "officer", "слова")
    assert "«запрошено пояснение»" in str(refused.value) and "«школа ответила»" in str(refused.value)
    assert "explanation requested" not in str(refused.value)


@pytest.mark.parametrize(("by", "words"), [("", "слова"), ("officer", "  ")])
def test_who_and_in_what_words_are_needed(by, words):
    with pytest.raises(Refused, match="хотя бы одну фразу"):
        case(Step.OPENED).then(Step.ASKED, START + timedelta(days=1), by, words)


@pytest.mark.parametrize("at", [START - timedelta(seconds=1), datetime(2027, 1, 1)])
def test_time_goes_forward_and_has_a_zone(at):
    with pytest.raises(Refused, match="часовым поясом"):
        case(Step.OPENED).then(Step.ASKED, at, "officer", "слова")


@pytest.mark.parametrize("by", ["officer", "head"])
def test_who_took_part_does_not_look_again(by):
    with pytest.raises(Refused, match="другому специалисту"):
        case(*FULL[:4]).then(Step.CHECKED, START + timedelta(days=30), by, "слова")


def test_a_case_without_signs_is_not_opened():
    with pytest.raises(Refused, match="не по впечатлению"):
        case(Step.OPENED, signs=())


def test_cases_survive_the_table_in_any_order_of_rows():
    cases = (case(*FULL, signs=("peak", "level")), case(Step.OPENED, name="c2"))
    kept = table(cases)
    assert kept.schema == SCHEMA and kept.num_rows == 7
    assert set(read(kept.take(pa.array([6, 3, 0, 5, 1, 4, 2])))) == set(cases)


def test_a_table_with_a_hole_or_an_impossible_order_is_refused():
    kept = table([case(*FULL)])
    with pytest.raises(Refused, match="пропуском или повтором"):
        read(kept.take(pa.array([0, 1, 3, 4, 5])))
    with pytest.raises(Refused, match="пропуском или повтором"):
        read(kept.take(pa.array([0, 1, 1, 2, 3, 4, 5])))
    rows = kept.to_pylist()
    rows[2]["step"] = "confirmed"
    with pytest.raises(Refused, match="сейчас записать нельзя"):
        read(pa.Table.from_pylist(rows, SCHEMA))


def test_every_step_has_its_words():
    assert set(STEPS) == set(Step) and all(step.say() and step.say("en") for step in Step)


def test_the_example_of_the_chapter_runs(capsys):
    chapter = (Path(__file__).parents[4] / "docs" / "ru" / "objectivity-dialogue.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", chapter, re.DOTALL)
    exec(example, {})
    assert "replied" in capsys.readouterr().out


def test_the_table_of_the_chapter_is_the_table_of_steps():
    """Every step that may follow is named in the chapter's row of the step before it."""
    chapter = (Path(__file__).parents[4] / "docs" / "ru" / "objectivity-dialogue.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| ([^|]+?) \| ([^\n]+) \|$", chapter, re.MULTILINE))
    words = {
        Step.ASKED: ("запросить пояснение", "спросить ещё"), Step.REPLIED: ("школа ответила",),
        Step.NOT_REPLIED: ("ответа в срок нет",), Step.CHECK_ORDERED: ("назначить перепроверку",),
        Step.CHECKED: ("перепроверка проведена",), Step.NOT_CHECKED: ("закрыть без перепроверки",),
        Step.CONFIRMED: ("итог",), Step.INNOCENT: ("итог",),
    }  # fmt: skip
    for last in Step:
        for step, said in words.items():
            if last not in OUTCOMES:
                assert any(one in rows[last.say()] for one in said) == ((last, step) in ALLOWED), (last, step)
