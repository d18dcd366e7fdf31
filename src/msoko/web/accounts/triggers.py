"""The database's own refusal to change or delete what the audit trail says, for SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

_TABLE = "accounts_auditevent"
_REFUSAL = "the audit trail is append-only"
_INSTALL = {
    "sqlite": tuple(
        f"CREATE TRIGGER audit_no_{act} BEFORE {act.upper()} ON {_TABLE} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for act in ("update", "delete")
    ),
    "postgresql": (
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
        f"CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON {_TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
        f"CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON {_TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    ),
}
_REMOVE = {
    "sqlite": ("DROP TRIGGER IF EXISTS audit_no_update", "DROP TRIGGER IF EXISTS audit_no_delete"),
    "postgresql": (
        f"DROP TRIGGER IF EXISTS audit_no_change ON {_TABLE}",
        f"DROP TRIGGER IF EXISTS audit_no_truncate ON {_TABLE}",
        "DROP FUNCTION IF EXISTS audit_refuse()",
    ),
}


def install(connection: Any) -> None:
    _execute(connection, _INSTALL)


def remove(connection: Any) -> None:
    """For a migration that must rebuild the table, and for tests of what the hash links find by themselves."""
    _execute(connection, _REMOVE)


def _execute(connection: Any, statements: dict[str, tuple[str, ...]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
