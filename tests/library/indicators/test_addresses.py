"""Short codes: stable, typed by people with the usual slips, spread evenly."""

from __future__ import annotations

import pytest

from msoko.indicators.addresses import ALPHABET, read_code, short_code


def test_a_code_never_changes():
    """Printed reports cite it: a change of the rule would break every report already signed."""
    assert short_code("results.certificates_9", "municipality", "m1", "2024-25", {}) == "7RJN9-HDXCW"
    assert short_code("results.certificates_9", "municipality", "m1", "2024-25", {"sex": "f"}) == "26M67-BPQP6"


def test_slices_that_are_all_may_be_left_out():
    stated = short_code("x", "organisation", "o1", "2024", {"grade": "5", "sex": "all"})
    assert stated == short_code("x", "organisation", "o1", "2024", {"grade": "5"})
    assert stated != short_code("x", "organisation", "o1", "2024", {"subject": "5"})


def test_codes_of_many_values_differ():
    codes = {short_code(f"i{n}", "organisation", f"o{m}", "2024-25", {}) for n in range(100) for m in range(200)}
    assert len(codes) == 20_000
    assert {letter for code in codes for letter in code} == {*ALPHABET, "-"}


def test_a_code_is_read_as_people_type_it():
    assert read_code("7rjn9 hdxcw") == "7RJN9-HDXCW"
    assert read_code("O0I1L-11111") == "00111-11111"
    for wrong in ("", "ZM49P", "ZM49P-S9CHDX", "ЯM49P-S9CHD", "UM49P-S9CHD"):
        with pytest.raises(ValueError, match="short code"):
            read_code(wrong)
