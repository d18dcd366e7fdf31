"""Sentences built from values: what is seen, no more than the interval allows, nobody blamed. Grammar: russian.py."""

from __future__ import annotations

from enum import StrEnum

from msoko.analytics.breaks import Break, BreakKind
from msoko.analytics.dynamics import Change, Difference
from msoko.analytics.norms import NormStatus
from msoko.analytics.peaks import Peak
from msoko.charts.numbers import (
    CHANGE_SIGNS,
    NO_BREAK,
    SIGNS,
    format_number,
    round_number,
)
from msoko.reports import russian
from msoko.reports.document import Figure, Runs
from msoko.reports.russian import Case, Noun, counted, joined, out_of, verb
from msoko.reports.values import Value
from msoko.vocabulary import Direction, Unit

MESSAGES: dict[str, tuple[str, str]] = {
    "unknown-report": (
        "Отчёта «{report}» нет. Есть: {known}.",
        "There is no report {report!r}. There are: {known}.",
    ),
    "unknown-format": (
        "В файл с окончанием «{suffix}» отчёт не записывается. Можно: {known}.",
        "A report is not written to a file ending in {suffix!r}. Possible: {known}.",
    ),
    "no-values": (
        "Для отчёта «{report}» нет значений за период {period}. "
        "Проверьте, что файлы за этот период загружены и расчёт выполнен.",
        "There are no values for the report {report!r} in the period {period}. "
        "Check that its files are imported and the calculation is done.",
    ),
    "no-marks": (
        "Справка строится по отметкам, а для процедуры «{procedure}» в методике нет показателя качества по отметкам.",
        "The note is built on marks; the packs have no indicator of marks for the procedure {procedure!r}.",
    ),
    "unknown-object": (
        "Организации «{object}» в реестре нет. Укажите её постоянный код.",
        "There is no organisation {object!r} in the registry. Give its permanent id.",
    ),
    "not-for-organisation": (
        "Отчёт «{report}» называет все организации, поэтому одной из них не выдаётся. Для неё есть паспорт.",
        "The report {report!r} names every organisation and is not given to one of them; it has its passport.",
    ),
    "which-municipality": (
        "В реестре не один муниципалитет: укажите код того, о котором отчёт.",
        "The registry has more or fewer than one municipality: give the id of the one to report on.",
    ),
    "no-appendix": (
        "Вид организации «{object}» в реестре не указан или у приказа № 1324 нет для него приложения.",
        "The kind of {object!r} is not in the registry, or order 1324 has no appendix for it.",
    ),
    "missing-parameter": (
        "Для отчёта «{report}» нужно указать: {parameter}.",
        "The report {report!r} needs: {parameter}.",
    ),
}

PARAMETERS: dict[str, tuple[str, str]] = {
    "subject": ("предмет", "subject"),
    "grade": ("класс", "grade"),
    "object_id": ("организацию", "organisation"),
}

# The dative of subjects, for «по …»; a subject that is not here is named in quotes.
_BY_SUBJECT: dict[str, str] = {
    "русский язык": "русскому языку",
    "математика": "математике",
    "математика (базовый уровень)": "математике базового уровня",
    "математика (профильный уровень)": "математике профильного уровня",
    "физика": "физике",
    "химия": "химии",
    "информатика": "информатике",
    "биология": "биологии",
    "история": "истории",
    "география": "географии",
    "английский язык": "английскому языку",
    "немецкий язык": "немецкому языку",
    "французский язык": "французскому языку",
    "испанский язык": "испанскому языку",
    "китайский язык": "китайскому языку",
    "иностранный язык": "иностранному языку",
    "обществознание": "обществознанию",
    "литература": "литературе",
    "окружающий мир": "окружающему миру",
    "литературное чтение": "литературному чтению",
}


class Standing(StrEnum):
    """Where a value stands against another. UNSURE: its interval takes the other in, so no difference is claimed."""

    ABOVE = "above"
    BELOW = "below"
    UNSURE = "unsure"
    EQUAL = "equal"


def by_subject(title: str) -> str:
    """«по русскому языку», «по предмету «Астрономия»»."""
    dative = _BY_SUBJECT.get(title.casefold())
    return f"по{NO_BREAK}{dative}" if dative else f"по предмету «{title}»"


def standing(value: Value, other: float, digits: int) -> Standing | None:
    """None where there is no value. Without an interval (a census of things) the printed numbers are compared."""
    if not value.is_known or value.value is None:
        return None
    if value.interval is not None:
        low, high = value.interval
        return Standing.ABOVE if low > other else Standing.BELOW if high < other else Standing.UNSURE
    mine, theirs = round_number(value.value, digits), round_number(other, digits)
    return Standing.ABOVE if mine > theirs else Standing.BELOW if mine < theirs else Standing.EQUAL


def from_to(low: float, high: float, digits: int, unit: Unit | None = None) -> str:
    """«от 52,3 до 60,3 %»."""
    return f"от {format_number(low, digits)} до {format_number(high, digits, unit)}"


def with_interval(figure: Figure, value: Value, digits: int, unit: Unit | None) -> Runs:
    """A number with its interval in brackets, if it has one: «56,4 % (интервал от 52,3 до 60,3 %)»."""
    if value.interval is None or not value.is_known:
        return (figure,)
    return (figure, f" (интервал {from_to(*value.interval, digits, unit)})")


def change_words(change: float, digits: int, unit: Unit | None = None) -> str:
    """Of a «значение», so neuter: «выросло на 4,1 п. п.», «снизилось на 0,9 балла», «не изменилось»."""
    shown = round_number(change, digits)
    if not shown:
        return "не изменилось"
    word = "выросло" if shown > 0 else "снизилось"
    return f"{word} на{NO_BREAK}{amount(abs(change), digits, unit)}"


def change_sentence(found: Difference, from_title: str, to_title: str, digits: int, unit: Unit) -> str:
    """What may be said of a change: over a break nothing, inside chance no direction."""
    between = f"С\u00a0{from_title} по\u00a0{to_title}"
    if found.change is Change.NOT_COMPARABLE:
        return f"Значения за {from_title} и {to_title} прямо не сравниваются: {break_words(found.breaks[0])}."
    if found.difference is None:
        return f"Сравнить {from_title} и {to_title} нельзя: нет данных."
    words = change_words(found.difference, digits, unit)
    if found.change is Change.INDISTINGUISHABLE:
        return f"{between} значение {words}; такое изменение может быть случайным."
    if found.change is Change.NOT_JUDGED:
        return f"{between} значение {words}; случайность этого изменения не оценена."
    return ended(f"{between} значение {words}")


def ended(sentence: str) -> str:
    """With one full stop: «4,1 п. п.» already has it."""
    return sentence if sentence.endswith(".") else f"{sentence}."


def amount(x: float, digits: int, unit: Unit | None = None) -> str:
    """A difference with its unit: «4,1 п. п.», «2 балла»."""
    if unit in (Unit.POINT, Unit.MARK):
        return counted(round_number(x, digits), russian.POINT, Case.ACCUSATIVE, digits)
    number = format_number(x, digits)
    return f"{number}{NO_BREAK}{CHANGE_SIGNS[unit]}" if unit in SIGNS and unit is not None else number


def compared(names: list[str], where: Standing, with_what: str) -> str:
    """«Ниже, чем в округе: Школа № 9.» Empty if nobody stands so; names come as the caller orders them."""
    if not names or where not in (Standing.ABOVE, Standing.BELOW):
        return ""
    word = "Выше" if where is Standing.ABOVE else "Ниже"
    return f"{word}, чем {with_what}: {joined(names)}."


def unsure_words(unsure: int, of: int, noun: Noun, with_what: str) -> str:
    """Says how many cannot be told from the other, so that nobody reads an order into them."""
    if not unsure:
        return ""
    if unsure == of:
        return f"Ни у одной из {counted(of, noun, Case.GENITIVE)} отличие {with_what} не выходит за пределы случайного."
    return (
        f"У {out_of(unsure, of, noun)} отличие {with_what} не выходит за пределы случайного: "
        f"интервал включает это значение."
    )


def coverage_words(known: int, expected: int, noun: Noun) -> str:
    """«Данные представили 13 из 14 школ.», «Данные представили все 14 школ.»"""
    if known >= expected:
        if russian.agreement(expected) == "one":  # «все 21 школа» would be wrong
            return f"Данные представила {counted(expected, noun)} из {expected}."
        return f"Данные представили все {counted(expected, noun)}."
    return f"Данные {verb(known, 'представила', 'представили')} {out_of(known, expected, noun)}."


def missing_words(names: list[str]) -> str:
    """Who has not handed anything in, by name and without a reproach; empty if everybody has."""
    return f"Нет данных от организаций: {joined(names)}. В итогах они не учтены." if names else ""


def sample_words(n: int, informative: int, approximate: int) -> str:
    """How far a distribution of n people may be trusted (the sizes are data of the pack, after ФИОКО)."""
    people = counted(n, russian.PARTICIPANT, Case.GENITIVE)
    if n >= informative:
        return f"Распределение построено по результатам {people} и достаточно информативно."
    if n >= approximate:
        return f"Распределение построено по результатам {people}; оно приблизительно."
    return f"Распределение построено по результатам {people}; выводы по нему ограничены."


def break_words(cut: Break) -> str:
    """Why the values on both sides of a break are not compared."""
    words = {
        BreakKind.METHOD: "изменился порядок расчёта",
        BreakKind.BOUNDARIES: "изменились границы отметок",
        BreakKind.COMPOSITION: "изменился состав организаций",
    }.get(cut.kind, "")
    return words or cut.reason


def norm_words(at_least: float | None, at_most: float | None, digits: int) -> str:
    """«не ниже 98», «не выше 30», «от 2,5 до 4»; whole norms are printed without decimals."""
    low, high = (None if x is None else format_number(x, 0 if x == int(x) else digits) for x in (at_least, at_most))
    if low and high:
        return f"от {low} до {high}"
    return f"не\u00a0ниже\u00a0{low}" if low else f"не\u00a0выше\u00a0{high}" if high else ""


STATUS_WORDS: dict[str, str] = {
    NormStatus.MET: "выполнена",
    NormStatus.NOT_MET: "не\u00a0выполнена",
    NormStatus.NOT_DECIDED: "решить\u00a0нельзя",
}


def norms_sentence(statuses: list[str]) -> str:
    """How many norms are met, are not, cannot be decided; empty where there are no norms."""
    met, short, open_ = (sum(1 for s in statuses if s == one) for one in STATUS_WORDS)
    total = met + short + open_
    if not total:
        return ""
    parts = [f"выполнена по{NO_BREAK}{met}" if met else "", f"не выполнена по{NO_BREAK}{short}" if short else ""]
    parts.append(f"по{NO_BREAK}{open_} решить нельзя: интервал включает норму" if open_ else "")
    found = ", ".join(part for part in parts if part)
    return f"Норма задана для {counted(total, russian.INDICATOR, Case.GENITIVE)}: {found}."


def peak_words(peak: Peak, lucky: bool = False) -> str:
    """A peak at a boundary as it is seen: «на 12 баллах, первом балле отметки «4», 17,9 % участников …».

    lucky: so many could stand there by chance, given how many boundaries were looked at; then it is said.
    """
    score = counted(peak.score, russian.POINT, Case.PREPOSITIONAL)
    times = f", в{NO_BREAK}{format_number(peak.ratio, 1)} раза больше, чем в среднем на соседних" if peak.ratio else ""
    sample = "; выборка мала, распределение приблизительно" if peak.approximate else ""
    share = format_number(peak.share, 1, Unit.PERCENT)
    luck = "; при таком числе участников это могло получиться и случайно" if lucky else ""
    return f"на{NO_BREAK}{score}, первом балле отметки «{peak.mark}», {share} участников{times}{sample}{luck}"


def direction_words(better: Direction) -> str:
    """For the reader of a table: which way is better."""
    return {Direction.HIGHER: "больше", Direction.LOWER: "меньше", Direction.TARGET: "ближе к норме"}.get(better, "")


def message(code: str, language: str = "ru", **parameters: object) -> str:
    """The text of a refusal. Raises KeyError for an unknown code."""
    column = 1 if language == "en" else 0
    said = {name: PARAMETERS.get(str(value), (value, value))[column] for name, value in parameters.items()}
    return MESSAGES[code][column].format(**said)
