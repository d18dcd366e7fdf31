"""What surveys say in Russian and English: refusals, remarks, and a sentence for each kind of estimate."""

TEXTS: dict[str, tuple[str, str]] = {
    "weights-wrong": (
        "Веса участников не годятся: у каждого из {rows} участников должен быть вес не меньше нуля, и хотя бы у одного — больше. "
        "Проверьте столбцы весов и реплик.",
        "The weights do not fit: each of {rows} persons needs a weight of at least zero, one of them above it. Check the columns of weights and replicates.",
    ),
    "replicates-few": (
        "Столбцов реплик {count}; чтобы оценить ошибку, нужно не меньше {least}.",
        "There are {count} columns of replicates; at least {least} are wanted to estimate an error.",
    ),
    "zone-wrong": (
        "Половина зоны обозначается 0 или 1, зона — числом без пропусков. Проверьте столбцы зон и половин.",
        "The half of a zone is 0 or 1 and a zone is a number without gaps. Check the columns of zones and halves.",
    ),
    "zones-torn": (
        "Ни в одной зоне нет участников из обеих её половин: ошибку оценить не по чему. Возьмите группу крупнее.",
        "No zone has persons in both of its halves: nothing to estimate an error from. Take a larger group.",
    ),
    "population-wrong": (
        "Единиц отбора в страте попало в выборку {found}, а всего их указано {population}. Укажите, сколько их в стране, регионе или округе на самом деле.",
        "A stratum has {found} sampled units but its population is given as {population}. State how many there really are.",
    ),
    "stratum-one-unit": (
        "В страте «{stratum}» только одна единица отбора: разброс внутри неё неизвестен. Объедините её с соседней.",
        "Stratum {stratum} has a single sampling unit: its spread is unknown. Join it with its neighbour.",
    ),
    "few-units": (
        "Единиц отбора (классов, школ) в выборке {units}, страт {strata}: ошибку оценить не по чему. Нужно хотя бы на одну единицу больше, чем страт.",
        "There are {units} sampling units in {strata} strata: nothing to estimate an error from. At least one more unit than strata is wanted.",
    ),
    "few-units-for-variables": (
        "Степеней свободы в плане выборки {freedom}, а признаков {variables}: ошибки регрессии оценить не по чему. Оставьте меньше признаков.",
        "The design has {freedom} degrees of freedom for {variables} variables: nothing to estimate errors from. Keep fewer variables.",
    ),
    "too-few-persons": (
        "Участников с известными значениями {count}; нужно не меньше {least}. Проверьте, тот ли столбец выбран и не отсеяны ли все условием.",
        "There are {count} persons with known values; at least {least} are wanted. Check the column and the condition.",
    ),
    "replicate-empty": (
        "По этим участникам оценка не считается: в одной из реплик у них нулевой вес или все значения одинаковы. Возьмите группу крупнее.",
        "No estimate from these persons: in a replicate their weights are zero or all values agree. Take a larger group.",
    ),
    "variables-collinear": (
        "Признаки повторяют друг друга или не меняются ({names}): их влияние нельзя разделить. Оставьте один из них.",
        "The variables repeat each other or do not vary ({names}): their effects cannot be told apart. Keep one of them.",
    ),
    "percentile-wrong": (
        "Процентиль {found}: нужны числа больше 0 и меньше 100.",
        "Percentile {found}: numbers above 0 and below 100 are wanted.",
    ),
    "percentile-too-far": (
        "Процентиль {found} не оценить: на краю распределения в этой выборке слишком мало участников. Возьмите процентиль ближе к середине.",
        "Percentile {found} cannot be estimated: too few persons at that edge of the distribution. Take one nearer to the middle.",
    ),
    "cuts-wrong": ("Границы уровней должны возрастать: {found}.", "The cuts between levels must rise: {found}."),
    "quantile-needs-replicates": (
        "Квантильная регрессия считается только по репликам весов (PISA, TIMSS, TALIS): для выборки без реплик ошибка не определена.",
        "Quantile regression needs replicate weights (PISA, TIMSS, TALIS): its error is not defined for a sample without them.",
    ),
    "values-unpaired": (
        "Правдоподобных значений у двух признаков разное число ({first} и {second}): их нельзя соединить в пары.",
        "The two variables have {first} and {second} plausible values: they cannot be paired.",
    ),
    "group-left-out": (
        "Группа «{group}» не показана: {why}",
        "Group {group} is not shown: {why}",
    ),
    "few-persons": (
        "Участников {group} всего {count}: числа приблизительны, сообщать их без интервала нельзя.",
        "Only {count} persons {group}: the numbers are rough and must not be told without their intervals.",
    ),
    "gaps-many": (
        "Значения неизвестны у {share} % участников (по весам). Выводы верны, только если неизвестные не отличаются от известных.",
        "{share} % of the weight has no known value. Conclusions hold only if the unknown do not differ from the known.",
    ),
    "gaps-not-adjusted": (
        "Каждое различие проверено само по себе. Чем больше групп, тем вероятнее случайно «найти» различие.",
        "Each gap is judged by itself. The more groups, the likelier a gap by chance.",
    ),
    "two-level-unweighted": (
        "Двухуровневая модель посчитана без весов: она описывает участников выборки, а не всю совокупность. Реплики в ней не используются.",
        "The two-level model is fitted without weights: it describes the sample, not the population. Replicates are not used.",
    ),
    # --- planning
    "plan-wrong": ("Параметр «{name}» равен {found}, а должен быть {expected}.", "{name} is {found} but must be {expected}."),
    "plan-impossible": (
        "Такой точности не достичь: даже если взять все классы ({clusters}), погрешность {margin} больше нужной {wanted}. "
        "Возьмите в классах больше учеников или согласитесь на большую погрешность.",
        "This precision cannot be reached: all {clusters} classes still give a margin of {margin}, more than {wanted}. Take more pupils a class or accept a larger margin.",
    ),
    "plan-icc-negative": (
        "Классы различаются не больше, чем случайно (внутриклассовая корреляция {found}); принят ноль. Проверьте расчёт и при верхней границе её интервала.",
        "Classes differ no more than by chance (intraclass correlation {found}); zero is taken. Look at the upper end of its interval too.",
    ),
    "plan-few-groups": (
        "Классов в данных {count}; чтобы оценить, насколько классы различаются, нужно не меньше {least}.",
        "There are {count} classes in the data; at least {least} are wanted to see how classes differ.",
    ),
}  # fmt: skip
