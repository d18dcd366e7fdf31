"""What the server writes about a request: enough to find the fault, nothing about a person."""

import json
import logging

import pytest
from django.test import Client
from django.urls import path

from msoko.web.project import urls
from msoko.web.project.logs import JsonLines, plain

pytestmark = pytest.mark.django_db
SECRET = "Иванов"


def fail(request, name):
    try:
        int(request.POST["word"])
    except ValueError as error:
        raise LookupError(f"{SECRET}: {request.user.email}") from error


def remember(request, name):
    logging.getLogger("some.library").warning("cell %s is wrong", SECRET)
    raise PermissionError(SECRET)


urlpatterns = [path("fail/<str:name>/", fail), path("remember/<str:name>/", remember), *urls.urlpatterns]
handler500 = urls.handler500


@pytest.fixture
def lines(caplog):
    """Everything written so far, as the server writes it."""
    caplog.set_level(logging.INFO)
    for name in ("msoko", "django", "django.request"):
        logging.getLogger(name).propagate = True
    formatter = JsonLines()
    caplog.handler.setFormatter(formatter)
    return lambda: [json.loads(line) for line in caplog.text.splitlines()]


@pytest.mark.urls(__name__)
def test_a_failing_request_leaves_no_personal_data(lines, person, caplog):
    user = person("deputy")
    user.name, user.email = f"{SECRET} Иван Иванович", "ivanov@example.ru"
    user.save()
    client = Client(raise_request_exception=False)
    client.force_login(user)
    for address in ("fail", "remember"):
        answer = client.post(f"/{address}/{SECRET}/?who={SECRET}", {"word": SECRET}, headers={"User-Agent": SECRET})
        assert answer.status_code == 500
        assert SECRET not in answer.content.decode()
    text = caplog.text
    for word in (SECRET, "ivanov", "who=", "example.ru"):
        assert word not in json.dumps(lines(), ensure_ascii=False), word
        assert word not in text
    error = next(line for line in lines() if "error" in line)
    assert error["error"][:2] == ["LookupError", "ValueError"]
    assert any("test_logs.py" in place for place in error["where"])


def test_a_request_is_one_line_that_its_number_finds(lines, as_, person):
    answer = as_("deputy").get("/help/?q=words")
    line = next(line for line in lines() if line["message"] == "request")
    assert line["request"] == answer["X-Request-ID"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/help/", 200)
    assert line["user"] == person("deputy").pk
    assert line["ms"] > 0


def test_a_number_given_by_the_proxy_is_kept_and_a_hostile_one_is_not(client):
    assert client.get("/help/", headers={"X-Request-ID": "proxy-12345678"})["X-Request-ID"] == "proxy-12345678"
    assert "\n" not in client.get("/help/", headers={"X-Request-ID": "a\nb" * 9})["X-Request-ID"]


def test_whoever_only_asks_for_health_fills_no_log(lines, client):
    client.get("/healthz")
    assert not [line for line in lines() if line["message"] == "request"]


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/organisations/s06/", "/organisations/s06/"),
        ("/account/invitation/YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo/", "/account/invitation/…/"),
        ("/organisations/Иванов/", "/organisations/…/"),
        ("/people/ivanov@example.ru/", "/people/…/"),
        ("/jobs/5fbbf73b-da24-4809-9235-6ae1c1665486/", "/jobs/5fbbf73b-da24-4809-9235-6ae1c1665486/"),
    ],
)
def test_keys_and_names_in_an_address_are_left_out(path, written):
    assert plain(path) == written
