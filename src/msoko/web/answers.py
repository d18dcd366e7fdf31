"""What every answer of the API has in common: problems in one form, pages by a cursor, unchanged answers by ETag.

ninja builds the parameters of operations from annotations, so modules of the API do not postpone them.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.responses import Status
from pydantic import Field

MOST_ON_A_PAGE, ON_A_PAGE = 500, 100
Found = TypeVar("Found")


class Wrong(Schema):
    """One parameter that cannot be understood. where: path, query, form or file, and its name."""

    where: str
    said: str


class Problem(Schema):
    """Every refusal of the API."""

    status: int = Field(description="the HTTP status once more")
    code: str = Field(description="a word for programs: wrong-request, not-signed-in, not-allowed, not-found, …")
    said: str = Field(description="what is wrong and what to do, for people")
    wrong: list[Wrong] = Field(default=[], description="parameters that cannot be understood")


class Page(Schema):
    """What is asked of a list."""

    cursor: str = Field("", description="`next` of the page before; empty for the first page")
    limit: int = Field(ON_A_PAGE, ge=1, le=MOST_ON_A_PAGE, description="rows of a page")


class Refused(Exception):
    """A refusal to be answered as a Problem."""

    def __init__(self, status: int, code: str, said: str) -> None:
        self.status, self.code, self.said = status, code, said
        super().__init__(said)


# Of every operation; reading adds 304, what names an object adds 404.
REFUSALS: dict[int, Any] = dict.fromkeys((400, 401, 403, 429, 503), Problem)
READING: dict[int, Any] = REFUSALS | {304: None}


def cursor(key: Sequence[str | int]) -> str:
    """An opaque word for the place after a row: the row's key, so rows that come later move nothing."""
    return base64.urlsafe_b64encode(json.dumps(list(key)).encode()).decode().rstrip("=")


def after(given: str, like: Sequence[type]) -> tuple[Any, ...] | None:
    """The key in a cursor, None for no cursor. Raises Refused if it is not one of ours. like: types of its parts."""
    if not given:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
    except (ValueError, binascii.Error):
        key = None
    is_whole = isinstance(key, list) and len(key) == len(like)
    if not is_whole or not all(type(one) is kind for one, kind in zip(key, like, strict=True)):
        raise Refused(
            400,
            "wrong-cursor",
            _("The cursor is not from an answer of this address. Begin with the first page, without a cursor."),
        )
    if any(isinstance(one, str) and "\0" in one for one in key):
        raise Refused(
            400,
            "wrong-cursor",
            _("The cursor is not from an answer of this address. Begin with the first page, without a cursor."),
        )
    return tuple(key)


def unless_same(request: HttpRequest, response: HttpResponse, answer: Found, *rests_on: Any) -> Found | Status[None]:
    """The answer with an ETag made of what it rests on (and of the question); 304 if the program has it already."""
    said = json.dumps([request.get_full_path(), *rests_on], default=str, sort_keys=True)
    tag = f'W/"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Authorization, Cookie"
    held = [one.strip() for one in request.headers.get("If-None-Match", "").split(",")]
    return Status(304, None) if tag in held else answer
