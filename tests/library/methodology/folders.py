"""A small pack on disk for the tests of methodology: each test changes one thing in it. Demonstration definitions."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "pack.toml": """\
# шапка набора
code = "small"
title = "Малый набор (демонстрационный)"
version = "1.0.0"

[[source]]
name = "vpr"
table = "outcomes"
where = "procedure_type == 'vpr'"

[[option]]
name = "small_groups"
title = "Малые группы"
choices = ["skip", "apply"]
default = "skip"

[[procedure_type]]
code = "vpr"
title = "ВПР"
banned_purposes = ["staff_appraisal"]
ban_reason = "Результаты ВПР не оценивают педагогов."

[procedure_type.subjects]
"01" = "Русский язык"
"02" = "Математика"
""",
    "criteria.toml": """\
[[criterion]]
code = "results"
title = "Результаты"
block = "results"

[[criterion]]
code = "results.vpr"
title = "ВПР"
parent = "results"
""",
    "facts/pupils.toml": """\
[[fact]]
code = "pupils"
title = "Обучающиеся"
unit = "person"
legal_basis = "форма № ОО-1"

# мальчиков отдельно не спрашивают
[[fact]]
code = "girls"
title = "Девочки"
unit = "person"
legal_basis = "форма № ОО-1"

[[fact.check]]
rule = "girls <= pupils"
message = "Девочек не больше, чем обучающихся"
""",
    "indicators/girls_share.toml": """\
code = "small.girls_share"
title = "Доля девочек"
criterion = "results"
unit = "percent"
formula = "100 * sum(girls) / sum(pupils)"  # по численности
purposes = ["management"]
legal_basis = "демонстрационное основание"
next_review = 2030-09-01

[[norm]]
at_least = 40
valid_from = 2020-09-01
legal_basis = "демонстрационное основание"

[[examples]]
given = { girls = [12, "no value"], pupils = [25, 20] }
expect = { municipality = 48.0, coverage = 0.5 }
""",
    "indicators/quality.toml": """\
code = "small.quality"
title = "Качество"
criterion = "results.vpr"
unit = "percent"
formula = "100 * share(vpr.mark >= 4)"
slices = [["subject", "grade"]]
total = false
purposes = ["management"]
legal_basis = "демонстрационное основание"

[[examples]]
rows.outcomes = [{ organisation = 1, procedure_type = "vpr", subject = "02", grade = "5", mark = [5, 3] }]
expect = { municipality = 50.0, n = 2 }
""",
    "findings/fell.toml": """\
code = "small.fell"
title = "Качество снизилось"
kind = "change"
indicators = ["small.quality"]
least = 10
addressee = "methodist"
text = "{slices}: {now} против {other}"

[[examples]]
values = [{ subject = "02", grade = "5", value = 50, n = 20 }]
expect = []
""",
    "scales/vpr.toml": """\
[[scale]]
procedure_type = "vpr"
subject = "02"
grade = "5"
valid_from = "2022-23"
maximum = 20
bounds = { 3 = 7, 4 = 11, 5 = 15 }
""",
    "clusters.toml": """\
[[cluster]]
code = "few_girls"
title = "Девочек мало"
set = "schools"
rule = "kind == 'school' and value('small.girls_share') < weight('least')"
""",
    "comparable.toml": """\
[[variable]]
code = "girls"
title = "Доля девочек"
indicator = "small.girls_share"
weight = 0.5
scale = "log"
applies_when = "kind == 'school'"
""",
    "thresholds.toml": """\
[[threshold]]
name = "least"
title = "Порог"
value = 27
slices = { subject = "02" }
valid_from = 2020-09-01
""",
}


def write(folder: Path, changes: dict[str, tuple[str, str]] | None = None, **files: str) -> Path:
    """The pack in folder/small. changes: file → (text, what stands instead); files: whole files, __ for / in names."""
    place = folder / "small"
    texts = FILES | {name.replace("__", "/") + ".toml": text for name, text in files.items()}
    for name, text in texts.items():
        old, new = (changes or {}).get(name, ("", ""))
        assert old in text, f"{old!r} is not in {name}"
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text.replace(old, new, 1) if old else text, "utf-8")
    return place
