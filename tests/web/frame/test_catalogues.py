"""The Russian of the pages is complete, and collecting it finds what stands in code and templates."""

from __future__ import annotations

import pytest
from django.utils import translation
from django.utils.translation import ngettext

from msoko.web.project import catalogue


def test_every_text_has_its_russian():
    faults = list(catalogue.faults())
    assert not faults, "\n".join(faults)


@pytest.fixture
def app(tmp_path, monkeypatch):
    """An app of three texts in a house of its own."""
    monkeypatch.setattr(catalogue, "WEB", tmp_path / "src" / "web")
    folder = tmp_path / "src" / "web" / "small"
    (folder / "templates" / "small").mkdir(parents=True)
    (folder / "apps.py").write_text("")
    (folder / "words.py").write_text(
        'x = ngettext("%(n)s file", "%(n)s files", n)\ny = pgettext_lazy("door", "Close")\nz = _("Gone " "soon")\n'
    )
    (folder / "templates" / "small" / "page.html").write_text(
        '{% load i18n %}{% scroll "x" %}{% translate "50 % done" %}{% endscroll %}{% if a %}'
        "{% blocktranslate count n=n %}"
        "row {{ n }} of {{ all }}{% plural %}rows {{ n }} of {{ all }}{% endblocktranslate %}{% endif %}"
        '{% include "x.html" with words=_("Inside a tag") %}{% translate "Close" context "window" %}'
    )
    return folder


def test_texts_of_code_and_templates_are_found(app):
    catalogue.update("small")
    text = catalogue.po("small").read_text("utf-8")
    for line in (
        'msgid "%(n)s file"', 'msgid_plural "%(n)s files"', 'msgctxt "door"', 'msgid "Gone soon"', 'msgid "50 %% done"',
        'msgid "row %(n)s of %(all)s"', 'msgid_plural "rows %(n)s of %(all)s"', 'msgid "Inside a tag"',
        'msgctxt "window"',
    ):  # fmt: skip
        assert line in text


def test_faults_are_named_and_work_done_is_kept(app):
    catalogue.update("small")
    path = catalogue.po("small")
    assert any("not translated: 'Gone soon'" in fault for fault in catalogue.faults())
    text = path.read_text("utf-8").replace('msgid "Gone soon"\nmsgstr ""', 'msgid "Gone soon"\nmsgstr "Скоро"')
    plurals = 'msgid_plural "%(n)s files"\nmsgstr[0] "{}"\nmsgstr[1] "%(n)s файла"\nmsgstr[2] "%(n)s файлов"'
    text = text.replace('msgid_plural "%(n)s files"\nmsgstr[0] ""\nmsgstr[1] ""\nmsgstr[2] ""', plurals.format("файл"))
    path.write_text(text, "utf-8")
    faults = list(catalogue.faults())
    assert any("other placeholders" in fault and "%(n)s file" in fault for fault in faults)
    assert not any("Gone soon" in fault for fault in faults)
    (app / "words.py").write_text("")
    assert any("used no more: 'Gone soon'" in fault for fault in catalogue.faults())
    catalogue.update("small")
    assert '#~ msgstr "Скоро"' in path.read_text("utf-8")


def test_a_stale_catalogue_is_compiled(app):
    catalogue.update("small")
    catalogue.compile_stale()
    compiled = catalogue.po("small").with_suffix(".mo")
    assert compiled.is_file()
    before = compiled.stat().st_mtime_ns
    catalogue.compile_stale()
    assert compiled.stat().st_mtime_ns == before


@pytest.mark.parametrize(("number", "words"), [(1, "1 файл"), (2, "2 файла"), (5, "5 файлов"), (21, "21 файл")])
def test_russian_plurals(number, words, app, tmp_path, settings):
    catalogue.update("small")
    path = catalogue.po("small")
    empty = 'msgstr[0] ""\nmsgstr[1] ""\nmsgstr[2] ""'
    full = 'msgstr[0] "%(n)s файл"\nmsgstr[1] "%(n)s файла"\nmsgstr[2] "%(n)s файлов"'
    path.write_text(path.read_text("utf-8").replace(f'files"\n{empty}', f'files"\n{full}'), "utf-8")
    catalogue.compile_stale()
    settings.LOCALE_PATHS = [path.parents[2]]
    from django.utils.translation import trans_real

    kept = dict(trans_real._translations)
    trans_real._translations.clear()
    try:
        with translation.override("ru"):
            assert ngettext("%(n)s file", "%(n)s files", number) % {"n": number} == words
    finally:
        trans_real._translations.clear()
        trans_real._translations.update(kept)
