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
}
