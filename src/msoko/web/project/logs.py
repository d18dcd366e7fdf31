"""One JSON object a line on the error stream: what happened, to which request. Never who, what was sent or typed.

Messages of other libraries are written without their arguments, errors by class and place without their text, because
both may quote a name, an address or a cell of a file.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

OURS = "msoko"
# What a line may carry besides the common fields: numbers, codes and states, which name nobody.
FIELDS = ("method", "path", "status", "ms", "user", "job", "kind", "attempts", "number")
QUIET = ("/static/", "/healthz", "/readyz")
_PLAIN = re.compile(r"[A-Za-z0-9_.-]{0,24}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")

_request_id: ContextVar[str] = ContextVar("request_id", default="")
log = logging.getLogger(__name__)


class JsonLines(logging.Formatter):
    """time, level, logger, message, request, the FIELDS that were given, error and where it came from."""

    def format(self, record: logging.LogRecord) -> str:
        own = record.name.partition(".")[0] == OURS
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage() if own else str(record.msg),
        }
        if request := _request_id.get():
            line["request"] = request
        if own:
            line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            line["error"] = [type(one).__qualname__ for one in _chain(record.exc_info[1])]
            line["where"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[1].__traceback__)
            ]
        return json.dumps(line, ensure_ascii=False, default=str)


def _chain(error: BaseException | None) -> list[BaseException]:
    """The error and what it came from."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def request_log(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the outermost: a number for each request, told in X-Request-ID, and a line when it is answered."""

    def answer(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        number = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        token = _request_id.set(number)
        began = time.monotonic()
        try:
            response = get_response(request)
            response.headers.setdefault("X-Request-ID", number)
            _write(request, response, round((time.monotonic() - began) * 1000, 1))
            return response
        finally:
            _request_id.reset(token)

    return answer


def _write(request: HttpRequest, response: HttpResponse, ms: float) -> None:
    if request.path.startswith(QUIET) and response.status_code < 400:
        return
    level = logging.ERROR if response.status_code >= 500 else logging.INFO
    user = getattr(request, "user", None)
    # Asked only if the page has asked too: a line of the log is not worth a query.
    known = getattr(request, "_cached_user", None)
    said = {"method": request.method, "path": plain(request.path), "status": response.status_code, "ms": ms}
    if user is not None and known is not None and known.pk:
        said["user"] = known.pk
    log.log(level, "request", extra=said)


def plain(path: str) -> str:
    """The path without what may be a key or a name: long parts, and parts that are not letters, digits and _.-"""
    return "/".join(part if _PLAIN.fullmatch(part) else "…" for part in path.split("/"))[:200]


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": f"{__name__}.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        OURS: {"level": "INFO"},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},  # whatever is less is a line of request_log
        "django_tasks": {"level": "ERROR"},
        "django_tasks_db": {"level": "ERROR"},
    },
}
