"""What `msoko analyse` says: titles and sentences of its sections, code → (Russian, English)."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "analyse-seconds": ("({seconds} с)", "({seconds} s)"),
    "analyse-refused": ("Не выполнено: {why}", "Not done: {why}"),
    "analyse-written": ("Таблицы и данные: {path}, разделов {count}.", "Tables and data: {path}, {count} sections."),
    "analyse-title-findings": ("Находки: что требует внимания", "Findings: what needs attention"),
    "analyse-findings": (
        "Просмотрено сравнений: {looked_at}. Находок: {found}, из них серьёзных {serious}, заметных {notable}, "
        "к сведению {for_information}. Прежних, которых больше нет: {gone}.",
        "Comparisons looked at: {looked_at}. Findings: {found}; serious {serious}, notable {notable}, "
        "for information {for_information}. Earlier ones that are gone: {gone}.",
    ),
    "analyse-quiet": (
        "Организаций, о которых сказать нечего: {quiet} из {everybody}.",
        "Organisations with nothing to be said about: {quiet} of {everybody}.",
    ),
    "analyse-more": (
        "Показаны не все. Отложено: {told}. Все находки — в --json и --out, об одной организации — с --organisation.",
        "Not all are shown. Put aside: {told}. All findings: --json and --out; those of one: --organisation.",
    ),
    "analyse-title-objectivity": ("Признаки, которые нужно объяснить", "Signs that ask for an explanation"),
    "analyse-objectivity": (
        "Рассмотрено работ организаций: {works}, отдельных классов: {classes}. Выделяются: {named}; случайных среди "
        "названных в среднем не более 5 %. По опубликованным маркерам ФИОКО отмечено: {markers}. Признак — повод "
        "спросить, а не доказательство.",
        "Works of organisations examined: {works}, of single classes: {classes}. {named} stand out; on the average no "
        "more than 5 % of those by chance. Published markers of the federal institute met: {markers}. A sign is a "
        "reason to ask, not a proof.",
    ),
    "analyse-nothing-compared": (
        "За этот период правила ничего не сравнивали: нет рассчитанных значений. Выберите другой период или выполните msoko compute.",
        "No rule compared anything in this period: there are no values. Choose another period or run msoko compute.",
    ),
    "analyse-no-works": (
        "Работ за этот учебный год у тех, о ком спрошено, нет.",
        "There are no works of this school year by those asked about.",
    ),
    "analyse-no-series": (
        "У этой организации нет рядов, по которым делается прогноз.",
        "This organisation has no series that forecasts are made of.",
    ),
    "analyse-nothing-followed": (
        "Ни одно правило пакетов не следит за показателями по годам, или их значений ещё нет.",
        "No rule of the packs follows indicators over the years, or they have no values yet.",
    ),
    "analyse-effect-not-named": (
        "Не сказано, где и когда началась мера. Назовите: --organisation КОД --since 2023/24.",
        "Nobody has said where and when the intervention began: --organisation ID --since 2023-24.",
    ),
    "analyse-title-change": ("Изменения за годы", "Changes over the years"),
    "analyse-change": (
        "Просмотрено рядов: {tested}. Изменились больше, чем меняются сопоставимые: {found}, из них к худшему {worse}; "
        "ложных среди названных в среднем не более 10 %. Не проверено за недостатком данных: {left}.",
        "Series looked at: {tested}. Changed beyond what comparable ones do: {found}, {worse} of them for the worse; on the "
        "average no more than 10 % of those falsely. Not tested for want of data: {left}.",
    ),
    "analyse-slow": ("постепенно", "slowly"),
    "analyse-sudden": ("скачком", "at once"),
    "analyse-change-size": ("{size} (от {low} до {high})", "{size} ({low} to {high})"),
    "analyse-change-in-sds": ("{size} ст. откл. (от {low} до {high})", "{size} sd ({low} to {high})"),
    "analyse-all-works": ("все вместе", "all together"),
    "analyse-grade": ("{grade}\u00a0класс", "grade\u00a0{grade}"),
    "analyse-title-forecast": ("Прогноз", "Forecast"),
    "analyse-forecast": (
        "Прогноз есть у {made} рядов, сказано «прогноза нет» о {none}; показателей и разрезов, которые не проверить: "
        "{refused}. На прошлых годах интервал 80 % накрыл {share} % значений.",
        "{made} series have a forecast, {none} are told there is none; indicators and slices that cannot be tested: "
        "{refused}. On past years the 80 % interval took in {share} % of values.",
    ),
    "analyse-method-naive": ("как в последний год", "as last year"),
    "analyse-method-drift": ("с прежним шагом", "drift"),
    "analyse-method-damped": ("затухающий тренд", "damped trend"),
    "analyse-method-pooled": ("вместе с сопоставимыми", "pooled"),
    "analyse-title-effect": ("Что дала управленческая мера", "What the intervention brought"),
    "analyse-effect": (
        "{name}, мера с {since}: рядов сравнено с сопоставимыми {compared}, разница больше случайной в {sure}.",
        "{name}, intervention since {since}: {compared} series compared, in {sure} the difference is beyond chance.",
    ),
    "column-kind": ("Как", "How"),
    "column-series": ("Показатель", "Indicator"),
    "column-years": ("Годы", "Years"),
    "column-change": ("Изменение", "Change"),
    "column-method": ("Способ", "Method"),
    "column-forecasts": ("Есть", "Made"),
    "column-no-forecast": ("Нет", "None"),
    "column-gain": ("Точнее простого", "Better than naive"),
    "column-inside": ("Накрыл 80 %", "80 % took in"),
    "column-interval-80": ("Интервал 80 %", "80 % interval"),
    "column-difference": ("Разница", "Difference"),
    "column-words": ("Вывод", "Conclusion"),
    "column-work": ("Работа", "Work"),
    "column-sign": ("Самый сильный признак", "The strongest sign"),
    "column-innocent": ("Чем ещё объясняется", "What else explains it"),
    "column-gravity": ("Степень", "Gravity"),
    "column-life": ("С каких пор", "Since"),
    "column-finding": ("Находка", "Finding"),
    "column-addressee": ("Кому", "To whom"),
    "analyse-title-adjusted": ("Результаты с поправкой на условия", "Results with conditions allowed for"),
    "analyse-adjusted": (
        "Работ: {kinds}, школ: {schools}. Устойчиво выше, чем ожидается при таких условиях, {above} результатов школ, "
        "ниже — {below}; остальные от ожидаемого не отличить.",
        "Kinds of works: {kinds}, schools: {schools}. Steadily above what such conditions lead to expect: {above} "
        "results of schools, below: {below}; the rest cannot be told from it.",
    ),
    "column-papers": ("Результатов", "Results"),
    "column-above-pupils": ("Средний ученик выше, %", "The mean pupil is above, %"),
    "column-rank": ("Место, от — до", "Place, from – to"),
    "schools-alike": ("не отличаются", "alike"),
    "few-pupils": ("мало учеников", "few pupils"),
    "analyse-title-progress": ("Прогресс учеников", "Progress of pupils"),
    "analyse-progress": (
        "Учеников, чьи результаты связаны: {pupils}, переходов: {roads}, не рассчитано: {refused}. Медианный процентиль "
        "прогресса 50 — школа, где ученики продвинулись как обычно. Результаты отдельных учеников видит только их школа.",
        "Pupils whose results are linked: {pupils}, roads: {roads}, not computed: {refused}. A median growth percentile "
        "of 50 is a school whose pupils progressed as usual. Results of single pupils are seen by their school alone.",
    ),
    "column-road": ("Переход", "Road"),
    "column-median-growth": ("Медианный процентиль", "Median percentile"),
    "analyse-title-comparable": ("Сопоставимые школы: с кем сравнивать", "Comparable schools"),
    "analyse-comparable": (
        "{period}: школ {schools}, кластеров по правилу {clusters}. У каждой школы — ближайшие по среде.",
        "{period}: {schools} schools, {clusters} clusters by rule. The nearest by context of each.",
    ),
    "analyse-title-indices": ("Индексы: насколько тверды места", "Indices: how firm the places are"),
    "analyse-indices": (
        "Индексов {indices}, мест {places}. Твёрдо в верхней или нижней половине при других весах и способах "
        "сравнения — {apart}.",
        "{indices} indices, {places} places. Firmly in the upper or lower half under other weights and ways of "
        "comparing: {apart}.",
    ),
    "column-peers": ("Ближайшие по среде", "Nearest by context"),
    "column-indicator": ("Показатель", "Indicator"),
}
