"""Received subject titles and their codes."""

from __future__ import annotations

import pytest

from msoko.methodology.loading import load
from msoko.methodology.model import Methodology
from msoko.methodology.subjects import subject_code, subject_title


@pytest.fixture(scope="module")
def methodology() -> Methodology:
    return load(["results"])


@pytest.mark.parametrize(
    ("procedure_type", "title", "code"),
    [
        ("vpr", "Русский язык", "01"),
        ("vpr", "  РУССКИЙ   ЯЗЫК ", "01"),
        ("vpr", "РУ", "01"),
        ("vpr", "Математика (углубленный уровень)", "02"),
        ("vpr", "Окружающий мир", "24"),
        ("oge", "Информатика и ИКТ", "05"),
        ("ege", "Математика профильная", "02"),
        ("ege", "Математика (базовый уровень)", "22"),
        ("ege", "22", "22"),
        ("oge", "Окружающий мир", None),
        ("vpr", "Музыка", None),
    ],
)
def test_a_title_means_a_code(methodology: Methodology, procedure_type: str, title: str, code: str | None) -> None:
    assert subject_code(methodology, procedure_type, title) == code


def test_every_own_title_and_alias_leads_to_a_declared_subject(methodology: Methodology) -> None:
    for kind in methodology.procedure_types.values():
        for code, title in kind.subjects.items():
            assert subject_code(methodology, kind.code, title) == code
        assert set(kind.subject_aliases.values()) <= set(kind.subjects)


def test_a_code_is_shown_by_its_title(methodology: Methodology) -> None:
    assert subject_title(methodology, "02") == "Математика"
    assert subject_title(methodology, "02", "ege") == "Математика (профильный уровень)"
    assert subject_title(methodology, "77") == "77"


def test_an_unknown_procedure_type_is_an_error(methodology: Methodology) -> None:
    with pytest.raises(KeyError):
        subject_code(methodology, "pisa", "Математика")
