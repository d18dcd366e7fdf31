"""Clusters, peers, indices and what they are made of: code → (Russian, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    # --- context
    "context-gaps": (
        "Сведения о среде неполны у {rows} организаций: дополните их, исключите эти организации или признак. "
        "Сами мы ничего не подставляем.",
        "The context of {rows} organisations has gaps: complete it or leave out those organisations or the variable. "
        "Nothing is filled in.",
    ),
    "context-alike": (
        "Признак № {column} у всех (или у большинства) одинаков: он никого не различает, исключите его.",
        "Variable no. {column} is the same for all or most: it tells nobody apart, leave it out.",
    ),
    "context-repeats": (
        "Один из признаков вычисляется из других точно: оставьте что-то одно.",
        "One of the variables follows exactly from the others: keep one of them.",
    ),
    "context-few-rows": (
        "Организаций ({rows}) не больше, чем признаков ({traits}): уменьшите число признаков.",
        "There are no more organisations ({rows}) than variables ({traits}): use fewer variables.",
    ),
    "variable-tells-nothing": (
        "Признак «{name}» не учтён: он известен меньше чем у двух организаций или у всех одинаков.",
        "“{name}” is not used: it is known of fewer than two organisations or is the same for all.",
    ),
    # --- peers
    "peers-unknown": (
        "Организации «{id}» нет среди тех, с кем можно сравнивать: проверьте её вид и срок работы.",
        "“{id}” is not among the comparable organisations: check its kind and dates.",
    ),
    "peers-alone": (
        "Других организаций этого вида нет: сравните со значением региона или с прошлыми годами.",
        "There is no other organisation of this kind: compare with the region or with past years.",
    ),
    "peers-no-variables": (
        "Нет ни одного признака среды, по которому организации различаются: внесите социальный паспорт.",
        "No context variable tells the organisations apart: enter the social passport.",
    ),
    "peers-no-context": (
        "О среде этой организации ничего не известно: сопоставимых подобрать нельзя. Внесите сведения о ней.",
        "Nothing is known of the context of this organisation: no peers can be found. Enter its context.",
    ),
    "peer-not-compared": (
        "не сравнивалась: общие сведения составляют {known} % весов, нужно не менее 80 %; не известно: {names}",
        "not compared: both are known for {known} % of the weights, 80 % are needed; unknown: {names}",
    ),
    "peer-without-reason": (
        "Напишите, почему «{id}» добавляется или исключается: без причины набор не меняется.",
        "Say why “{id}” is added or struck out: nothing changes without a reason.",
    ),
    "peer-itself": (
        "Организация не сравнивается сама с собой: «{id}» в набор не добавляется.",
        "An organisation is not its own peer: “{id}” is not added.",
    ),
    "peer-twice": ("«{id}» уже в наборе сопоставимых.", "“{id}” is among the peers already."),
    "peer-absent": ("«{id}» нет в наборе сопоставимых: исключать нечего.", "“{id}” is not among the peers."),
    "peer-incomparable": (
        "«{id}» добавить нельзя: это организация другого вида, или общих сведений о среде меньше 80 % весов.",
        "“{id}” cannot be added: another kind of organisation, or less than 80 % of the weights are known of both.",
    ),
    "peers-no-value": (
        "У самой организации значения нет: сравнивать нечего.",
        "The organisation itself has no value: there is nothing to compare.",
    ),
    "peers-few": (
        "Значение есть только у {n} сопоставимых, нужно не меньше {least}: увеличьте число сопоставимых.",
        "Only {n} peers have a value, {least} are needed: take more peers.",
    ),
    # --- groups by calculation
    "groups-wrong": (
        "Групп должно быть от 1 до {most}.",
        "There may be 1 to {most} groups.",
    ),
    "groups-few": (
        "Организаций {n}, а группировать расчётом имеет смысл от {least}: разделите их по правилу "
        "(msoko clusters propose --method rules).",
        "There are {n} organisations; grouping by calculation needs {least}: part them by a rule "
        "(msoko clusters propose --method rules).",
    ),
    "groups-tried": (
        "Групп {k}: разделённость {silhouette}; так же чётко делится {chance} % облаков без групп; устойчивость "
        "слабейшей группы {steady}; в наименьшей организаций: {smallest}.",
        "{k} groups: silhouette {silhouette}; {chance} % of clouds without groups part as clearly; stability of the "
        "weakest {steady}; the smallest has {smallest}.",
    ),
    "groups-advised": (
        "Советуем групп: {k}. Из делений, прошедших проверку, оно самое чёткое: разделённость {silhouette}, при "
        "повторных выборках каждая группа узнаётся не хуже чем на {steady}.",
        "Advised: {k} groups, the clearest of those that fit: silhouette {silhouette}, stability {steady} or more.",
    ),
    "groups-none": (
        "Группировать не советуем: ни одно деление не прошло проверку (устойчивость каждой группы не ниже {steady}; в "
        "группе не меньше трёх; облака без групп делятся так же чётко не чаще {chance} % случаев). Подбирайте "
        "сопоставимых каждой организации отдельно или делите по правилу.",
        "No grouping is advised: no division is steady ({steady}), free of tiny groups and clearer than clouds without "
        "groups ({chance} %). Use nearest peers, or a rule.",
    ),
    "context-no-period": (
        "Нет ни одного учебного года со значениями: выполните msoko compute.",
        "No school year has values: run msoko compute.",
    ),
    "context-no-variables": (
        "В пакетах методики не названо ни одного признака среды для организаций этого вида (comparable.toml).",
        "No pack names a context variable for organisations of this kind (comparable.toml).",
    ),
    # --- groups by a rule
    "rules-unknown": (
        "Набора правил «{set}» нет; есть: {known}. Правила записываются в clusters.toml пакета.",
        "There is no set of rules “{set}”; known: {known}. Rules are written in clusters.toml of a pack.",
    ),
    "member-unknown": (
        "не распределена: для правила «{rule}» не хватает {lacking}",
        "not placed: the rule “{rule}” lacks {lacking}",
    ),
    "rules-nobody": (
        "По правилам набора «{set}» за {period} не распределена ни одна организация: проверьте период.",
        "The rules “{set}” place nobody in {period}: check the period.",
    ),
    "cluster-small": (
        "«{title}»: организаций {n}. Сравнивать внутри такого кластера почти не с кем, а средние по нему могут "
        "раскрыть значения организации.",
        "“{title}” has {n} organisations: hardly anyone to compare with, and its means may give a value away.",
    ),
    # --- proposals
    "cluster-like": ("Группа {number}: похожи на {name}", "Group {number}: like {name}"),
    "cluster-steady": (
        "Группа {number}: устойчивость {steady} — при повторных выборках узнаётся.",
        "Group {number}: stability {steady}, it comes again.",
    ),
    "cluster-unsteady": (
        "Группа {number}: устойчивость {steady} — неустойчива, её состав во многом случаен.",
        "Group {number}: stability {steady}, unsteady: who is in it is largely chance.",
    ),
    "member-gaps": (
        "не группировалась, не известно: {names}",
        "not grouped, unknown: {names}",
    ),
    # --- approval
    "set-not-read": (
        "Это не набор кластеров: {said}. Нужен файл, который сделала команда msoko clusters propose.",
        "This is not a set of clusters: {said}. A file made by msoko clusters propose is needed.",
    ),
    "set-not-signed": (
        "Назовите, кто утверждает и на каком основании: без этого кластеры уровнем не становятся.",
        "Say who approves and on what ground: clusters are no level without that.",
    ),
    "set-days": (
        "Последний день ({last}) раньше первого ({first}).",
        "The last day ({last}) is before the first ({first}).",
    ),
    "set-empty": (
        "В наборе есть кластер без названия или без организаций ({codes}): уберите его или заполните.",
        "A cluster has no title or no members ({codes}): remove or fill it.",
    ),
    "set-codes": (
        "Коды набора и кластеров пишутся строчными латинскими буквами, цифрами и «_»: {codes}.",
        "Codes of a set and of clusters are small Latin letters, digits and “_”: {codes}.",
    ),
    "member-twice": (
        "Записано дважды: {ids}. Организация входит в один кластер набора, код кластера не повторяется.",
        "Written twice: {ids}. An organisation belongs to one cluster of a set.",
    ),
    "member-not-known": (
        "Таких организаций в реестре нет: {ids}.",
        "No such organisations in the registry: {ids}.",
    ),
    "member-elsewhere": (
        "«{id}» в эти дни уже входит в кластер «{cluster}» другого набора: отзовите его или измените дни.",
        "“{id}” belongs to the cluster “{cluster}” of another set on those days: withdraw it or change the days.",
    ),
    # --- what a value is made of
    "weight-negative": (
        "Вес части отрицателен: {keys}. Вес — численность или доля, он не меньше нуля.",
        "The weight of a part is negative: {keys}.",
    ),
    "nothing-to-share": (
        "Раскладывать нечего: ни у одной части нет веса.",
        "There is nothing to take apart: no part has a weight.",
    ),
    "part-unknown": (
        "Нет значения у части, которая входит в целое: {keys}. Дополните сведения: разложение с пропуском не сошлось "
        "бы с целым.",
        "A part of the whole has no value: {keys}. Complete it: with a gap the parts would not add up.",
    ),
    "factors-wrong": (
        "Сомножители двух лет должны быть одни и те же, и не больше {most}.",
        "The factors of both years must be the same, {most} at most.",
    ),
    "parts-differ": (
        "Показатель «{title}» не складывается из организаций: по частям выходит {parts}, а в расчёте {whole}. Он не "
        "является долей или средним по участникам; разложить его можно только как индекс.",
        "“{title}” does not add up from organisations: {parts} by parts, {whole} as calculated.",
    ),
    "parts-nowhere": (
        "Нет значений для разложения: показатель «{title}», {period}. Проверьте период и выполните msoko compute.",
        "No values to take apart: “{title}”, {period}. Check the period and run msoko compute.",
    ),
    # --- indices
    "index-nowhere": (
        "Нет индекса, значения которого известны хотя бы у {least} организаций: среди меньшего числа порядок мало что "
        "говорит.",
        "No index has values of {least} organisations or more.",
    ),
    "index-no-composite": (
        "«{index}» — не индекс: в его формуле нет composite(…).",
        "“{index}” is no index: its formula has no composite(…).",
    ),
    "index-shape": (
        "Индекс «{index}» записан так, что точно разложить его нельзя: понятны composite(…) показателей value(…) и "
        "normalise(value(…)), их сумма, разность и умножение на число.",
        "The index “{index}” cannot be taken apart: composite(…) of value(…) and normalise(value(…)) is understood, "
        "sums, differences and multiples of it.",
    ),
    "index-weight": (
        "Вес «{name}» в этом периоде не установлен (thresholds.toml).",
        "The weight “{name}” is not in force in this period (thresholds.toml).",
    ),
    "index-unknown": (
        "Индекса нет у организаций: {ids}. Без них раскладывайте остальные.",
        "These organisations have no index: {ids}.",
    ),
    "index-recomputed": (
        "Индекс «{index}», сложенный из частей, не равен значению в расчёте у {ids}: выполните msoko compute.",
        "The index “{index}” put together from its parts is not the calculated one for {ids}: run msoko compute.",
    ),
    "spread-wrong": (
        "Разброс весов — доля от 0 до 1: 0,25 значит «на четверть больше или меньше».",
        "The spread of weights is a share from 0 to 1.",
    ),
    "places-few": (
        "Организаций со значением {n}; место среди них имеет смысл от {least}.",
        "{n} organisations have a value; places make sense from {least} on.",
    ),
    "error-wrong": (
        "Стандартная ошибка должна быть больше нуля: {ids}.",
        "A standard error must be positive: {ids}.",
    ),
}
