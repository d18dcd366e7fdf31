"""Uploads and batches: for who hands in files about the place; organisations that were joined are the heir's."""

from __future__ import annotations

from tests.web.access.rows import Row
from tests.web.results import making

_DEPARTMENT, _OWN = "department_head department_specialist methodist", "organisation_head deputy"
_LISTS = {f"{_DEPARTMENT} {_OWN}": "200", "anonymous": "302", "else": "403"}


def _table(allowed: str, own: str = "", department: str = "") -> dict[str, str]:
    """An object of one place: the department's status, the organisation's, 404 for everybody else."""
    wide, narrow = department or allowed, own or allowed
    return {
        _DEPARTMENT: f"{wide} {wide} 404 {wide}",
        _OWN: f"{narrow} 404 404 {narrow}",
        "anonymous": "302",
        "else": "404",
    }


def upload(place: str) -> dict[str, object]:
    return {"upload": making.upload(place).pk}


def marked(place: str) -> dict[str, object]:
    one = making.upload(place)
    one.folder.mkdir(parents=True, exist_ok=True)
    one.marked.write_bytes(b"PK")
    return {"upload": one.pk}


def known(place: str) -> dict[str, object]:
    """A batch that the store has too: its page asks the ledger what depends on it."""
    from msoko.web.organisations.models import Organisation
    from msoko.web.results.following import follow
    from msoko.web.results.models import BatchRow

    follow()
    row = BatchRow.objects.filter(kind="facts_table").first()
    row.places.set([Organisation.objects.get(code=place)])
    return {"batch": row.pk}


_WITHDRAW = {
    "department_head department_specialist": "200 200 404 200",
    "methodist": "403 403 404 403",
    _OWN: "200 404 404 200",
    "anonymous": "302",
    "else": "404",
}
_POST = {name: text.replace("200", "302") for name, text in _table("200").items()}

ROWS = (
    Row("results:imports", _LISTS),
    Row("results:imports", {f"{_DEPARTMENT} {_OWN}": "422", "anonymous": "302", "else": "403"}, method="post"),
    Row("results:imports_workbook", _LISTS),
    Row("results:confirm_ready", {f"{_DEPARTMENT} {_OWN} anonymous": "302", "else": "403"}, method="post"),
    Row("results:upload", _table("200"), arguments=upload),
    Row("results:answer", _table("422"), arguments=upload, method="post"),
    Row("results:read_again", _POST, arguments=upload, method="post"),
    Row("results:confirm", _POST, arguments=upload, method="post"),
    Row("results:drop", _POST, arguments=upload, method="post"),
    Row("results:changes", _table("200"), arguments=upload),
    Row("results:problems", _table("200"), arguments=upload),
    Row("results:marked", _table("200"), arguments=marked),
    Row("results:batches", _LISTS),
    Row("results:batches_workbook", _LISTS),
    Row("results:batch", _table("200"), arguments=known),
    Row("results:dependents", _table("200"), arguments=known),
    Row("results:kept_file", _table("", own="403", department="200"), arguments=known),
    Row("results:withdraw", _WITHDRAW, arguments=known),
    Row(
        "results:withdraw",
        {roles: text.replace("200", "422") for roles, text in _WITHDRAW.items()},
        arguments=known,
        method="post",
    ),
)
