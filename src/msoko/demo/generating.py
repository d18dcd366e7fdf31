"""Writes the demonstration municipality into a folder, a file at a time, in the order in which they would arrive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msoko.demo import files_forms, files_gia, files_registry, files_surveys, files_vpr, lines, planting, selfexam
from msoko.demo.municipality import Municipality, Organisation, build, parameters
from msoko.demo.planting import PHENOMENA, Phenomenon
from msoko.demo.pupils import answers, generator
from msoko.methodology.model import Fact, Methodology
from msoko.methodology.subjects import subject_code
from msoko.vocabulary import Period

NO_WORKS_YEAR = 2019  # in spring 2020 the works were not held
_SELF_EXAMINATION = {"school": ("1324-2", "oo"), "kindergarten": ("1324-1", "doo"), "additional": ("1324-5", "dod")}


_EXAM_LINES = (
    ("1_6", "oge", "Русский язык"),
    ("1_7", "oge", "Математика"),
    ("1_8", "ege", "Русский язык"),
    ("1_9", "ege", "Математика профильная"),
)
_Results = Mapping[str, Sequence[files_gia.Result]]


@dataclass(frozen=True)
class Manifest:
    """What was written: files in the order of arrival (the registry first) and what is hidden in them."""

    folder: Path
    files: tuple[Path, ...]
    planted: tuple[Phenomenon, ...]
    municipality: Municipality


@dataclass(frozen=True)
class _Demo:
    folder: Path
    seed: int
    municipality: Municipality
    methodology: Methodology
    table: Mapping[str, Any]

    def facts(self, form: str) -> list[Fact]:
        return [fact for fact in self.methodology.facts.values() if fact.form == form]


def generate(
    folder: Path, methodology: Methodology, seed: int | None = None, years: Sequence[int] | None = None
) -> Manifest:
    """The same seed and packs write the same files. `methodology`: the built-in packs, whose lines the forms follow.

    years: only the files of these school years, by their first calendar year; None = of all six.
    """
    given = parameters()
    seed = given["municipality"]["seed"] if seed is None else seed
    demo = _Demo(folder, seed, build(seed), methodology, given["lines"])
    folder.mkdir(parents=True, exist_ok=True)
    files = [_registry(demo)]
    for year in demo.municipality.years if years is None else years:
        files += [*_works(demo, year), *_exams(demo, year), *_statistics(demo, year), *_tables(demo, year)]
    files += [_region_form(demo), *_independent(demo, demo.municipality.years[-1])]
    return Manifest(folder, tuple(files), PHENOMENA, demo.municipality)


def _registry(demo: _Demo) -> Path:
    path = demo.folder / "реестр_организаций.xlsx"
    files_registry.write(path, demo.municipality)
    return path


def _period(year: int) -> Period:
    return Period.parse(f"{year}-{(year + 1) % 100:02d}")


def _works(demo: _Demo, year: int) -> Iterator[Path]:
    if year == NO_WORKS_YEAR:
        return
    for work in demo.municipality.works:
        bounds = _bounds(demo.methodology, work)
        sheets = [
            answers(demo.municipality, school, year, work, bounds, demo.seed)
            for school in demo.municipality.of("school", year)
            if work["grade"] in school.grades and not _withheld(school, year)
        ]
        name = f"впр_{year + 1}_{work['subject'].lower()}_{work['grade']}"
        individual, marks = demo.folder / f"{name}_ф1.xlsx", demo.folder / f"{name}_отметки.xlsx"
        files_vpr.write_individual(individual, demo.municipality, year, work, sheets, bounds)
        files_vpr.write_marks(marks, demo.municipality, year, work, sheets, bounds)
        yield from (individual, marks)


def _withheld(school: Organisation, year: int) -> bool:
    return school.id == planting.MISSING_WORK_SCHOOL and year == planting.MISSING_WORK_YEAR


def _bounds(methodology: Methodology, work: Mapping[str, Any]) -> Mapping[int, int]:
    """Lowest primary scores of the marks 3, 4, 5: the pack's scale with that highest score. LookupError: none."""
    most = sum(work["tasks"].values())
    subject = subject_code(methodology, "vpr", work["title"])
    wanted = ("vpr", subject, str(work["grade"]), most)
    for scale in methodology.scales:
        if (scale.procedure_type, scale.subject, scale.grade, scale.maximum) == wanted:
            return {mark: int(bound) for mark, bound in scale.bounds.items()}
    raise LookupError(f"no scale for {work['title']}, grade {work['grade']}, {most} points")


def _exams(demo: _Demo, year: int) -> Iterator[Path]:
    ege, oge = demo.folder / f"егэ_{year + 1}.csv", demo.folder / f"огэ_{year + 1}.xlsx"
    found = files_gia.ege(demo.municipality, year, demo.seed)
    before = files_gia.oge(demo.municipality, year - 2, demo.seed) if year - 2 in demo.municipality.years else []
    known = files_gia.carried_on(before, found, generator(demo.seed, year, "grade 11"))
    files_gia.write_csv(ege, files_gia.participant_rows(found, year, 11, known))
    files_gia.write_xlsx(oge, files_gia.participant_rows(files_gia.oge(demo.municipality, year, demo.seed), year, 9))
    yield from (ege, oge)


def _region_form(demo: _Demo) -> Path:
    path = demo.folder / "сводная_форма_егэ.xlsx"
    years = demo.municipality.years[-2:]
    found = {year: files_gia.ege(demo.municipality, year, demo.seed) for year in years}
    files_gia.write_region_form(path, demo.municipality, found)
    return path


def _statistics(demo: _Demo, year: int) -> Iterator[Path]:
    schools = demo.municipality.of("school", year)
    grades = {s: lines.by_grade(demo.municipality, s, year, demo.seed) for s in schools}
    taught = {s: lines.of_school(demo.municipality, s, year, demo.table, demo.seed) for s in schools}
    oo1 = {s: {**numbers, "girls": 0, "classes": 0} for s, numbers in taught.items()}  # by grade in the form
    buildings = {s: lines.of_building(s, n["pupils"], year, demo.table, demo.seed) for s, n in taught.items()}
    gardens = demo.municipality.of("kindergarten", year)
    circles = demo.municipality.of("additional", year)
    path = demo.folder / f"оо1_{year}.xlsx"
    files_forms.write_form(path, "ОО-1", _period(year), demo.facts("ОО-1"), oo1, grades)
    yield path
    others = {
        "ОО-2": buildings,
        "85-К": {g: lines.of_kindergarten(g, year, demo.table, demo.seed) for g in gardens},
        "1-ДОП": {c: lines.of_additional(c, year, demo.table, demo.seed) for c in circles},
    }
    for form, numbers in others.items():
        path = demo.folder / f"{form.lower().replace('-', '')}_{year}.xlsx"
        files_forms.write_form(path, form, Period.parse(str(year)), demo.facts(form), numbers)
        yield path
    yield _passport(demo, year, taught)


def _passport(demo: _Demo, year: int, taught: Mapping[Organisation, Mapping[str, float]]) -> Path:
    codes = set(demo.table["school_year"]) | set(lines.CONTEXT.values())
    context = [fact for pack in demo.methodology.packs if pack.code == "context" for fact in pack.facts]
    facts = [
        f
        for f in context
        if f.code in codes or f.code in ("distance_to_centre", "has_bus", "has_boarding", "small_school")
    ]
    path = demo.folder / f"социальный_паспорт_{year}.xlsx"
    files_forms.write_facts(path, "Социальный паспорт", _period(year), facts, taught)
    return path


def _tables(demo: _Demo, year: int) -> Iterator[Path]:
    results: _Results = {
        "oge": files_gia.oge(demo.municipality, year, demo.seed),
        "ege": files_gia.ege(demo.municipality, year, demo.seed),
    }
    for kind, (form, short) in _SELF_EXAMINATION.items():
        facts = demo.facts(form)
        lines_of = {o: _self_examination(demo, o, year, facts, results) for o in demo.municipality.of(kind, year)}
        reasons = {o: "показатели не представлены" for o, numbers in lines_of.items() if not numbers}
        path = demo.folder / f"самообследование_{short}_{year}.xlsx"
        files_forms.write_facts(path, "Показатели самообследования", Period.parse(str(year)), facts, lines_of, reasons)
        yield path
    schools = demo.municipality.of("school", year)
    grades = {s: lines.by_grade(demo.municipality, s, year, demo.seed) for s in schools}
    issued = {s: lines.certificates(grades[s], s, year, demo.seed) for s in schools if 9 in s.grades}
    facts = [f for f in demo.methodology.facts.values() if any(f.code in numbers for numbers in issued.values())]
    path = demo.folder / f"аттестаты_{year + 1}.xlsx"
    files_forms.write_facts(path, "Аттестаты и медали", _period(year), facts, issued)
    yield path


def _self_examination(
    demo: _Demo, one: Organisation, year: int, facts: list[Fact], results: _Results
) -> dict[str, float]:
    """Drawn from the same stream every year, so that an organisation stays itself; one slips, one sends nothing."""
    if (one.id, year) == (planting.MISSING_FORM, planting.MISSING_FORM_YEAR):
        return {}
    known = _known_lines(demo, one, year, results)
    numbers = selfexam.draw(facts, known, generator(demo.seed, one.id, "self-examination"))
    if (one.id, year) == (planting.SLIP_SCHOOL, planting.SLIP_YEAR):
        numbers[planting.SLIP_LINE] *= 10
    return numbers


def _known_lines(demo: _Demo, one: Organisation, year: int, results: _Results) -> dict[str, float]:
    if one.kind == "kindergarten":
        numbers = lines.of_kindergarten(one, year, demo.table, demo.seed)
        return {"selfexam_doo_1_1": numbers["preschool_children"], "selfexam_doo_1_7": numbers["preschool_teachers"]}
    if one.kind == "additional":
        numbers = lines.of_additional(one, year, demo.table, demo.seed)
        return {"selfexam_dod_1_1": numbers["additional_pupils"], "selfexam_dod_1_12": numbers["additional_teachers"]}
    grades = lines.by_grade(demo.municipality, one, year, demo.seed)
    numbers = lines.of_school(demo.municipality, one, year, demo.table, demo.seed)
    return {
        "selfexam_oo_1_1": numbers["pupils"],
        "selfexam_oo_1_2": sum(n for g, n in grades.items() if g <= 4),
        "selfexam_oo_1_3": sum(n for g, n in grades.items() if 5 <= g <= 9),
        "selfexam_oo_1_4": sum(n for g, n in grades.items() if g > 9),
        "selfexam_oo_1_24": numbers["teachers"],
        "selfexam_oo_graduates_9": grades.get(9, 0),
        "selfexam_oo_graduates_11": grades.get(11, 0),
        **_exam_lines(one, results),
    }


def _exam_lines(school: Organisation, results: _Results) -> dict[str, float]:
    """Mean exam results of the school as it would report them, with the number of participants they rest on."""
    found: dict[str, float] = {}
    for line, exam, subject in _EXAM_LINES:
        own = [
            r.primary if r.score is None else r.score
            for r in results[exam]
            if r.organisation is school and r.subject == subject
        ]
        found[f"selfexam_oo_{line}_participants"] = len(own)
        if own:
            found[f"selfexam_oo_{line}"] = round(sum(own) / len(own), 1)
    return found


def _independent(demo: _Demo, year: int) -> Iterator[Path]:
    """The year's independent assessment: a third of the organisations, as the law lets them be taken in turn."""
    chosen = [o for i, o in enumerate(demo.municipality.organisations) if o.exists(year) and i % 3 == 0]
    questions = [q for q in demo.methodology.questions.values() if q.questionnaire == "nok-675n"]
    survey, visits = demo.folder / f"анкеты_нок_{year}.xlsx", demo.folder / f"проверочные_листы_нок_{year}.xlsx"
    files_surveys.write_survey(survey, year, chosen, questions, demo.seed)
    files_surveys.write_checklists(visits, year, chosen, list(demo.methodology.requirements.values()), demo.seed)
    recipients = {o: {"nok_recipients": o.cohort * 9} for o in chosen}
    path = demo.folder / f"получатели_услуг_{year}.xlsx"
    facts = [demo.methodology.facts["nok_recipients"]]
    files_forms.write_facts(path, "Получатели услуг", Period.parse(str(year)), facts, recipients)
    yield from (survey, visits, path)
