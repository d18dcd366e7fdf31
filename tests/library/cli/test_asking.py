"""What is not understood is said in words; whatever is typed, nothing ends in a traceback."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from tests.workplace import typed

BAD = [
    (),
    ("",),
    ("нет",),
    ("--lang",),
    ("--lang", "de", "doctor"),
    ("--data",),
    ("--what",),
    ("doctor", "extra"),
    ("doctor", "--sweep=1"),
    ("import",),
    ("import", "\udcff"),
    ("import", "/"),
    ("import", "/dev/null"),
    ("compute", "."),
    ("compute", "--period"),
    ("compute", "--option", "="),
    ("compute", "--option", ""),
    ("value",),
    ("value", ""),
    ("value", "results.", "--period", ""),
    ("value", "a" * 5000),
    ("value", "%s%n", "--level", "\n"),
    ("proof",),
    ("proof", "\x00"),
    ("proof", "AAAAA-AAAAA", "--rows", "много"),
    ("proof", "AAAAA-AAAAA", "--rows", "-1"),
    ("report",),
    ("report", "municipal-summary", "--period", "0000"),
    ("report", "municipal-summary", "--period", "9999-00"),
    ("report", "municipal-summary", "--period", "2024-13-41"),
    ("report", "municipal-summary", "--period", "2023/24", "--formats", ","),
    ("report", "municipal-summary", "--period", "2023/24", "--out", "/proc/nothing"),
    ("report", "municipal-summary", "--period", "2023/24", "--calculation", "../.."),
    ("withdraw", "x"),
    ("withdraw", "%", "--reason", "так"),
    ("pack",),
    ("pack", "нет"),
    ("pack", "check", "/nowhere"),
    ("pack", "list", "/dev/null"),
    ("pack", "diff", "/nowhere", "/tmp"),
    ("pack", "export", "results"),
    ("pack", "export", "нет", "x.xlsx"),
    ("pack", "export", "results", "/proc/no/x.xlsx"),
    ("demo", "--seed", "много"),
    ("demo", "--out", "/proc"),
]


@pytest.mark.parametrize("arguments", BAD, ids=lambda one: " ".join(one)[:60].encode("unicode_escape").decode())
def test_nothing_ends_in_a_traceback(filled, arguments):
    """`typed` lets nothing through but an exit: any other exception fails the test."""
    answer = filled(*arguments) if arguments and not arguments[0].startswith("--") else typed(*arguments)
    assert answer.code in (1, 2, 3, 4, 5)
    assert "Traceback" not in answer.said
    assert "Не выполнено" in answer.said or "Not done" in answer.said or "Вызов" in answer.said or answer.code == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("valu",), "«valu»"),
        (("pack", "chek"), "«chek»"),
        (("doctor", "лишнее"), "«лишнее»"),
        (("value", "--leval", "x"), "--leval"),
        (("withdraw", "abc"), "--reason"),
        (("proof",), "КОД"),
        (("proof", "AAAAA-AAAAA", "--rows", "x"), "--rows"),
        (("withdraw", "abc", "--reason"), "--reason"),
    ],
)
def test_what_was_not_understood_is_named(arguments, words):
    answer = typed(*arguments)
    assert answer.code == 2
    assert words in answer.said and "--help" in answer.said
    assert answer.out == ""


@pytest.mark.parametrize(
    "arguments", [("doctor",), ("value", "results.vpr_quality"), ("proof", "AAAAA-AAAAA"), ("compute",)]
)
def test_looking_where_nothing_is_leaves_nothing(tmp_path, arguments):
    answer = typed("--data", tmp_path / "none", *arguments)
    assert answer.code == 4
    assert "msoko import" in answer.said
    assert not (tmp_path / "none").exists()


def test_help_is_russian_and_complete():
    answer = typed("--help")
    assert answer.code == 0
    for command in ("demo", "import", "withdraw", "compute", "value", "proof", "report", "doctor", "pack"):
        assert f"\n  {command} " in answer.out
    for english in ("Options", "Usage", "Show this", "default:", "COMMAND"):
        assert english not in answer.out + typed("import", "--help").out + typed("pack", "--help").out
    assert "Обязательно" in typed("withdraw", "--help").out
    assert "По умолчанию: 8" in typed("proof", "--help").out


def test_the_version():
    from msoko import __version__

    assert typed("--version").out == f"msoko {__version__}\n"


def test_a_spoilt_file_of_choices_is_said(place):
    (place.data / "choices.json").write_text("{не то", "utf-8")
    answer = place("proof", "00000-00000")
    assert answer.code == 5 and "choices.json" in answer.said


def test_the_doctor_tells_faults_from_left_overs(place):
    well = place("doctor")
    assert well.code == 0 and "в порядке" in well.said
    lost = next((place.data / "store" / "tables" / "facts").rglob("*.parquet"))
    lost.unlink()
    ill = place("doctor")
    assert ill.code == 5 and lost.name in ill.said.replace(" ", "")
    machine = place("doctor", "--json")
    assert machine.code == 5 and '"severity": "error"' in machine.out


def test_sweeping_leaves_nothing_to_sweep(place):
    assert place("compute", "results.certificates_9").code == 0
    assert "--sweep" in place("doctor").said
    assert "--sweep" not in place("doctor", "--sweep").said


def test_packs_are_listed_compared_and_exported(filled, tmp_path):
    listed = filled("pack", "list")
    assert listed.code == 0 and "results" in listed.out and "Показателей" in listed.out
    from importlib import resources

    results = resources.files("msoko.packs").joinpath("results")
    assert "Различий нет" in filled("pack", "diff", results, results).said
    path = tmp_path / "results.xlsx"
    assert filled("pack", "export", "results", path).code == 0
    assert path.stat().st_size > 10_000


@pytest.mark.slow
def test_packs_are_right(filled):
    answer = filled("pack", "check")
    assert answer.code == 0 and "в порядке" in answer.said


def test_a_wrong_pack_is_told_with_its_line(filled, tmp_path):
    pack = tmp_path / "own"
    (pack / "indicators").mkdir(parents=True)
    (pack / "pack.toml").write_text('code = "own"\ntitle = "Свой"\nversion = "1.0.0"\n', "utf-8")
    (pack / "indicators" / "x.toml").write_text('code = "own.x"\ntitle = "Икс"\nunit = "пуд"\n', "utf-8")
    answer = filled("pack", "check", pack)
    assert answer.code == 1
    assert "x.toml" in answer.said and "пуд" in answer.said


def test_starting_is_light():
    """Help loads neither the store nor the engines, nor rich: it answers at once."""
    heavy = ("pyarrow", "duckdb", "ibis", "deltalake", "numpy", "scipy", "rich", "openpyxl", "docx")
    script = (
        "import sys; from msoko.cli.application import run\n"
        "try: run(['--help'])\n"
        "except SystemExit: print([name for name in sys.argv[1:] if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *heavy], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert done.stdout.strip().endswith("[]"), done.stdout[-200:]
