"""Forecasts, changes and effects: code → (Russian, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "panel-empty": (
        "Нет ни одного ряда: нужна таблица, в строках которой организации, в столбцах годы.",
        "There are no series: a table is wanted with organisations in rows and years in columns.",
    ),
    "panel-errors": (
        "Ошибка значения не бывает отрицательной и должна быть известна для каждого значения; 0 — значение без случайности.",
        "The standard error of a value is never negative and must be known for every value; 0 means no chance.",
    ),
    "panel-outside": (
        "Значение {found} невозможно для выбранной шкалы ({scale}). Проверьте единицу показателя.",
        "The value {found} cannot exist on the chosen scale ({scale}). Check the unit of the indicator.",
    ),
    "panel-no-values": (
        "Значений показателя «{indicator}» для выбранных организаций и разрезов нет. Проверьте предмет и класс, выполните расчёт.",
        "There are no values of {indicator} for the chosen organisations and slices. Check subject and grade; compute first.",
    ),
    "panel-not-yearly": (
        "Показатель «{indicator}» рассчитан не по годам: здесь нужны ряды учебных или календарных лет.",
        "The indicator {indicator} is not yearly: series of school or calendar years are wanted.",
    ),
    "too-few-series": (
        "Сопоставимых рядов {count}, а нужно не меньше {least} хотя бы с двумя значениями: по меньшему числу нельзя судить об "
        "обычных колебаниях.",
        "There are {count} comparable series, and at least {least} with two values each are needed to know usual fluctuations.",
    ),
    "series-alike": (
        "Все значения одинаковы: судить о колебаниях не по чему.",
        "All values are the same: nothing tells about fluctuations.",
    ),
    "forecast-short": (
        "Прогноза нет: сопоставимых лет {count}, а нужно не меньше {least}.",
        "No forecast: there are {count} comparable years and at least {least} are needed.",
    ),
    "forecast-after-break": (
        "Прогноза нет: ряд разорван перед {start}, после разрыва лет {count}, а нужно не меньше {least}.",
        "No forecast: the series breaks before {start}; {count} years follow and at least {least} are needed.",
    ),
    "forecast-last-missing": (
        "Прогноза нет: неизвестно значение за последний год ({period}). Внесите его; прогнозировать от более раннего нельзя.",
        "No forecast: the value of the last year ({period}) is not known. Enter it; an older one does not take its place.",
    ),
    "forecast-untested": (
        "Прогноза нет: проверить его можно только на {count} прошлых значениях, а нужно не меньше {least}. Добавьте сопоставимые "
        "организации или дождитесь следующих лет.",
        "No forecast: only {count} past values could test it and at least {least} are needed. Add comparable organisations or "
        "wait for further years.",
    ),
    "forecast-constant": (
        "Прогноза нет: за все годы значения не изменились ни у кого, прогнозировать нечего.",
        "No forecast: nobody's value ever changed, so there is nothing to forecast.",
    ),
    "forecast-wide": (
        "Прогноза нет: ни один способ не точнее, чем «останется как было», а колебания так велики, что значение может оказаться "
        "почти любым из бывавших у сопоставимых организаций.",
        "No forecast: no method beats 'as last year', and values vary so much that almost any seen among the comparable may come.",
    ),
    "forecast-none": ("По организации «{name}» прогноза нет. {reason}", "There is no forecast for {name}. {reason}"),
    "forecast-naive": (
        "Ни один способ не оказался на прошлых годах точнее, чем «останется как в последнем году»; он и взят.",
        "On past years no method beat 'as in the last year', so that one is taken.",
    ),
    "forecast-unmeasured": (
        "Проверить ширину интервалов на других годах нельзя: лет слишком мало. Общий для всех удачный или трудный год может увести "
        "значение за интервал.",
        "The width of intervals cannot be tested on other years: there are too few. A year good or hard for everybody may lead outside.",
    ),
    "forecast-undercovers": (
        "Проверка на прошлых годах: в 95-процентный интервал попало лишь {share} % значений. Годы сильно отличались друг от друга; "
        "считайте интервалы заниженными.",
        "On past years only {share} % of values fell into the 95 % interval. Years differed much; take the intervals for too narrow.",
    ),
    "target-not-ahead": (
        "Цель назначена на {period}, а последнее известное значение — за {last}. Назовите более поздний год того же вида.",
        "The target is set for {period} and the last known value is of {last}. Name a later year of the same kind.",
    ),
    "target-outside": (
        "Значения {value} % не бывает: доля лежит между 0 и 100. Проверьте цель или ежегодный шаг.",
        "There is no {value} %: a share lies between 0 and 100. Check the target or the yearly step.",
    ),
    "shrink-few": (
        "Сравнить изменения можно у {count} организаций, а нужно не меньше {least}.",
        "Changes can be compared for {count} organisations and at least {least} are needed.",
    ),
    "shrink-errors": (
        "У каждого изменения должна быть известна погрешность больше нуля.",
        "Every change must have a known error above zero.",
    ),
    "change-exact": (
        "У значений показателя «{indicator}» нет интервалов: случайности малых чисел в них нет, сравнивайте их напрямую.",
        "Values of {indicator} have no intervals: there is no noise of small numbers to take out. Compare them as they are.",
    ),
    "no-direction": (
        "Для показателя «{indicator}» не определено, что лучше: больше или меньше. Об улучшении и ухудшении говорить нельзя.",
        "It is not stated for {indicator} whether more or less is better, so nothing is an improvement or a decline.",
    ),
}
