"""What is said of a received file as a whole: why it is not opened, what was left aside. Merged into wording.py."""

from __future__ import annotations

FILE_ERRORS: dict[str, tuple[str, str]] = {
    "file-too-large": (
        "Файл занимает {found} МБ, принимается не больше {expected} МБ. Разделите его на части.",
        "The file is {found} MB, the limit is {expected} MB. Split it.",
    ),
    "file-empty": (
        "В файле нет ни одной заполненной ячейки.",
        "The file has no filled cell.",
    ),
    "file-without-rows": (
        "В файле нет строк, которые можно принять.",
        "The file has no rows that can be taken in.",
    ),
    "file-damaged": (
        "Файл повреждён и не открывается. Откройте его в табличном редакторе и сохраните заново в формате .xlsx.",
        "The file is damaged. Open it in a spreadsheet editor and save it again as .xlsx.",
    ),
    "file-encrypted": (
        "Файл защищён паролем. Снимите защиту («Файл — Сведения — Защита») и загрузите снова.",
        "The file is protected with a password. Remove it and try again.",
    ),
    "file-kind-unknown": (
        "Это не таблица: принимаются .xlsx, .xls, .ods, .csv и .txt.",
        "This is not a table: .xlsx, .xls, .ods, .csv and .txt are accepted.",
    ),
    "zip-bomb": (
        "После распаковки файл занял бы {found} МБ (допускается {expected} МБ). Такой файл не открывается.",
        "Unpacked, the file would take {found} MB (limit {expected} MB). It is not opened.",
    ),
    "zip-unsafe": (
        "Устройство файла небезопасно: {found}. Откройте его в табличном редакторе и сохраните заново как .xlsx.",
        "The file is built unsafely: {found}. Save it again as .xlsx in a spreadsheet editor.",
    ),
    "file-too-heavy": (
        "Файл не удалось прочитать в отведённых памяти и времени. Разделите его на части или сохраните как .xlsx.",
        "The file could not be read within the memory and time allowed. Split it or save it as .xlsx.",
    ),
    "web-page-inside": (
        "Внутри не таблица, а веб-страница. Откройте файл в табличном редакторе и сохраните как .xlsx.",
        "The content is a web page, not a table. Open it in a spreadsheet editor and save as .xlsx.",
    ),
    "text-damaged": (
        "Строки файла не делятся на столбцы: похоже, кавычка открыта и не закрыта. Выгрузите файл заново или в .xlsx.",
        "The lines do not split into columns: a quotation mark is probably not closed. Export the file again.",
    ),
    "nul-bytes": (
        "В текстовом файле есть нулевые байты: это не текст или файл повреждён. Выгрузите его заново в CSV (UTF-8).",
        "The text file has NUL bytes. Export it again as CSV (UTF-8).",
    ),
    "encoding-unknown": (
        "Кодировка текста не опознана. Сохраните файл в UTF-8 или Windows-1251.",
        "The encoding is not known. Save the file in UTF-8 or Windows-1251.",
    ),
    "sheet-too-large": (
        "Лист занимает {rows} строк и {columns} столбцов, это больше допустимого. "
        "Удалите лишние строки и столбцы (в том числе пустые после данных) или разделите файл.",
        "The sheet has {rows} rows and {columns} columns, more than allowed. Delete empty ones or split the file.",
    ),
    "macros-inside": (
        "В файле есть макросы. Сохраните его как «Книга Excel (.xlsx)» без макросов.",
        "The file has macros. Save it as a workbook without macros (.xlsx).",
    ),
    "dde-inside": (
        "В файле есть обращение к другим программам (DDE). Скопируйте данные в новую книгу как значения.",
        "The file calls other programs (DDE). Copy the data into a new workbook as values.",
    ),
    "too-many-problems": (
        "Ошибок больше {expected}; показаны первые. Скорее всего, выбран не тот формат или сдвинуты столбцы.",
        "There are more than {expected} problems; the first are shown. Probably the format or the columns are wrong.",
    ),
    "format-unknown": (
        "Формат файла не опознан. Ближе всего: {found}. Проверьте заголовки столбцов или укажите формат явно.",
        "The format is not recognised. The nearest is: {found}. Check the headings or name the format.",
    ),
}

FILE_WARNINGS: dict[str, tuple[str, str]] = {
    "extension-wrong": (
        "Имя файла говорит «{found}», а внутри {expected}. Прочитан по содержанию; переименуйте файл.",
        "The name says {found}, the content is {expected}. Read by its content; rename the file.",
    ),
    "external-links": (
        "Файл ссылается на другие файлы. Ссылки не открывались, взяты сохранённые значения; разорвите связи.",
        "The file links to other files. The links were not followed, stored values were taken.",
    ),
    "embedded-objects": (
        "В файле есть вложенные объекты; они не читались. Удалите их из файла.",
        "The file has embedded objects; they were not read.",
    ),
    "formulas-inside": (
        "На листе есть формулы ({found}): взяты их сохранённые значения. "
        "Надёжнее вставить данные как значения («Специальная вставка — Значения»).",
        "The sheet has formulas ({found}): their stored values were taken.",
    ),
}
