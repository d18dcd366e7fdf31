"""Words of `msoko study` and `msoko sample`: code → (Russian, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    # --- what is wrong with the question
    "study-needs": ("Для «{statistic}» нужен параметр {option}.", "{statistic} needs the option {option}."),
    "study-weight": (
        "В файле нет столбцов весов исследования «{design}» ({expected}). Назовите свои: --weight и --replicates или --zone и --half.",
        "The file has no weight columns of the study {design} ({expected}). Name yours: --weight and --replicates, or --zone and --half.",
    ),
    "study-nobody": ("Условию «{found}» не отвечает ни одна строка. В столбце есть: {expected}.", "No row meets the condition {found}. The column has: {expected}."),
    "study-pair": ("Параметр {option}: «{found}» — нужно ИМЯ=ЗНАЧЕНИЕ.", "{option}: {found} must be NAME=VALUE."),
    "study-numbers": ("Параметр {option}: «{found}» — нужны числа через запятую, дробные с точкой.", "{option}: {found} must be numbers with commas between them."),
    "study-groups": (
        "В столбце «{column}» разных значений {count}: для групп это много (не больше {most}). Возьмите столбец с немногими ответами.",
        "Column {column} has {count} different values, too many for groups (at most {most}). Take a column with few answers.",
    ),
    "study-two-level-by": (
        "Двухуровневая модель по группам не делится: отберите группу условием --where.",
        "The two-level model is not split by group: choose a group with --where.",
    ),
    # --- what was found
    "study-title": ("{title}. Значение: {value}. Участников с известным значением: {n}, сумма весов {weight}.", "{title}. Value: {value}. Persons with a known value: {n}, sum of weights {weight}."),
    "study-missing": ("Без значения: {count} ({reasons}).", "Without a value: {count} ({reasons})."),
    "study-drawn": ("Выборка без реплик (линеаризация Тейлора)", "A sample without replicates (Taylor linearisation)"),
    "study-split": (
        "Отбор / измерение: какая часть ошибки (в квадрате) — от отбора участников и какая — оттого, что правдоподобные значения расходятся.",
        "Sampling / measurement: the parts of the squared error that come from sampling and from plausible values that differ.",
    ),
    "study-two-level": (
        "Из того, что признаки не объяснили, {icc} % — различия между школами ({schools}), остальное — между учениками одной школы.",
        "Of what the variables leave, {icc} % lies between schools ({schools}), the rest between pupils of a school.",
    ),
    "said-mean": ("Среднее{of} — {value}{between}.", "The mean{of} is {value}{between}."),
    "said-sd": ("Стандартное отклонение{of} — {value}{between}: так далеко от среднего обычно отстоят участники.", "The standard deviation{of} is {value}{between}."),
    "said-total": ("Сумма по всей совокупности{of} — {value}{between}.", "The total over the population{of} is {value}{between}."),
    "said-percentile": ("У {share} % участников{of} значение не выше {value}{between}.", "{share} % of persons{of} are at or below {value}{between}."),
    "said-level": ("{levels}{of} — {value} участников{between}.", "{levels}{of}: {value} of persons{between}."),
    "said-r": ("Связь с признаком «{variable}»{of}: корреляция {value}{between}.", "Correlation with {variable}{of}: {value}{between}."),
    "said-intercept": ("Когда все признаки равны нулю, ожидаемое значение{of} — {value}{between}.", "With all variables at zero the expected value{of} is {value}{between}."),
    "said-slope": (
        "Когда «{variable}» больше на единицу, а прочие признаки те же, значение{of} отличается на {value}{between}; {verdict}.",
        "With {variable} higher by one and the others the same the value{of} differs by {value}{between}; {verdict}.",
    ),
    "said-r2": ("Признаки вместе объясняют {value} различий между участниками{of}{between}.", "The variables together explain {value} of the differences between persons{of}{between}."),
    "said-quantile": (
        "На {share}-м процентиле: когда «{variable}» больше на единицу, а прочие признаки те же, значение{of} отличается на {value}{between}; {verdict}.",
        "At percentile {share}: with {variable} higher by one and the others the same the value{of} differs by {value}{between}; {verdict}.",
    ),
    "said-quantile-intercept": (
        "На {share}-м процентиле, когда все признаки равны нулю, значение{of} — {value}{between}.",
        "At percentile {share}, with all variables at zero, the value{of} is {value}{between}.",
    ),
    "said-gap": ("Разница между группами ({pair}), показатель «{name}»: {value}{between}; {verdict}.", "Gap between groups ({pair}), {name}: {value}{between}; {verdict}."),
    "said-of": (" в группе «{group}»", " in group {group}"),
    "said-between": (" (с доверительной вероятностью 95 % от {low} до {high})", " (95 % interval {low} to {high})"),
    "said-no-interval": (" (интервал не определён: разброса нет)", " (no interval: there is no spread)"),
    "said-proved": ("различие доказано", "the difference is proved"),
    "said-not-proved": ("различие не доказано: интервал включает ноль", "not proved: the interval includes zero"),
    "level-below": ("Ниже {high}", "Below {high}"),
    "level-inside": ("От {low} до {high}", "From {low} to {high}"),
    "level-above": ("{low} и выше", "{low} and above"),
    "name-mean": ("среднее", "mean"),
    "name-sd": ("станд. отклонение", "standard deviation"),
    "name-total": ("сумма", "total"),
    "name-r": ("корреляция", "correlation"),
    "name-intercept": ("свободный член", "intercept"),
    "name-r2": ("объяснено (R²)", "explained (R²)"),
    "name-percentile": ("процентиль {share}", "percentile {share}"),
    "column-statistic": ("Показатель", "Statistic"),
    "column-group": ("Группа", "Group"),
    "column-estimate": ("Значение", "Value"),
    "column-split": ("Отбор / измерение", "Sampling / measurement"),
    "column-interval": ("Интервал 95 %", "95 % interval"),
    "column-persons": ("Участников", "Persons"),
    # --- planning a sample
    "sample-needs": (
        "Чтобы рассчитать выборку, нужны разброс и различия классов: укажите --sd (или --share), --icc и --pupils либо файл прошлой работы с --value и --class.",
        "The spread and the differences between classes are wanted: --sd (or --share), --icc and --pupils, or a file of an earlier work with --value and --class.",
    ),
    "sample-asked": ("Укажите нужную погрешность (--margin) или число классов (--draw).", "State the wanted margin (--margin) or the number of classes (--draw)."),
    "sample-population": (
        "Стандартное отклонение {sd}, различия между классами — {icc} % всех различий{bounds}, учеников в классе — {pupils}{classes}.",
        "Standard deviation {sd}, {icc} % of differences lie between classes{bounds}, {pupils} pupils a class{classes}.",
    ),
    "sample-bounds": (" (с доверительной вероятностью 95 % от {low} до {high} %)", " (95 % interval {low} to {high} %)"),
    "sample-classes": (", классов всего {classes}", ", {classes} classes in all"),
    "sample-enough": (
        "Достаточно классов: {classes} (около {pupils} ответивших учеников). Погрешность среднего — не больше ±{margin} с доверительной вероятностью 95 %.",
        "{classes} classes are enough (about {pupils} pupils answering): the margin of the mean is at most ±{margin} at 95 %.",
    ),
    "sample-gives": (
        "Классов: {classes} (около {pupils} ответивших учеников). Погрешность среднего — ±{margin} с доверительной вероятностью 95 %.",
        "{classes} classes (about {pupils} pupils answering) give a margin of the mean of ±{margin} at 95 %.",
    ),
    "sample-invited": ("Часть классов не примет участия, поэтому приглашайте {invited}.", "Some classes will not take part, so invite {invited}."),
    "sample-effect": (
        "Ученики одного класса похожи, поэтому {pupils} учеников в классах дают столько же сведений, сколько {worth}, отобранных поодиночке.",
        "Pupils of a class are alike, so {pupils} pupils in classes tell as much as {worth} drawn one by one.",
    ),
    "sample-upper": (
        "Если классы различаются сильнее (верхняя граница, {icc} %), погрешность будет ±{margin}.",
        "If classes differ more (the upper end, {icc} %), the margin will be ±{margin}.",
    ),
    "column-classes": ("Классов", "Classes"),
    "column-pupils": ("Учеников", "Pupils"),
    "column-margin": ("Погрешность", "Margin"),
    "column-effect": ("Эффект дизайна", "Design effect"),
}  # fmt: skip
