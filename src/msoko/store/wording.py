"""What goes wrong in the store and with kept files, said to a person: code → (Russian, English)."""

from __future__ import annotations

from collections.abc import Mapping

MESSAGES: dict[str, tuple[str, str]] = {
    "store-missing": (
        "В папке {path} нет хранилища. Проверьте путь или создайте хранилище заново.",
        "There is no store in {path}. Check the path or create the store anew.",
    ),
    "store-newer": (
        "Хранилище {path} создано более новой версией программы (формат {found}, здесь {expected}). "
        "Обновите программу.",
        "The store {path} was made by a newer version (format {found}, here {expected}). Update the program.",
    ),
    "store-read-only": (
        "Нет права записи в папку хранилища {path}. Ничего не изменено. "
        "Дайте программе право записи в эту папку и повторите.",
        "The store folder {path} cannot be written. Nothing has changed. Grant write access and repeat.",
    ),
    "disk-full": (
        "На диске с папкой {path} не хватило места или превышен допустимый размер файла. "
        "Данные не приняты, прежние не тронуты. Освободите место и повторите.",
        "No space left on the disk of {path}, or a file size limit. Nothing was taken in. Free some space and repeat.",
    ),
    "store-busy": (
        "Хранилище {path} сейчас меняет другая программа. Ничего не изменено; повторите через минуту.",
        "Another program is changing the store {path}. Nothing has changed; repeat in a minute.",
    ),
    "store-damaged": (
        "Хранилище {path} не читается: {said}. Запустите «msoko doctor», затем восстановите папку из резервной копии.",
        "The store {path} cannot be read: {said}. Run msoko doctor, then restore the folder from a backup.",
    ),
    "table-unknown": (
        "В хранилище нет таблицы «{found}». Есть: {expected}.",
        "The store has no table {found}. There are: {expected}.",
    ),
    "column-missing": (
        "В строках таблицы «{table}» нет столбца «{column}».",
        "The rows of table {table} lack the column {column}.",
    ),
    "column-of-wrong-type": (
        "В таблице «{table}» столбец «{column}» не приводится к типу {expected}: {said}.",
        "In table {table} the column {column} is not {expected}: {said}.",
    ),
    "slice-empty": (
        "В таблице «{table}» пустой разрез «{column}»: для итога пишется all, для неизвестного значения unknown.",
        "In table {table} the slice {column} is empty: write all for a total, unknown if not stated.",
    ),
    "key-twice": (
        "В одной загрузке дважды есть одна и та же строка таблицы «{table}»: {found}. Оставьте одну.",
        "One batch has the same row of table {table} twice: {found}. Keep one.",
    ),
    "batch-unknown": (
        "Загрузки {batch} нет в журнале.",
        "The ledger has no batch {batch}.",
    ),
    "batch-id-wrong": (
        "«{batch}» не может быть номером загрузки: нужны строчные латинские буквы и цифры.",
        "{batch} cannot be the id of a batch: lower case letters and digits are needed.",
    ),
    "replaced-unknown": (
        "Загрузка должна заменить {batch}, но такой загрузки нет в журнале.",
        "The batch is to replace {batch}, which the ledger does not have.",
    ),
    "version-unknown": (
        "Состояния хранилища № {found} ещё нет, последнее: {expected}.",
        "The store has no version {found} yet, the latest is {expected}.",
    ),
    "value-not-finite": (
        "Среди рассчитанных значений есть бесконечность или не число (показатель {indicator}); "
        "такие значения не сохраняются.",
        "A computed value of {indicator} is infinite or not a number; such values are not stored.",
    ),
    "period-not-named": (
        "Значения относятся к периоду {found}, а заменяются периоды: {expected}.",
        "The values are of {found}, the periods to replace are: {expected}.",
    ),
    "calculation-differs": (
        "Расчёт {calculation} уже закреплён с другими значениями. Закреплённый расчёт не меняется; "
        "закрепите новый под другим номером.",
        "The calculation {calculation} is already fixed with other values. Fix a new one under another id.",
    ),
    "calculation-unknown": (
        "Закреплённого расчёта {calculation} нет.",
        "There is no fixed calculation {calculation}.",
    ),
    "key-missing": (
        "У организации {organisation} нет ключа обезличивания: он не создан или уничтожен.",
        "The organisation {organisation} has no key: it was not made or has been destroyed.",
    ),
    "key-damaged": (
        "Ключ обезличивания организации {organisation} повреждён (файл {path}). Восстановите его из резервной копии.",
        "The key of the organisation {organisation} is damaged (file {path}). Restore it from a backup.",
    ),
    # --- what the examination finds (doctor.py)
    "rows-never-visible": (
        "В таблице «{table}» {rows} строк загрузки {batch}, которой нет в журнале: приём был прерван. "
        "Загрузите файл ещё раз или удалите остатки командой «msoko doctor --sweep».",
        "Table {table} has {rows} rows of batch {batch}, which the ledger lacks: taking it in was cut short. "
        "Import the file again or remove the rows with msoko doctor --sweep.",
    ),
    "rows-missing": (
        "В таблице «{table}» у загрузки {batch} строк {rows}, а должно быть {expected}. "
        "Восстановите папку хранилища из резервной копии.",
        "Table {table} has {rows} rows of batch {batch}, {expected} were expected. Restore the store from a backup.",
    ),
    "destruction-unfinished": (
        "В таблице «{table}» у загрузки {batch} ещё {rows} строк вместо {expected}: уничтожение персональных данных "
        "прервано. Повторите его.",
        "Table {table} still has {rows} rows of batch {batch} instead of {expected}: destroying persons was cut short. "
        "Repeat it.",
    ),
    "file-lost": (
        "Нет файла {path}, на который ссылается хранилище. Восстановите папку хранилища из резервной копии.",
        "The file {path} that the store refers to is missing. Restore the store from a backup.",
    ),
    "file-spoiled": (
        "Файл {path} повреждён: {said}. Восстановите папку хранилища из резервной копии.",
        "The file {path} is damaged: {said}. Restore the store from a backup.",
    ),
    "stray-file": (
        "Лишний файл {path}: его не держит ни одна таблица. Его уберёт «msoko doctor --sweep».",
        "A stray file {path} that no table holds. msoko doctor --sweep removes it.",
    ),
    "facts-differ": (
        "Факт «{fact}» ({object_id}, {period}) пришёл в загрузках {batches} с разными значениями: {values}. "
        "Читается последнее. Если оно неверно, отзовите последнюю из этих загрузок.",
        "The fact {fact} ({object_id}, {period}) came in the batches {batches} with different values: {values}. "
        "The last is read. If it is wrong, withdraw the last of these batches.",
    ),
    "ledger-out-of-order": (
        "В журнале нарушен порядок событий (номер {number}). Восстановите папку хранилища из резервной копии.",
        "The ledger's events are out of order (number {number}). Restore the store from a backup.",
    ),
    "published-changed": (
        "Значения закреплённого расчёта {calculation} изменились после закрепления. "
        "Восстановите папку хранилища из резервной копии.",
        "The values of the fixed calculation {calculation} have changed since. Restore the store from a backup.",
    ),
    "person-incomplete": (
        "Чтобы обезличить запись, нужны фамилия с именем и дата рождения или номер документа.",
        "A person needs a name and a birth date or document number to be hashed.",
    ),
}


def say(code: str, parameters: Mapping[str, object], language: str = "ru") -> str:
    """The sentence a person reads. KeyError: no such code."""
    return MESSAGES[code][0 if language == "ru" else 1].format_map(parameters)
