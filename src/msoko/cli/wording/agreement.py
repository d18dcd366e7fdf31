"""Words of `msoko dif` and `msoko agreement`: code → (Russian, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "dif-groups": (
        "Исходная группа — «{first}», вторая — «{second}». Сравниваются ученики с одинаковой суммой баллов.",
        "Reference group {first}, the other {second}. Pupils of equal total score are compared.",
    ),
    "dif-B": (
        "«{item}» при равной подготовке умеренно легче для группы «{group}»: посмотрите на текст задания.",
        "{item} is moderately easier for group {group} at equal ability: look at its wording.",
    ),
    "dif-C": (
        "«{item}» при равной подготовке намного легче для группы «{group}»: задание нужно пересмотреть или объяснить.",
        "{item} is much easier for group {group} at equal ability: revise or explain it.",
    ),
    "dif-none": (
        "Заданий, которые заметно легче одной из групп при равной подготовке, не найдено.",
        "No item is notably easier for one of the groups at equal ability.",
    ),
    "agreement-read": (
        "Совпало — доля пар оценок одной работы, которые равны. Альфа и каппа: 1 — полное согласие, 0 — не лучше случайного; для решений о работах нужно не меньше 0,8.",
        "Equal: the share of pairs of marks on one work that are the same. Alpha and kappa: 1 full agreement, 0 no better than chance; decisions on works want 0.8.",
    ),
    "column-dif-effect": ("Класс", "Class"),
    "column-dif-delta": ("Дельта Мантеля — Хензеля", "MH delta"),
    "column-dif-difference": ("Разность трудностей", "Difference"),
    "column-dif-r2": ("Прирост R²", "Change of R²"),
    "column-agreed-criterion": ("Критерий", "Criterion"),
    "column-agreed-works": ("Работ", "Works"),
    "column-agreed-exact": ("Совпало, %", "Equal, %"),
    "column-agreed-distance": ("Расхождение, баллов", "Distance, points"),
    "column-agreed-alpha": ("Альфа", "Alpha"),
    "column-agreed-icc": ("ICC (внутригрупповая корреляция)", "ICC"),
    "column-agreed-kappa": ("Каппа", "Kappa"),
}
