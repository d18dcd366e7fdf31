"""The talk with a school about a sign, and the peer of the signs: code → (Russian, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "fuzzy-few-points": (
        "На {k} нечётких групп приходится слишком мало различных точек (всего строк {count}): уменьшите число групп.",
        "{k} fuzzy clusters need more distinct points (there are {count} rows): ask for fewer clusters.",
    ),
    "fuzzy-not-settled": (
        "Нечёткие группы не установились при {k} группах: возьмите меньше групп.",
        "Fuzzy clusters did not settle with {k} clusters: ask for fewer.",
    ),
    "fuzzy-few-classes": (
        "Классов с двумя и более участниками {count}, а для этого способа нужно не меньше {least}: он сравнивает классы региона между собой.",
        "There are {count} classes with two pupils or more, and this method needs {least}: it compares the classes of a region.",
    ),
    "dialogue-order": (
        "Дело {case}: «{step}» сейчас записать нельзя. Последняя запись — «{now}»; дальше возможно: {allowed}.",
        "Case {case}: “{step}” cannot be recorded now. The last record is “{now}”; next may come: {allowed}.",
    ),
    "dialogue-no-signs": (
        "Дело {case}: не указано ни одного признака. Дело открывают по признаку, а не по впечатлению.",
        "Case {case}: no sign is named. A case is opened by a sign, not by an impression.",
    ),
    "dialogue-empty": (
        "Дело {case}, запись «{step}»: укажите, кто её делает, и напишите хотя бы одну фразу.",
        "Case {case}, record “{step}”: say who makes it and write at least a sentence.",
    ),
    "dialogue-time": (
        "Дело {case}, запись «{step}»: время должно быть с часовым поясом и не раньше предыдущей записи.",
        "Case {case}, record “{step}”: the time needs a time zone and must not precede the record before.",
    ),
    "dialogue-not-independent": (
        "Дело {case}: повторную проверку провёл тот, кто уже участвовал в разговоре. Поручите её другому специалисту.",
        "Case {case}: the second look was taken by somebody who took part in the talk. Entrust it to another specialist.",
    ),
    "dialogue-records": (
        "Дело {case}: записи пронумерованы с пропуском или повтором. Восстановите таблицу из резервной копии.",
        "Case {case}: records are missing or doubled. Restore the table from a backup.",
    ),
    "calibration-few": (
        "Перепроверенных случаев {count}, для оценки по своим данным нужно не меньше {least}. Пока показывают долю, полученную на сгенерированных честных работах.",
        "Cases looked into again: {count}; a rate of one's own needs {least}. Until then the share in generated honest works is shown.",
    ),
    "calibration-chosen": (
        "Учтены только перепроверенные случаи ({checked}; без перепроверки закрыто {left}). Их отбирали не по жребию, поэтому на остальные случаи долю переносить нельзя.",
        "Only cases looked into again count ({checked}; ended without that: {left}). They were not drawn by lot, so the share does not carry over to the others.",
    ),
    "calibration-pooled": (
        "Своих случаев у признака {checked} (меньше {least}): оценка опирается главным образом на другие признаки.",
        "The sign has {checked} cases of its own (fewer than {least}): the figure leans mostly on other signs.",
    ),
    "shown-outcomes": (
        "По итогам разговоров: из перепроверенных случаев с этим признаком ({checked}) невинное объяснение нашлось в {innocent}; оценка доли — {value} % (с вероятностью 95 % от {low} до {high} %).",
        "From outcomes: of the cases with this sign that were looked into again ({checked}) {innocent} were innocent; the share is put at {value} % (95 %: {low} to {high} %).",
    ),
    "shown-generated": (
        "Своих итогов пока мало. На сгенерированных честных работах ({works}) признак такой силы (вероятность случайности 1 % и меньше) встречается в {value} % случаев (от {low} до {high} %); для настоящих школ это лишь ориентир.",
        "There are few outcomes yet. In generated honest works ({works}) a sign of this strength (chance of 1 % or less) appears in {value} % (from {low} to {high} %); for real schools that is a guide only.",
    ),
    "shown-nothing": (
        "Как часто этот признак оказывается ложной тревогой, пока неизвестно.",
        "How often this sign is a false alarm is not known yet.",
    ),
}

STEPS: dict[str, tuple[str, str]] = {
    "opened": ("признак замечен", "sign noticed"),
    "asked": ("запрошено пояснение", "explanation requested"),
    "replied": ("школа ответила", "school replied"),
    "not_replied": ("ответа в срок нет", "no reply in time"),
    "check_ordered": ("назначена независимая перепроверка", "independent re-check ordered"),
    "checked": ("перепроверка проведена", "re-check done"),
    "confirmed": ("результаты не подтвердились", "results not borne out"),
    "innocent": ("найдено другое объяснение", "another explanation found"),
    "not_checked": ("закрыто без перепроверки", "closed without a re-check"),
}
