"""What goes wrong with kept files, said to a person: code → (Russian, English)."""

from __future__ import annotations

from collections.abc import Mapping

MESSAGES: dict[str, tuple[str, str]] = {
    "microdata-kind": (
        "{path}: такие файлы исследований не читаются. Нужен один из: {expected}.",
        "{path}: study files of this kind are not read. One of these is wanted: {expected}.",
    ),
    "microdata-absent": ("Файла {path} нет. Проверьте путь.", "There is no file {path}. Check the path."),
    "microdata-damaged": (
        "{path}: файл повреждён или не того вида, что обещает его имя ({said}). Получите его заново.",
        "{path} is damaged or not of the kind its name promises ({said}). Get it again.",
    ),
    "microdata-extra": (
        'Чтобы читать .sav, установите дополнение: pip install "msoko[studies]". Или сохраните таблицу как .csv.',
        'To read .sav install the extra: pip install "msoko[studies]". Or save the table as .csv.',
    ),
    "column-unknown": (
        "Столбца «{found}» в файле нет. Похожие: {expected}.",
        "The file has no column {found}. Similar: {expected}.",
    ),
    "column-words": (
        "Столбец «{column}»: «{found}» — не число. Нужен столбец чисел.",
        "Column {column}: {found} is not a number. A column of numbers is wanted.",
    ),
    "kind-unknown": (
        "Вида файлов «{found}» нет. Есть: {expected}.",
        "There is no kind of files {found}. There are: {expected}.",
    ),
    "file-unknown": (
        "Файла с контрольной суммой {sha256} в хранилище файлов нет.",
        "No file with the checksum {sha256} is kept.",
    ),
    "file-changed": (
        "Файл «{name}» изменён или повреждён после приёма: контрольная сумма {found}, ожидалась {sha256}. "
        "Восстановите папку файлов из резервной копии.",
        "The file {name} was changed or damaged: its checksum is {found}, expected {sha256}. "
        "Restore the folder of files from a backup.",
    ),
    "record-damaged": (
        "Описание файла {path} не читается. Восстановите папку файлов из резервной копии.",
        "The record {path} cannot be read. Restore the folder of files from a backup.",
    ),
    "content-missing": (
        "Описание файла «{name}» есть, а самого файла {sha256} нет. Восстановите папку файлов из резервной копии.",
        "The file {name} has a record but no content {sha256}. Restore the folder of files from a backup.",
    ),
    "left-over": (
        "Недописанный файл {path}: программа была остановлена. Его можно удалить.",
        "An unfinished file {path}: the program was stopped. It may be deleted.",
    ),
    "files-read-only": (
        "Нет права записи в папку файлов {path}. Файл не сохранён. Дайте программе право записи и повторите.",
        "The folder {path} cannot be written. The file was not kept. Grant write access and repeat.",
    ),
    "disk-full": (
        "На диске с папкой {path} не хватило места. Файл не сохранён. Освободите место и повторите.",
        "No space left on the disk of {path}. The file was not kept. Free some space and repeat.",
    ),
    "file-not-read": (
        "Файл {path} не читается: {said}.",
        "The file {path} cannot be read: {said}.",
    ),
}


def say(code: str, parameters: Mapping[str, object], language: str = "ru") -> str:
    """The sentence a person reads. KeyError: no such code."""
    return MESSAGES[code][0 if language == "ru" else 1].format_map(parameters)
