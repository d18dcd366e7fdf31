"""Files come back exactly or not at all, and say so."""

import json
from datetime import timedelta

import pytest

from msoko.files.errors import FilesError
from msoko.files.kinds import KINDS
from msoko.files.stored import Files

CONTENT = "код;балл\n01;15\n".encode()


def test_a_file_comes_back_and_the_second_time_is_the_first(tmp_path):
    files = Files(tmp_path)
    first = files.put(CONTENT, "received_original", "C:\\загрузки\\результаты.csv", {"Лист1": ("Фамилия",)}, "f" * 64)
    source = tmp_path / "другое имя.csv"
    source.write_bytes(CONTENT)
    assert files.put(source, "received_original", source.name) == first
    assert files.get(first.sha256) == CONTENT
    assert (first.name, first.size, first.kept_without) == ("результаты.csv", len(CONTENT), {"Лист1": ("Фамилия",)})
    assert files.records() == (first,) == files.find(first.sha256)


def test_one_content_of_two_kinds_is_kept_once_and_goes_with_the_last(tmp_path):
    files = Files(tmp_path)
    original, copy = (files.put(CONTENT, kind, "a.csv") for kind in ("received_original", "marked_copy"))
    files.remove(original)
    assert files.get(copy.sha256) == CONTENT
    files.remove(copy)
    with pytest.raises(FilesError, match="нет") as caught:
        files.get(copy.sha256)
    assert caught.value.code == "file-unknown"
    assert files.examine() == ()


def test_a_changed_file_is_refused_found_and_healed_by_the_same_file(tmp_path):
    files = Files(tmp_path)
    stored = files.put(CONTENT, "attachment", "справка.pdf")
    place = tmp_path / stored.sha256[:2] / stored.sha256
    place.write_bytes(CONTENT + b" ")
    with pytest.raises(FilesError, match=r"«справка\.pdf» изменён") as caught:
        files.get(stored.sha256)
    assert caught.value.say("en").startswith("The file справка.pdf was changed")
    (finding,) = files.examine()
    assert (finding.code, finding.severity) == ("file-changed", "error") and "«справка.pdf»" in finding.say()
    files.put(CONTENT, "attachment", "справка.pdf")
    assert files.get(stored.sha256) == CONTENT


def test_examine_names_what_is_missing_damaged_or_unfinished(tmp_path):
    files = Files(tmp_path)
    lost, spoiled = files.put(b"1", "document", "один.pdf"), files.put(b"2", "document", "два.pdf")
    folder = tmp_path
    (folder / lost.sha256[:2] / lost.sha256).unlink()
    (folder / spoiled.sha256[:2] / f"{spoiled.sha256}.document.json").write_text("{")
    (folder / lost.sha256[:2] / ".half").write_bytes(b"")
    assert sorted(finding.code for finding in files.examine()) == ["content-missing", "left-over", "record-damaged"]


def test_terms_end_but_not_for_what_is_cited(tmp_path):
    files = Files(tmp_path)
    copy, report = files.put(b"1", "marked_copy", "a.xlsx"), files.put(b"2", "report", "b.docx")
    assert report.keep_until is None
    last = copy.kept_at.date() + timedelta(days=KINDS["marked_copy"].keep_days)
    assert files.expired(last) == ()
    assert files.expired(last + timedelta(days=1)) == (copy,)
    assert files.expired(last + timedelta(days=1), cited={copy.sha256}) == ()


@pytest.mark.parametrize("sha256", ["", "../../etc/passwd", "A" * 64])
def test_an_address_that_is_not_a_checksum_is_no_path(tmp_path, sha256):
    with pytest.raises(FilesError, match="нет"):
        Files(tmp_path).get(sha256)


def test_an_unknown_kind_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(FilesError, match="Вида файлов «письмо» нет"):
        Files(tmp_path).put(b"1", "письмо", "a")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing_and_one_sentence(tmp_path, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("msoko.files.stored.os.fsync", full)
    with pytest.raises(FilesError, match="не хватило места") as caught:
        Files(tmp_path).put(CONTENT, "report", "a")
    assert caught.value.code == "disk-full"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_records_are_plain_json(tmp_path):
    stored = Files(tmp_path).put(CONTENT, "report", "a.pdf")
    record = tmp_path / stored.sha256[:2] / f"{stored.sha256}.report.json"
    assert json.loads(record.read_text(encoding="utf-8"))["name"] == "a.pdf"
