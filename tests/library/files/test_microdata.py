"""Study files as columns: missing codes keep their reason; damaged, strange and hostile files are refused in words."""

from __future__ import annotations

import io
import subprocess
import sys

import numpy as np
import pandas
import pyarrow as pa
import pyarrow.parquet
import pyreadstat
import pytest

from msoko.files import spss
from msoko.files.errors import FilesError
from msoko.files.microdata import names, numbered, read

SCORES = [500.5, None, 9999.0, 480.0, 9998.0]


@pytest.fixture
def sav(tmp_path):
    frame = pandas.DataFrame({"W": [1.0, 2.0, 1.0, 1.0, 1.0], "SEX": [1.0, 2.0, 9.0, 2.0, 1.0], "SC": SCORES,
                              "CNT": ["RUS", "FIN", "", "RUS", "XXX"]})  # fmt: skip
    path = tmp_path / "исследование.sav"
    pyreadstat.write_sav(
        frame, path,
        variable_value_labels={"SEX": {1: "Девочки", 2: "Мальчики", 9: "Нет ответа"}, "SC": {9999: "Не участвовал"}},
        missing_ranges={"SEX": [9], "SC": [{"lo": 9000, "hi": 9999}], "CNT": ["XXX"]},
    )  # fmt: skip
    return path


def test_codes_that_a_file_defines_as_missing_are_reasons_not_numbers(sav):
    found = read(sav, ["SC", "SEX", "CNT"])
    assert np.isfinite(found["SC"].numbers).tolist() == [True, False, False, True, False]
    assert found["SC"].counts() == {"пусто": 1, "Не участвовал": 1, "код 9998": 1}
    assert found["SEX"].words.tolist() == ["Девочки", "Мальчики", "", "Мальчики", "Девочки"]
    assert found["SEX"].counts() == {"Нет ответа": 1}
    assert found["CNT"].words.tolist() == ["RUS", "FIN", "", "RUS", ""] and sum(found["CNT"].counts().values()) == 2
    assert names(sav) == ("W", "SEX", "SC", "CNT")


def test_a_long_file_is_read_in_pieces(sav):
    out = io.BytesIO()
    spss.write(sav, ["W"], out, chunk=2)
    assert pa.ipc.open_stream(out.getvalue()).read_all().column("W").to_pylist() == [1, 2, 1, 1, 1]


def test_a_reader_that_falls_takes_only_itself_along(sav, monkeypatch):
    """As the library does on some damaged files: a signal instead of an exit."""
    run, fall = subprocess.run, [sys.executable, "-c", "import os; os.kill(os.getpid(), 11)"]
    monkeypatch.setattr(spss.subprocess, "run", lambda _, **more: run(fall, **more))
    with pytest.raises(FilesError, match="повреждён"):
        read(sav, ["W"])


@pytest.mark.slow
def test_damaged_files_never_end_the_program(sav):
    """Bytes turned at random; the library falls over some of them."""
    whole, rng = sav.read_bytes(), np.random.default_rng(5)
    refused = 0
    for _ in range(4):
        damaged = bytearray(whole)
        for place in rng.integers(0, len(whole), 4):
            damaged[place] = rng.integers(256)
        sav.write_bytes(damaged)
        try:
            read(sav, names(sav)[:2])
        except FilesError:
            refused += 1
    assert refused > 0


def test_without_the_extra_it_says_what_to_install(sav, monkeypatch):
    monkeypatch.setattr(spss, "table", lambda *_: (_ for _ in ()).throw(ImportError("pyreadstat")))
    with pytest.raises(FilesError, match=r"msoko\[studies\]"):
        names(sav)


CSV = [
    ("W,SEX,T\n1.5,1,да\n2,NA,\n", "utf-8"),
    ("W;SEX;T\n1,5;1;да\n2;;\n", "cp1251"),
    ("W\tSEX\tT\n1.5\t1\tда\n2\t.\t\n", "utf-8-sig"),
]


@pytest.mark.parametrize(("text", "encoding"), CSV)
def test_a_csv_as_it_comes(tmp_path, text, encoding):
    path = tmp_path / "таблица.csv"
    path.write_bytes(text.encode(encoding))
    found = read(path, ["W", "SEX", "T"])
    assert found["W"].numbers.tolist() == [1.5, 2] and found["SEX"].counts() == {"пусто": 1}
    assert found["T"].words.tolist() == ["да", ""]


def test_parquet_and_codes_named_by_the_asker(tmp_path):
    path = tmp_path / "т.parquet"
    words = pa.array(["x", None, "y", "z"]).dictionary_encode()
    pyarrow.parquet.write_table(pa.table({"a": [1, 2, 9, 8], "b": words}), path)
    found = read(path, ["a", "b"], {"a": (8, 9)})
    assert found["a"].numbers[:2].tolist() == [1, 2] and found["a"].counts() == {"код 9": 1, "код 8": 1}
    assert found["b"].words.tolist() == ["x", "", "y", "z"]


def test_long_codes_stay_apart(tmp_path):
    path = tmp_path / "т.csv"
    path.write_text("school\n643000001\n643000002\n0.5\n")
    assert read(path, ["school"])["school"].words.tolist() == ["643000001", "643000002", "0.5"]


def test_a_number_in_a_name_stands_for_all():
    known = ("PV1MATH", "PV10MATH", "PV2MATH", "PV1MATH1", "W")
    assert numbered(known, "PV@MATH") == ("PV1MATH", "PV2MATH", "PV10MATH")
    assert numbered(known, "W") == ("W",)
    assert numbered(("ASMMAT01", "ASMMAT02"), "ASMMAT@") == ("ASMMAT01", "ASMMAT02")
    with pytest.raises(FilesError, match=r"«PV@READ» в файле нет.*PV"):
        numbered(known, "PV@READ")


def test_a_word_where_a_number_is_wanted(tmp_path):
    path = tmp_path / "т.csv"
    path.write_text("a\n1\nпять\n", "utf-8")
    with pytest.raises(FilesError, match="«пять» — не число"):
        read(path, ["a"])["a"].as_numbers()


HOSTILE = [b"", b"$FL2@(#) SPSS", b"PAR1\xff\xff\xff\x7fPAR1", b"\x00" * 999, b"a,b\n1,2,3\n"]


@pytest.mark.parametrize("name", ["а.sav", "а.parquet", "а.csv"])
@pytest.mark.parametrize(
    "content", [b"", b"$FL2@(#) SPSS", b"PAR1\xff\xff\xff\x7fPAR1", b"\x00" * 999, b"a,b\n1,2,3\n"]
)
def test_hostile_files_are_refused_in_one_sentence(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FilesError) as refused:
        read(path, ["a"])
    assert refused.value.code in ("microdata-damaged", "column-unknown")


def test_a_cut_file_is_refused(sav):
    sav.write_bytes(sav.read_bytes()[:-40])
    with pytest.raises(FilesError) as refused:
        read(sav, ["W"])
    assert refused.value.code == "microdata-damaged"


def test_what_is_not_there_and_another_kind(tmp_path):
    with pytest.raises(FilesError, match="нет"):
        names(tmp_path / "нет.csv")
    with pytest.raises(FilesError, match=r"\.parquet"):
        names(tmp_path / "т.docx")
    (tmp_path / "т.csv").write_text("a,b\n1,2\n")
    with pytest.raises(FilesError, match=r"«c».*a"):
        read(tmp_path / "т.csv", ["c"])
