"""The API of the site: one description (OpenAPI 3.1), a page of it that needs no other site, refusals in one form."""

from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from msoko.store.errors import StoreError
from msoko.web.analytics.api import router as numbers
from msoko.web.answers import Problem, Refused, Wrong
from msoko.web.organisations.api import router as organisations
from msoko.web.organisations.programs import Rate, Session, Token
from msoko.web.results.api import router as files

api = NinjaAPI(
    title="МСОКО", version="1", urls_namespace="api", auth=[Token(), Session()], throttle=[Rate()],
    description=(
        "Read organisations, indicators, values with their proofs and batches, and hand in files. A key is made on the "
        "page of the profile and acts as its owner: it sees what the owner sees. Lists come in pages: `next` of an "
        "answer is the `cursor` of the following question. ETag and If-None-Match spare sending the same again."
    ),
)  # fmt: skip
for _router in (organisations, numbers, files):
    api.add_router("", _router)


def _answer(request: HttpRequest, status: int, code: str, said: str, wrong: list[Wrong] | None = None) -> HttpResponse:
    problem = Problem(status=status, code=code, said=said, wrong=wrong or [])
    return api.create_response(request, problem.model_dump(), status=status)


@api.exception_handler(ValidationError)
def _wrong_request(request: HttpRequest, error: ValidationError) -> HttpResponse:
    wrong = [Wrong(where=" ".join(str(part) for part in one["loc"]), said=str(one["msg"])) for one in error.errors]
    return _answer(request, 400, "wrong-request", _("The request cannot be understood: see “wrong”."), wrong)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return _answer(request, error.status, error.code, error.said)


@api.exception_handler(AuthenticationError)
def _not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    said = _("A living key is needed: Authorization: Bearer msoko_… It is made on the page of your profile.")
    response = _answer(request, 401, "not-signed-in", said)
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(PermissionDenied)
def _not_allowed(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return _answer(request, 403, "not-allowed", _("Your role does not allow this."))


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return _answer(request, 404, "not-found", _("There is no such thing, or it is not open to you."))


@api.exception_handler(Throttled)
def _too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
    response = _answer(request, 429, "too-many", _("Too many requests. Wait as many seconds as Retry-After says."))
    response["Retry-After"] = str(int(error.wait or 1) + 1)
    return response


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _answer(request, error.status_code, "wrong-request", str(error))


def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    return _answer(request, 400, "wrong-request", _("The body of the request is damaged or not of the described kind."))


for _kind in (BadRequest, SuspiciousOperation, MultiPartParserError, UnicodeDecodeError):
    api.add_exception_handler(_kind, _unreadable)


@api.exception_handler(StoreError)
def _store(request: HttpRequest, error: StoreError) -> HttpResponse:
    response = _answer(request, 503, "store", error.say(get_language() or "ru"))
    response["Retry-After"] = "60"
    return response
