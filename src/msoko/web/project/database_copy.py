"""The whole database at one moment as files, and back: a copy by SQLite itself, or PostgreSQL's COPY of each table.

A copy goes back into a database of the same kind; tables are as its migrations made them, then brought up to date.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

SAID = "rows.json"  # kind of database, migrations, rows of each table
SQLITE = "msoko.sqlite3"


class CopyError(Exception):
    """What is wrong, in Russian, for whoever restores."""


def dump(folder: Path) -> None:
    """Write the database as it is now; changes by others meanwhile are not in it."""
    rows = _dump_sqlite(folder) if connection.vendor == "sqlite" else _dump_postgresql(folder)
    migrations = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
    said = {"kind": connection.vendor, "migrations": migrations, "rows": rows}
    (folder / SAID).write_text(json.dumps(said, indent=1), "utf-8")


def load(folder: Path) -> dict[str, int]:
    """Fill an empty database from the files; the rows of each table, compared with what was written."""
    said = json.loads((folder / SAID).read_text("utf-8"))
    if said["kind"] != connection.vendor:
        raise CopyError(
            f"Копия сделана с базы {said['kind']}, а указана база {connection.vendor}. Укажите базу того же вида: "
            "--database postgresql://имя:пароль@сервер:5432/база."
        )
    found = _load_sqlite(folder) if connection.vendor == "sqlite" else _load_postgresql(folder, said["migrations"])
    if found != said["rows"]:
        raise CopyError("Число строк в восстановленной базе не совпало с записанным в копии. Папка не готова к работе.")
    return found


def _dump_sqlite(folder: Path) -> dict[str, int]:
    connection.ensure_connection()
    with closing(sqlite3.connect(folder / SQLITE)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        return _counts_sqlite(copy)


def _load_sqlite(folder: Path) -> dict[str, int]:
    target = Path(connection.settings_dict["NAME"])
    if target.exists():
        raise CopyError(f"База {target} уже есть. Укажите пустую папку.")
    (folder / SQLITE).rename(target)
    with closing(sqlite3.connect(target)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise CopyError("База в копии повреждена.")
        return _counts_sqlite(copy)


def _counts_sqlite(copy: sqlite3.Connection) -> dict[str, int]:
    names = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1")
    return {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names.fetchall()}


def _dump_postgresql(folder: Path) -> dict[str, int]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        tables = sorted(connection.introspection.table_names(cursor))
        for name in tables:
            with (folder / f"{name}.copy").open("wb") as file, _copy(cursor, f'COPY "{name}" TO STDOUT') as blocks:
                for block in blocks:
                    file.write(block)
            columns = [one.name for one in connection.introspection.get_table_description(cursor, name)]
            (folder / f"{name}.columns").write_text(json.dumps(columns), "utf-8")
        return _counts(cursor, tables)


def _load_postgresql(folder: Path, migrations: list[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        if connection.introspection.table_names(cursor):
            raise CopyError("База PostgreSQL не пуста. Создайте новую: createdb msoko_copy.")
    _migrate_as(migrations)
    with transaction.atomic(), connection.cursor() as cursor:
        tables = sorted(path.stem for path in folder.glob("*.copy"))
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for name in tables:  # what migrations have written of themselves
            cursor.execute(f'DELETE FROM "{name}"')
        for name in tables:
            columns = ", ".join(f'"{one}"' for one in json.loads((folder / f"{name}.columns").read_text("utf-8")))
            with (
                (folder / f"{name}.copy").open("rb") as file,
                _copy(cursor, f'COPY "{name}" ({columns}) FROM STDIN') as copy,
            ):
                while block := file.read(1 << 20):
                    copy.write(block)
        _go_on_counting(cursor, tables)
        return _counts(cursor, tables)


def _copy(cursor: Any, statement: str) -> Any:
    """psycopg's COPY, of the cursor beneath Django's."""
    return cursor.cursor.copy(statement)


def _migrate_as(migrations: list[str]) -> None:
    """The tables as they were when the copy was made."""
    executor = MigrationExecutor(connection)
    known = executor.loader.graph.nodes
    wanted = {(app, name) for app, _, name in (one.partition(".") for one in migrations)}
    if newer := [f"{app}.{name}" for app, name in wanted if (app, name) not in known]:
        raise CopyError(f"Копию сделала более новая версия программы (шаг базы {newer[0]}). Обновите программу.")
    later = executor.loader.graph.node_map
    own = {node: {one.key for one in later[node].children if one.key[0] == node[0]} for node in wanted}
    executor.migrate(sorted(node for node, following in own.items() if not following & wanted))


def _go_on_counting(cursor: Any, tables: list[str]) -> None:
    """Numbers that the database gives by itself begin after the greatest."""
    for name in tables:
        for found in connection.introspection.get_sequences(cursor, name):
            quoted = connection.ops.quote_name(found["column"])
            last = f"coalesce(max({quoted}), 1), max({quoted}) IS NOT NULL"
            statement = f'SELECT setval(pg_get_serial_sequence(%s, %s), {last}) FROM "{name}"'
            cursor.execute(statement, [f'"{name}"', found["column"]])


def _counts(cursor: Any, tables: list[str]) -> dict[str, int]:
    found = {}
    for name in tables:
        cursor.execute(f'SELECT count(*) FROM "{name}"')
        found[name] = cursor.fetchone()[0]
    return found
