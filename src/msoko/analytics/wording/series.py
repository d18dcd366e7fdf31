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
    "effect-no-treated": (
        "По организации «{name}» значений показателя нет: сравнивать нечего.",
        "There are no values of the indicator for {name}: nothing can be compared.",
    ),
    "effect-break": (
        "Ряд организации «{name}» разорван перед {before}: до и после разрыва сравнивать нельзя.",
        "The series of {name} breaks before {before}: before and after may not be compared.",
    ),
    "effect-few-before": (
        "До начала меры известно сопоставимых лет: {count}, а нужно не меньше {least}. Без них не видно, шла ли организация как прочие.",
        "{count} comparable years are known before the start and at least {least} are needed to see whether all went alike.",
    ),
    "effect-none-after": (
        "Нет ни одного значения за {start} и позже: мера ещё не могла отразиться на показателе.",
        "There is no value of {start} or later: the intervention cannot show yet.",
    ),
    "effect-few-controls": (
        "Организаций без этой меры, у которых известны все нужные годы, {count}, а нужно не меньше {least}: обычные колебания оценить "
        "не по чему.",
        "{count} organisations without the intervention have all the years, and at least {least} are needed to know fluctuations.",
    ),
    "effect-no-spread": (
        "У организаций без меры ничего не менялось: обычных колебаний не видно, и сравнить изменение не с чем.",
        "Nothing changed in the organisations without the intervention: there are no fluctuations to compare with.",
    ),
    "effect-no-peers": (
        "Для организации «{name}» не нашлось сопоставимых: о её среде известно слишком мало. Дополните сведения или уберите признаки.",
        "Nobody is comparable with {name}: too little is known of its context. Complete it or leave variables out.",
    ),
    "effect-control-gaps": (
        "«{name}» не сравнивается: известны не все нужные годы.",
        "{name} is not compared: not all the years are known.",
    ),
    "effect-control-alone": (
        "«{name}» не сравнивается: о её среде известно слишком мало.",
        "{name} is not compared: too little is known of its context.",
    ),
    "effect-unchecked": (
        "До начала известно только два года: проверить, шли ли организации одинаково до меры, нельзя.",
        "Only two years are known before the start: whether all went alike before it cannot be checked.",
    ),
    "effect-few-placebos": (
        "Сравнимых организаций меньше девятнадцати: интервал рассчитан по их разбросу в предположении нормального распределения.",
        "There are fewer than nineteen comparable organisations: the interval rests on their spread taken as normal.",
    ),
    "effect-several": (
        "Мера шла в нескольких организациях: показано среднее по ним, интервал — по разбросу организаций без меры.",
        "Several organisations had the intervention: their mean is shown, the interval is by the spread of those without it.",
    ),
    "effect-greater": (
        "Изменение на {difference} больше, чем у сопоставимых организаций (95-процентный интервал от {low} до {high}). Обычными "
        "колебаниями такое объясняется редко. Что причина именно в принятой мере, сравнение не доказывает.",
        "The change is greater by {difference} than among the comparable (95 % interval {low} to {high}). Usual fluctuations seldom "
        "explain this. That the intervention is the cause is not proven by it.",
    ),
    "effect-less": (
        "Изменение на {difference} меньше, чем у сопоставимых организаций (95-процентный интервал от {low} до {high}). Обычными "
        "колебаниями такое объясняется редко. Что причина именно в принятой мере, сравнение не доказывает.",
        "The change is less by {difference} than among the comparable (95 % interval {low} to {high}). Usual fluctuations seldom "
        "explain this. That the intervention is the cause is not proven by it.",
    ),
    "effect-indistinguishable": (
        "Эффект не отличим от обычных колебаний: разница с сопоставимыми — от {low} до {high}, и ноль в этих пределах.",
        "The effect cannot be told from usual fluctuations: the difference lies between {low} and {high}, zero included.",
    ),
    "effect-smallest": (
        "Это не значит, что эффекта нет: такое сравнение надёжно замечает лишь эффект от {smallest} и больше.",
        "This does not mean there is none: such a comparison surely notices only an effect of {smallest} or more.",
    ),
    "effect-doubtful": (
        "Разница с сопоставимыми велика (от {low} до {high}), но ещё до начала меры организация шла иначе, чем они. Приписывать разницу "
        "мере нельзя.",
        "The difference is large ({low} to {high}), but the organisation went another way before the start already. It may not be "
        "ascribed to the intervention.",
    ),
}
