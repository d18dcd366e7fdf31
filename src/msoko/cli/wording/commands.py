"""What the commands say themselves: code -> (Russian, English). Files, packs and the store are worded in their areas."""

from __future__ import annotations

from msoko.cli.wording import items

TEXTS: dict[str, tuple[str, str]] = {
    "failed": ("Не выполнено", "Not done"),
    "option-unknown": ("Параметра {found} нет.", "There is no option {found}."),
    "parameter-missing": ("Не указано обязательное: {found}.", "A required parameter is missing: {found}."),
    "parameter-wrong": ("Значение «{name}» не подходит.", "The value of {name} does not fit."),
    "option-without-value": ("После {found} нужно значение.", "The option {found} needs a value."),
    "not-understood": ("Непонятно: «{found}».", "Not understood: {found}."),
    "other-folder": (
        "Данные лежат в другой папке? Назовите её: msoko --data ПАПКА …",
        "Is the data in another folder? Name it: msoko --data DIR …",
    ),
    "see-help": ("Справка: {command} --help", "Help: {command} --help"),
    "disk": ("Диск", "The disk"),
    "disk-refuses": (
        "{path}: файл не читается или не записывается ({said}). Проверьте путь и права доступа.",
        "{path} cannot be read or written ({said}). Check the path and the access rights.",
    ),
    **items.TEXTS,
    # --- packs
    "packs-right": (
        "Пакеты методики в порядке: показателей {indicators}, примеров {examples}, замечаний {remarks}.",
        "The packs are right: {indicators} indicators, {examples} examples, {remarks} remarks.",
    ),
    "packs-wrong": ("В пакетах методики ошибок: {errors}.", "Faults in the packs: {errors}."),
    "pack-unknown": ("Нет пакета «{found}». Есть: {known}.", "There is no pack {found}. There are: {known}."),
    "pack-exported": ("Пакет записан: {path}", "The pack is written: {path}"),
    "packs-equal": ("Различий нет.", "No differences."),
    "pack-advice": ("Новая версия по смыслу изменений: {advice}.", "By the meaning of the changes the version is: {advice}."),
    "column-pack": ("Пакет", "Pack"),
    "column-version": ("Версия", "Version"),
    "column-title": ("Название", "Title"),
    "column-indicators": ("Показателей", "Indicators"),
    "column-facts": ("Фактов", "Facts"),
    "column-unchecked": ("Не сверено с актом", "Not checked against the act"),
    # --- importing
    "recognised": ("{file}: {format}", "{file}: {format}"),
    "preview": (
        "новых строк {new}, изменится {changed}, исчезнет {gone}, без изменений {same}",
        "new rows {new}, changed {changed}, gone {gone}, unchanged {same}",
    ),
    "already-there": ("{file}: уже загружено, ничего не изменилось.", "{file}: already there, nothing changed."),
    "imported": ("{file}: загружено, поступление {batch}.", "{file}: imported as batch {batch}."),
    "not-imported": ("{file}: не загружено, ошибок {errors}.", "{file}: not imported, {errors} errors."),
    "wants-a-word": (
        "{file}: не загружено, предупреждений {errors}. Если данные верны, повторите с --accept \"почему\".",
        "{file}: not imported, {errors} warnings. If the data is right, repeat with --accept \"why\".",
    ),
    "map-needs-format": (
        "Соответствие столбцов запоминается для формата: укажите его в --format.",
        "A mapping is kept for a format: name it with --format.",
    ),
    "column-place": ("Где", "Where"),
    "column-problem": ("Что не так", "What is wrong"),
    "marked-copy": ("Файл с отметками об ошибках: {path}", "The file with its problems marked: {path}"),
    "replaces": ("Заменит поступление {batch} от {when}.", "Replaces the batch {batch} of {when}."),
    "only-preview": ("Показано, что изменится; ничего не загружено.", "This is what would change; nothing was imported."),
    "file-absent": ("Нет файла {path}.", "There is no file {path}."),
    "format-unknown": ("Нет формата «{found}». Есть: {known}.", "There is no format {found}. There are: {known}."),
    "batch-unknown": (
        "Поступления «{found}» нет. Последние поступления:",
        "There is no batch {found}. The latest ones:",
    ),
    "batch-several": (
        "С «{found}» начинаются номера нескольких поступлений. Укажите больше знаков:",
        "Several batches begin with {found}. Give more characters:",
    ),
    "reason-empty": (
        "Скажите, почему поступление отзывается: это останется в журнале.",
        "Say why the batch is withdrawn: it stays in the ledger.",
    ),
    "withdrawn": ("Поступление {batch} отозвано.", "The batch {batch} is withdrawn."),
    "withdrawn-before": ("Поступление {batch} уже было отозвано.", "The batch {batch} had been withdrawn before."),
    "problems-more": ("… и ещё {count}. Полный список: --json.", "… and {count} more. The whole list: --json."),
    "severity-error": ("ошибка", "error"),
    "severity-warning": ("предупреждение", "warning"),
    "severity-note": ("замечание", "note"),
    # --- computing and values
    "computed": (
        "Рассчитано значений: {values}; показателей {indicators}, периодов {periods}; {seconds} с.",
        "Computed {values} values of {indicators} indicators in {periods} periods; {seconds} s.",
    ),
    "fixed": ("Расчёт зафиксирован: № {number}, контрольная сумма {checksum}.", "Fixed as no. {number}, checksum {checksum}."),
    "nothing-received": (
        "Данных ещё нет. Загрузите реестр организаций и файлы результатов: msoko import ФАЙЛЫ.",
        "There is no data yet. Import the registry and result files: msoko import FILES.",
    ),
    "indicator-unknown": ("Нет показателя «{found}».", "There is no indicator {found}."),
    "whole-only": (
        "Расчёт один на всё: варианты выбираются и расчёт фиксируется целиком. Уберите показатели и --period.",
        "There is one calculation: choices and fixing concern all of it. Leave out indicators and --period.",
    ),
    "object-unknown": ("В реестре нет «{found}».", "There is no {found} in the registry."),
    "whose-values": (
        "Организация видит только свои значения: укажите --organisation.",
        "An organisation sees only its own values: name it with --organisation.",
    ),
    "maybe": ("Может быть: {names}", "Perhaps: {names}"),
    "period-wrong": (
        "«{found}» — не период. Ожидается 2024/25, 2024, 2024-Q3 или 2024-09-20.",
        "{found} is not a period: 2024-25, 2024, 2024-Q3 or 2024-09-20 is expected.",
    ),
    "word-wrong": ("«{found}» не подходит. Ожидается: {expected}.", "{found} does not fit. Expected: {expected}."),
    "no-values": (
        "Значений нет. Рассчитайте показатели: msoko compute. Если расчёт был — данных за этот период нет.",
        "No values. Run msoko compute; if it was run, there is no data for this period.",
    ),
    "column-object": ("Объект", "Object"),
    "column-period": ("Период", "Period"),
    "column-slice": ("Разрез", "Slice"),
    "column-value": ("Значение", "Value"),
    "column-interval": ("Интервал", "Interval"),
    "column-n": ("n", "n"),
    "column-coverage": ("Охват", "Coverage"),
    "column-code": ("Код", "Code"),
    "no-value": ("нет данных", "no data"),
    "not-applicable": ("не применяется", "not applicable"),
    "incomplete": ("неполно", "incomplete"),
    "with-predecessors": ("с предшественниками", "with its predecessors"),
    "suppressed": ("скрыто", "suppressed"),
    "code-unknown": (
        "Значения с кодом {found} нет. Код напечатан рядом с числом в отчёте: две группы по пять знаков.",
        "There is no value with the code {found}. It is printed beside the number: two groups of five characters.",
    ),
    # --- proof
    "proof-definition": (
        "2. Определение: {found}, пакет «{pack}», версия {version}. Основание: {basis}",
        "2. Definition: {found}, pack {pack}, version {version}. Basis: {basis}",
    ),
    "proof-formula": ("3. Формула: {text}", "3. Formula: {text}"),
    "proof-words": ("   Словами: {text}", "   In words: {text}"),
    "proof-numbers": ("   С числами: {text}", "   With its numbers: {text}"),
    "proof-steps": ("4. Слагаемые и строки:", "4. Aggregates and rows:"),
    "proof-more": ("      … и ещё строк: {count}", "      … and {count} more rows"),
    "proof-out-missing": ("      не вошло, нет данных: {count} ({first}, …)", "      left out, missing: {count} ({first}, …)"),
    "proof-out-not_applicable": (
        "      не вошло, не применяется: {count} ({first}, …)",
        "      left out, not applicable: {count} ({first}, …)",
    ),
    "proof-out-unpaired": (
        "      не вошло, нет парного числа: {count} ({first}, …)",
        "      left out, its pair is not known: {count} ({first}, …)",
    ),
    "proof-out-where": ("      не вошло по условию: {count} ({first}, …)", "      left out by the condition: {count} ({first}, …)"),
    "proof-out-no_value": ("      не вошло, нет значения: {count} ({first}, …)", "      left out, no value: {count} ({first}, …)"),
    "proof-used": (
        "   {title}, {whose}, {period}: команда msoko proof {found}",
        "   {title}, {whose}, {period}: command msoko proof {found}",
    ),
    "proof-no-batches": (
        "5. Строк за этим числом нет: оно получено готовым или из значений, названных выше.",
        "5. No rows stand behind this number: it was received ready-made or comes from the values above.",
    ),
    "proof-batches": ("5. Откуда строки:", "5. Where the rows came from:"),
    "proof-batch": (
        "   {file}, поступление {batch}, {when}; загрузил {who}, принял {approved}; sha256 {sha}…",
        "   {file}, batch {batch}, {when}; entered by {who}, approved by {approved}; sha256 {sha}…",
    ),
    "proof-same": (
        "6. Пересчитано сейчас по строкам журнала № {version}: значение то же.",
        "6. Recomputed now from the rows of ledger version {version}: the value is the same.",
    ),
    "proof-differs": (
        "6. Пересчитано сейчас по строкам журнала № {version}: получилось {again}. Данные изменились после расчёта: выполните msoko compute.",
        "6. Recomputed now from the rows of ledger version {version}: {again}. The data has changed since: run msoko compute.",
    ),
    "proof-fixed-differs": (
        "6. Пересчитано по строкам журнала № {version}: получилось {again}, а зафиксировано другое. Сообщите тому, кто ведёт систему.",
        "6. Recomputed from the rows of ledger version {version}: {again}, which is not what was fixed. Tell whoever runs the system.",
    ),
    "proof-other-pack": (
        "6. Пересчитано по строкам журнала № {version}: получилось {again}. Версия пакета с тех пор изменилась: сравните определения.",
        "6. Recomputed from the rows of ledger version {version}: {again}. The pack has another version now: compare the definitions.",
    ),
    # --- reports
    "report-written": ("Отчёт: {path}", "Report: {path}"),
    "report-unknown": ("Нет отчёта «{found}». Есть: {known}.", "There is no report {found}. There are: {known}."),
    # --- doctor
    "healthy": ("Хранилище в порядке: поступлений {batches}, файлов {files}.", "All is well: {batches} batches, {files} files."),
    "left-over": (
        "Файлов, которые больше никому не нужны: {count}. Их уберёт «msoko doctor --sweep».",
        "Files that nobody needs any more: {count}. Remove them with msoko doctor --sweep.",
    ),
    "unhealthy": ("Найдено неисправностей: {count}.", "Found {count} faults."),
    # --- the site
    "site-not-installed": (
        "Сайт не установлен. Установите его: pip install \"msoko[web]\".",
        "The site is not installed. Install it: pip install \"msoko[web]\".",
    ),
    "port-taken": (
        "Порт {port} занят другой программой или уже запущенным сайтом.",
        "The port {port} is taken by another program, or the site is running already.",
    ),
    "other-port": ("Укажите другой: msoko serve --port 8080", "Name another: msoko serve --port 8080"),
    "site-preparing": ("Готовим базу данных и оформление…", "Preparing the database and the style sheets…"),
    "site-up": (
        "Сайт работает: {address} (данные: {data}). Остановить: Ctrl+C.",
        "The site is up: {address} (data: {data}). Stop it with Ctrl+C.",
    ),
    "site-not-up": (
        "Сайт не запустился; причина — в строках выше.",
        "The site has not started; the cause is in the lines above.",
    ),
    "site-died": ("Остановился сам: {name}. Запускаем снова.", "Died by itself: {name}. Starting it again."),
    "site-stopping": (
        "Останавливаем: ждём, пока закончится текущая работа (ещё раз Ctrl+C — не ждать).",
        "Stopping when the present work is done (Ctrl+C once more: at once).",
    ),
    # --- copies
    "archive-exists": ("Файл {path} уже есть. Укажите другое имя.", "The file {path} exists. Give another name."),
    "archive-spoiled": (
        "Копия {path} повреждена ({name}). Ничего не восстановлено. Возьмите другую копию.",
        "The backup {path} is spoiled ({name}). Nothing was restored. Take another one.",
    ),
    "archive-newer": (
        "Копию {path} сделала более новая версия ({found}); здесь {expected}. Обновите программу.",
        "The backup {path} was made by a newer version ({found}); this is {expected}. Update the program.",
    ),
    "folder-not-empty": (
        "Папка {path} не пуста. Укажите новую: --into ПАПКА.",
        "The folder {path} is not empty. Name a new one: --into DIR.",
    ),
    "backup-done": (
        "Копия записана: {path}. Поступлений {batches}, значений {values}, строк базы {rows}, файлов {files}.",
        "The backup is written: {path}. {batches} batches, {values} values, {rows} rows, {files} files.",
    ),
    "backup-keys": (
        "Ключи и настройки с паролями: {path}. Храните этот файл отдельно от копии. Загрузки, которые ещё никто не подтвердил, в копию не входят.",
        "Keys and settings with passwords: {path}. Keep that file apart from the backup. Uploads that nobody has confirmed are not in it.",
    ),
    "restore-done": (
        "Восстановлено и проверено: {path}. Поступлений {batches}, значений {values}, строк базы {rows}.",
        "Restored and compared: {path}. {batches} batches, {values} values, {rows} rows.",
    ),
    "restore-without-keys": (
        "Файла с ключами {path} рядом не было. Числа целы, но вторые факторы входа придётся настроить заново, результаты одного ребёнка за разные годы не соединятся, а настройки нужно написать в msoko.toml.",
        "There was no file of keys {path}. The numbers are whole, but second factors must be set up anew, results of one child in different years are not joined, and msoko.toml must be written.",
    ),
    "restore-differs": (
        "Хранилище в копии не совпало с записанным в ней. Возьмите другую копию.",
        "The store in the backup is not what the backup says. Take another one.",
    ),
    "restore-next": ("Запустить: msoko --data {path} serve", "Start it: msoko --data {path} serve"),
    "site-name-site": ("сайт", "the site"),
    "site-name-worker": ("обработчик долгих работ", "the worker"),
    # --- demo
    "demo-step": ("{step} {seconds} с", "{step} {seconds} s"),
    "demo-writing": ("Создаём муниципалитет как файлы…", "Writing the municipality as files…"),
    "demo-written": ("Файлов {files}: {folder}", "{files} files: {folder}"),
    "demo-importing": ("Загружаем файлы обычным путём…", "Importing the files by the ordinary road…"),
    "demo-imported": (
        "Загружено файлов {files}, строк {rows}; предупреждений {warnings}.",
        "Imported {files} files, {rows} rows; {warnings} warnings.",
    ),
    "demo-computing": ("Считаем показатели…", "Computing the indicators…"),
    "demo-reports": ("Печатаем отчёты…", "Printing the reports…"),
    "demo-site": ("Готовим сайт: люди, зафиксированный расчёт…", "Preparing the site: people, a fixed calculation…"),
    "demo-logins": (
        "Под кем войти (людей зовут так только в демонстрации):",
        "Whom to sign in as (these people exist in the demonstration only):",
    ),
    "demo-column-role": ("Роль", "Role"),
    "demo-column-place": ("Где", "Where"),
    "demo-column-login": ("Вход", "Login"),
    "demo-column-password": ("Пароль", "Password"),
    "demo-serve": ("Открыть сайт: msoko --data {data} serve", "Open the site: msoko --data {data} serve"),
    "demo-found": ("Что было спрятано в данных и что нашлось:", "What was hidden in the data, and what was found:"),
    "demo-folder": (
        "Папка {path} не пуста и создана не демонстрацией. Укажите другую: --out ПАПКА.",
        "The folder {path} is not empty and was not made by a demonstration. Name another: --out DIR.",
    ),
    "demo-column-others": ("Названо других", "Others named"),
    "demo-column-planted": ("Спрятано", "Planted"),
    "demo-column-found": ("Найдено", "Found"),
    "demo-not-found": ("не найдено", "not found"),
    "demo-proof": ("Откуда одно из чисел (msoko proof {found}):", "Where one of the numbers comes from (msoko proof {found}):"),
    "demo-done": (
        "Готово за {seconds} с. Данные демонстрационные, все организации вымышлены. Дальше: msoko --data {data} value results.vpr_quality",
        "Done in {seconds} s. The data is generated, every organisation is invented. Next: msoko --data {data} value results.vpr_quality",
    ),
}  # fmt: skip
