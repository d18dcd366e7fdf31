"""What `msoko peers`, `clusters`, `contributions` and `places` say: code → (Russian, English)."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # --- peers
    "peers-of": (
        "{name}, {period}: ближайшие по среде среди {among} организаций того же вида и уровня",
        "{name}, {period}: the nearest by context among {among} organisations of the same kind and level",
    ),
    "peers-edited": ("После правки ({reason}):", "After the edit ({reason}):"),
    "peers-left-out": ("{name}: {why}", "{name}: {why}"),
    "peers-weights": ("Признаки и веса: {weights}.", "Variables and weights: {weights}."),
    "peers-value": (
        "{title}: {value}. У сопоставимых в среднем {mean} (организаций: {n}), разница {difference}{interval}. "
        "Обычно у таких организаций от {low} до {high}: {standing}.",
        "{title}: {value}. Mean of peers {mean} ({n} of them), difference {difference}{interval}. "
        "Usual for such organisations: {low} to {high}: {standing}.",
    ),
    "peers-value-missing": ("Без значения у сопоставимых: {names}.", "Peers without a value: {names}."),
    "standing-above": ("выше обычного", "above the usual"),
    "standing-usual": ("в пределах обычного", "within the usual"),
    "standing-below": ("ниже обычного", "below the usual"),
    "column-distance": ("Расстояние", "Distance"),
    "column-known": ("Учтено весов", "Weights known"),
    "column-why": ("Чем отличается (в стандартных отклонениях)", "Main differences (in standard deviations)"),
    # --- clusters
    "clusters-proposed": (
        "Предложено кластеров: {count}, организаций в них {members}. Уровнем они станут после утверждения: "
        "проверьте файл {path}, при нужде исправьте названия и состав, затем msoko clusters approve.",
        "{count} clusters proposed with {members} organisations. They become a level when approved: check the file "
        "{path}, change titles or members if need be, then msoko clusters approve.",
    ),
    "clusters-none": (
        "Кластеры не предложены, файл не записан.",
        "No clusters are proposed and no file is written.",
    ),
    "clusters-not-placed": ("Не распределены:", "Not placed:"),
    "clusters-approved": (
        "Кластеры утверждены с {first_day}, поступление {batch}. Уровень «cluster» появится в значениях после "
        "msoko compute; отменить — msoko withdraw {batch}.",
        "The clusters are approved from {first_day}, batch {batch}. The level “cluster” appears after msoko compute; "
        "msoko withdraw {batch} takes it back.",
    ),
    "clusters-approved-before": ("Это уже утверждено, поступление {batch}.", "Approved before, batch {batch}."),
    "clusters-several-municipalities": (
        "В реестре муниципалитетов {count}: назовите один (--municipality).",
        "The registry has {count} municipalities: name one (--municipality).",
    ),
    "date-wrong": ("«{found}» — не дата; нужно, как 2024-09-01.", "“{found}” is no date; write 2024-09-01."),
    "column-cluster": ("Кластер", "Cluster"),
    "column-members": ("Организации", "Organisations"),
    # --- contributions
    "contributions-level": (
        "{title}, {whose}, {period}: {end} — из чего сложилось",
        "{title}, {whose}, {period}: {end}, and what it is made of",
    ),
    "contributions-change": (
        "{title}, {whose}: было {start} ({earlier}), стало {end} ({later}), изменение {difference}. Из него за счёт "
        "самих значений {of_value}, за счёт состава {of_composition}.",
        "{title}, {whose}: {start} ({earlier}), then {end} ({later}), a change of {difference}: {of_value} by values, "
        "{of_composition} by composition.",
    ),
    "contributions-whose": (
        "В реестре не один муниципалитет: назовите, чьё значение раскладывать (--organisation).",
        "The registry has not one municipality: say whose value to take apart (--organisation).",
    ),
    "contributions-start": ("Отсчёт", "Starting from"),
    "column-part": ("Часть", "Part"),
    "column-of-value": ("За счёт значения", "By value"),
    "column-of-composition": ("За счёт состава", "By composition"),
    "column-contribution": ("Вклад", "Contribution"),
    # --- places
    "places-by-index": (
        "{title}, {period}: места, какими они могли бы быть при других весах и способах сравнения",
        "{title}, {period}: the places as they might be with other weights and ways of comparing",
    ),
    "places-by-chance": (
        "{title}, {period}: места, какими они могли бы быть при той же работе и другом случае",
        "{title}, {period}: the places as chance might have it",
    ),
    "places-halves": (
        "Из {n} организаций твёрдо в верхней половине {above}, твёрдо в нижней {below}; об остальных сказать нельзя.",
        "Of {n} organisations {above} are surely in the upper half and {below} in the lower; of the rest nobody knows.",
    ),
    "places-shifts": (
        "В среднем организация сдвигается на {all} места; если менять только веса (±{spread} %) — на {weights}, только "
        "способ сравнения — на {normalisation}.",
        "On average an organisation moves by {all} places; by {weights} if only weights vary (±{spread} %), by "
        "{normalisation} if only the way of comparing does.",
    ),
    "places-without": (
        "Сильнее всего порядок держится на признаке «{title}»: без него сдвиг {shift} места.",
        "The order rests most on “{title}”: without it the shift is {shift} places.",
    ),
    "places-unknown": (
        "Без места (нет значения или интервала): {names}.",
        "Without a place (no value or no interval): {names}.",
    ),
    "column-place": ("Место, от и до", "Place, from and to"),
    "column-median": ("Чаще всего около", "Mostly near"),
}
