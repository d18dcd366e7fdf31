"""What the signs say, in Russian and English: code → (Russian, English). None of it speaks of proof or of blame.

{name} of numbers is filled with them as Russian writes them; the English is given points for commas.
"""

from __future__ import annotations

TITLES: dict[str, tuple[str, str]] = {
    "peak": ("Пик на границе отметок", "A peak at a boundary of marks"),
    "level": ("Результат выше ожидаемого", "A result above the expected"),
    "journal": ("Расхождение с отметками журнала", "Marks that differ from the journal"),
    "exam": ("Не подтверждено экзаменом", "Not borne out by the exam"),
    "fall": ("Падение в следующем классе", "A fall in the next grade"),
    "easy": ("Трудное решено, лёгкое — нет", "Hard tasks solved, easy ones not"),
    "tasks": ("Отдельные задания решены необычно", "Some tasks solved unusually"),
    "spread": ("Слишком малый разброс баллов", "Too little spread of scores"),
    "copies": ("Совпадающие работы", "Works that coincide"),
    "fit": ("Необычные сочетания ответов", "Unusual patterns of answers"),
    "recheck": ("Изменения при перепроверке", "Changes in a re-check"),
}

TEXTS: dict[str, tuple[str, str]] = {
    "peak": (
        "На нижней границе отметки «{mark}» (первичный балл {score}) — {at} из {n}; по форме распределения в других школах ожидалось около {at_expected}. На трёх баллах перед границей — {below} вместо {below_expected}.",
        "At the lowest score of mark {mark} (score {score}) there are {at} of {n}; by the shape of the distribution in other schools about {at_expected} were expected. At the three scores before it: {below} instead of {below_expected}.",
    ),
    "level": (
        "Средний результат организации — {found} % максимального балла; по её прошлым результатам, отметкам в журнале (где они есть) и обычному разбросу между школами ожидалось {expected} % (с вероятностью 95 % от {low} до {high}).",
        "The mean result is {found} % of the highest score; the organisation's earlier results, its journal marks (if there are any) and the usual spread among schools made one expect {expected} % (95 %: {low} to {high}).",
    ),
    "level-no-history": (
        "Средний результат — {found} % максимального балла; по отметкам в журнале (где они есть) и обычному разбросу между школами ожидалось {expected} % (с вероятностью 95 % от {low} до {high}). Прошлых результатов организации в данных нет.",
        "The mean result is {found} % of the highest score; its journal marks (if there are any) and the usual spread among schools made one expect {expected} % (95 %: {low} to {high}). The data hold no earlier results of the organisation.",
    ),
    "journal-raised": (
        "Отметка за работу выше отметки по журналу у {count} из {n}; у школьников других школ с такими же отметками в журнале это было бы примерно у {expected}.",
        "The mark for the work is above the journal's for {count} of {n}; of pupils elsewhere with the same journal marks about {expected} would have it.",
    ),
    "journal-lowered": (
        "Отметка за работу ниже отметки по журналу у {count} из {n}; у школьников других школ с такими же отметками в журнале это было бы примерно у {expected}.",
        "The mark for the work is below the journal's for {count} of {n}; of pupils elsewhere with the same journal marks about {expected} would have it.",
    ),
    "exam": (
        "Относительно других школ муниципалитета (в стандартных отклонениях) параллель в этой работе на уровне {here}, а на экзамене {period} — {later}; обычная разница не больше {usual}.",
        "In this work the grade stands {here} against the municipality (standard deviations), at the exam of {period} {later}; the difference is usually no more than {usual}.",
    ),
    "fall": (
        "Относительно других школ муниципалитета (в стандартных отклонениях) параллель в этой работе на уровне {here}, а годом позже, в {grade} классе, — {later}; обычная разница не больше {usual}.",
        "In this work the grade stands {here} against the municipality (standard deviations), a year later, in grade {grade}, {later}; the difference is usually no more than {usual}.",
    ),
    "easy": (
        "Лёгкие задания выполнены хуже, а трудные лучше, чем у школьников других школ с теми же баллами: трудная половина {hard} п. п., лёгкая {easy} п. п.",
        "Easy tasks were done worse and hard ones better than by pupils elsewhere with the same scores: the harder half {hard} points of per cent, the easier {easy}.",
    ),
    "tasks": (
        "Необычно выполнены задания {names}: среди них больше всего отличается задание {name}: {most} п. п. против школьников других школ с теми же баллами.",
        "Tasks {names} were done unusually: of these task {name} differs most, by {most} points of per cent from pupils elsewhere with the same scores.",
    ),
    "spread": (
        "Баллы слишком похожи: стандартное отклонение {found}, при таком среднем балле обычно около {expected}.",
        "Scores are too alike: the standard deviation is {found}, usually about {expected} at such a mean.",
    ),
    "copies": (
        "Есть пара работ одного класса, совпавших по баллам в {matches} заданиях из {tasks}; для независимых работ с такими итогами ожидалось около {expected}. Пар, совпавших так, как независимые совпадают реже раза в сто: {pairs} из {all}.",
        "There are two works of one class alike in {matches} of {tasks} tasks; of independent works with such totals about {expected} were expected. Pairs as alike as independent ones are less than once in a hundred: {pairs} of {all}.",
    ),
    "fit": (
        "Сочетание выполненных и невыполненных заданий необычно у {count} из {n} (ожидалось около {expected}): решено то, что обычно не решают, и не решено то, что обычно решают.",
        "The pattern of tasks done and not done is unusual for {count} of {n} (about {expected} expected): solved is what is seldom solved, and the other way round.",
    ),
    "recheck": (
        "При перепроверке {n} работ балл снижен у {down}, повышен у {up}; в среднем балл изменился на {mean}.",
        "A re-check of {n} works lowered {down} and raised {up}; the mean change is {mean} points.",
    ),
    "heap": (
        "Во всём муниципалитете на нижней границе отметки «{mark}» (первичный балл {score}) участников больше, чем даёт гладкое распределение, на {excess} (с вероятностью 95 % от {low} до {high}), это {share} % из {n}.",
        "In the whole municipality the lowest score of mark {mark} (score {score}) has {excess} more pupils than a smooth distribution gives (95 %: {low} to {high}), {share} % of {n}.",
    ),
    "picture": (
        "Участников {n}. Больше всего отличается от ожидаемого балл {score}: {at} вместо {at_expected}.",
        "{n} participants. The score that differs most from the expected is {score}: {at} instead of {at_expected}.",
    ),
    "no-such-group": (
        "Такой организации или класса нет среди прочитанных работ.",
        "There is no such organisation or class among the works read.",
    ),
    "M1": (
        "M1: нижняя граница среднего результата организации — {low} % максимального балла, верхняя граница среднего остальных — {high} %.",
        "M1: the lower limit of the organisation's mean is {low} % of the highest score, the upper limit of the others' {high} %.",
    ),
    "M2": (
        "M2: отметку журнала не подтвердили: ниже — {lowered} %, выше — {raised} % участников.",
        "M2: marks unlike the journal's: {lowered} % lower, {raised} % higher.",
    ),
    "M2-risk": (
        "M2, зона риска: отметку журнала не подтвердили: ниже — {lowered} %, выше — {raised} % участников.",
        "M2, risk: marks unlike the journal's: {lowered} % lower, {raised} % higher.",
    ),
    "M3": (
        "M3: относительно других школ {here} п. п., годом позже в следующем классе {later} п. п.: разница {value} п. п.",
        "M3: {here} points of per cent against other schools, {later} a year later in the next grade: {value} less.",
    ),
    "M4": (
        "M4: на нижней границе отметки (балл {score}) участников больше, чем баллом ниже, на {value} п. п.",
        "M4: at the lowest score of a mark (score {score}) there are {value} points of per cent more than just below.",
    ),
    "small-group": (
        "Участников {n}: для этого признака нужно не меньше {least}. Ответа нет — ни в ту, ни в другую сторону.",
        "There are {n} participants; this sign needs at least {least}. There is no answer either way.",
    ),
    "few-organisations": (
        "Организаций с этой работой {count}: сравнить не с чем, нужно не меньше {least}.",
        "Organisations with this work: {count}; there is nothing to compare with, at least {least} are needed.",
    ),
    "organisations-only": (
        "Этот признак считается по параллели целиком, не по классам.",
        "This sign is about the whole grade of an organisation, not its classes.",
    ),
    "no-scale": (
        "Шкала перевода баллов в отметки для этой работы неизвестна.",
        "The scale of marks for this work is not known.",
    ),
    "no-journal": ("Отметок по журналу нет.", "There are no journal marks."),
    "no-items": ("Баллов за отдельные задания нет.", "There are no scores on single tasks."),
    "no-later": (
        "Следующих результатов этой параллели в данных пока нет.",
        "The data hold no later results of this grade yet.",
    ),
    "no-variety": (
        "Все получили один балл: по этому признаку сказать нечего.",
        "Everybody has one score: this sign has nothing to say.",
    ),
    "few-matched": (
        "Перепроверенных работ с тем же кодом участника {n}: нужно не меньше {least}.",
        "Re-checked works with the same participant's code: {n}; at least {least} are needed.",
    ),
    "nothing-to-examine": (
        "Нет ни одной работы с первичными баллами за выбранные периоды. Загрузите индивидуальные результаты.",
        "There is no work with primary scores in the periods chosen. Import individual results.",
    ),
    "threshold-missing": (
        "В пакетах методики нет порога «{name}»: добавьте его в thresholds.toml.",
        "The packs have no threshold {name}: add it to thresholds.toml.",
    ),
}

INNOCENT: dict[str, tuple[str, str]] = {
    "strong-cohort": ("сильный набор именно в этой параллели", "an able intake in this very grade"),
    "selective": (
        "отбор при приёме или углублённое изучение предмета",
        "selective entry or advanced study of the subject",
    ),
    "prepared": ("целенаправленная подготовка к этой работе", "preparation for this very work"),
    "taught-first": (
        "темы этих заданий изучены недавно или по другой программе",
        "topics just taught, or another programme",
    ),
    "taught-together": (
        "единый способ решения, которому учили весь класс",
        "one way of solving taught to the whole class",
    ),
    "teacher-left": ("смена учителя или программы на следующий год", "another teacher or programme the year after"),
    "composition": (
        "состав параллели изменился: слияние классов, переезды, отсеянные сильные или слабые",
        "the grade's composition changed",
    ),
    "harder-exam": ("экзамен писали не все или в другом составе", "not all sat the exam, or others did"),
    "strict-journal": (
        "в журнале отмечают строже: учитывают поведение, домашние задания",
        "the journal is stricter: conduct, homework",
    ),
    "old-journal": ("в журнале отметка за другой период", "the journal's mark is of another period"),
    "criteria": (
        "разное понимание критериев проверки, проверка «в пользу ученика» в пограничных случаях",
        "criteria read differently, doubts settled in the pupil's favour",
    ),
    "scale-gap": (
        "балл сразу под границей почти недостижим из-за устройства заданий",
        "the score just below the boundary is hardly attainable",
    ),
    "even-class": ("класс подобран по уровню подготовки", "a class chosen by level"),
    "ceiling": (
        "работа слишком лёгкая или слишком трудная для этого класса",
        "the work is too easy or too hard for this class",
    ),
    "entry-error": (
        "ошибка при вводе баллов: сдвиг столбца, перепутаны варианты",
        "a slip at entry: a column shifted, variants mixed up",
    ),
    "variant": ("классу достались задания другого варианта", "the class had another variant"),
    "chance": ("случайность: среди многих групп у какой-то она велика", "chance: of many groups one has much of it"),
    "absent": ("слабые ученики в этот день отсутствовали", "weaker pupils were away that day"),
}
