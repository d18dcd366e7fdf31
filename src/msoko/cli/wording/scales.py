"""Words of `msoko scale`: code → (Russian, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "scale-title": (
        'Для новой шкалы назовите процедуру: --title "Математика, 5 класс". Чтобы продолжить прежнюю — --after шкала.json.',
        'Name the procedure of a new scale: --title "Mathematics, grade 5". To go on with an earlier one: --after scale.json.',
    ),
    "scale-day": (
        "Параметр --day: «{found}» — не день. Нужно 15.04.2024.",
        "--day: {found} is not a day. Write 15.04.2024.",
    ),
    "scale-made": (
        "Шкала «{title}», проведение {day}: заданий {n}. 500 — средний участник первого проведения, 100 — стандартное отклонение.",
        "Scale {title}, sitting of {day}: {n} items. 500 is the average person of the first sitting, 100 a standard deviation.",
    ),
    "scale-linked": (
        "Связана с проведением {since} по {common} общим заданиям (исключено изменивших трудность: {drifted}). Средний балл {mean}; только из-за выбора общих заданий он мог быть на {error} выше или ниже.",
        "Linked with the sitting of {since} by {common} common items ({drifted} that drifted left out). Mean {mean}; by the choice of common items alone it could be {error} higher or lower.",
    ),
    "scale-kept": (
        "Шкала записана: {path}. Следующее проведение: --after {path}.",
        "The scale is kept: {path}. The next sitting: --after {path}.",
    ),
    "column-score": ("Первичный балл", "Primary score"),
    "column-points": ("Балл шкалы", "Scale points"),
}
