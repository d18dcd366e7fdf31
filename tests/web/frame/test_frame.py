"""The frame: choosers, language, appearance, help, errors in words, and one palette for pages and charts."""

from __future__ import annotations

import re

import pytest
from django.db import OperationalError
from django.test import RequestFactory
from django.urls import get_resolver, reverse

from msoko.charts.palette import DARK, LIGHT
from msoko.web.project import errors, manual
from msoko.web.project.assets import HERE
from msoko.web.project.manual_folder import FOLDER
from tests.web.test_access import names

pytestmark = pytest.mark.django_db


def test_another_year_keeps_the_rest_of_the_address(as_):
    answer = as_("department_head").get("/choose/", {"page": "/gallery/?kind=a&period=2020-21", "period": "2022-23"})
    assert answer.url == "/gallery/?kind=a&period=2022-23"


def test_the_chooser_leads_nowhere_else(as_):
    answer = as_("deputy").get("/choose/", {"page": "https://elsewhere.example/x", "period": "2022-23"})
    assert answer.url == "/?period=2022-23"


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "///evil.example"])
def test_the_chooser_does_not_lead_away_by_a_path_that_is_a_host(path, as_):
    answer = as_("deputy").get("/choose/", {"page": f"http://testserver{path}", "period": "2022-23"})
    assert answer["Location"].startswith("/?")


@pytest.mark.parametrize(
    "address",
    ["/organisations/s1%00/", "/people/?words=%00", "/batches/?state=%00", "/help/a%00/", "/proof/A?calculation=%00"],
)
def test_a_zero_byte_in_an_address_is_a_wrong_request_and_no_failure(address, as_):
    assert as_("department_head").get(address).status_code == 400


def test_a_zero_byte_in_a_field_is_a_wrong_request(as_):
    answer = as_("department_head").post("/calculations/fix/", {"title": "Итоги\0", "reason": "приказ"})
    assert answer.status_code == 400


def test_the_chooser_does_not_tell_of_places_out_of_reach(as_):
    assert as_("deputy").get("/choose/", {"page": "/", "organisation": "t1"}).status_code == 404


def test_the_browser_does_not_choose_the_language_but_the_person_does(as_):
    client = as_("anonymous")
    assert 'lang="ru"' in client.get("/", headers={"accept-language": "en-US"}).content.decode()
    client.post("/language/", {"language": "en", "next": "/"})
    assert 'lang="en"' in client.get("/").content.decode()


def test_appearance_is_remembered_and_nothing_else_gets_into_the_page(as_):
    client = as_("anonymous")
    client.post("/appearance/", {"size": "vi-200", "page": "/"})
    client.post("/appearance/", {"spacing": "vi-spaced", "page": "/"})
    assert 'class="vi vi-200 vi-white vi-spaced vi-images"' in client.get("/").content.decode()
    client.cookies["appearance"] = 'vi."><script>.vi-black'
    page = client.get("/").content.decode()
    assert 'class="vi vi-100 vi-black vi-close vi-images"' in page
    assert "<script>" not in page


@pytest.mark.parametrize(("role", "seen"), [("anonymous", False), ("deputy", True)])
def test_a_missing_page_says_what_to_do(role, seen, as_):
    answer = as_(role).get("/no/such/page/")
    assert answer.status_code == 404
    text = answer.content.decode()
    assert "Страница не найдена" in text and "Проверьте адрес" in text
    assert ('id="nav"' in text) is seen


def test_a_form_that_is_out_of_date(client):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert "Страница устарела" in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [(OperationalError("no"), 503, "База данных не отвечает"), (ValueError("no"), 500, "сообщите администратору")],
)
def test_a_failure_needs_nothing_to_be_said(error, status, words, django_assert_num_queries):
    with django_assert_num_queries(0):
        try:
            raise error
        except type(error):
            answer = errors.failed(RequestFactory().get("/"))
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_the_frame_asks_the_database_little(as_, django_assert_max_num_queries):
    client = as_("department_head")
    with django_assert_max_num_queries(4):
        client.get("/gallery/")


def test_every_page_has_its_help(as_):
    topics = {manual.topic_of(name) for name in names(get_resolver())}
    missing = {topic for topic in topics if manual.read(topic) is None}
    assert not missing
    for topic, title in manual.contents():
        answer = as_("anonymous").get(reverse("help_topic", args=[topic]))
        assert answer.status_code == 200
        assert f"<h1>{title}</h1>" in answer.content.decode()


def test_links_and_pictures_of_the_manual_lead_somewhere():
    pages = {path.stem for path in FOLDER.glob("*.md")}
    for path in FOLDER.glob("*.md"):
        text = path.read_text("utf-8")
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert (FOLDER / target).is_file(), f"{path.name}: {target}"
    assert {topic for topic, _ in manual.contents()} == pages - {"README"}
    assert sum(path.stat().st_size for path in (FOLDER / "pictures").glob("*")) < 2_000_000


def test_a_page_of_the_manual_cannot_bring_a_script(monkeypatch):
    page = manual._page("x", "# X\n\n<script>alert(1)</script>\n\n[y](javascript:alert(1))\n")
    assert "<script" not in page.html and 'href="javascript' not in page.html


def test_the_page_of_settings_is_the_table():
    """If this fails: python -m msoko.web settings_page."""
    assert (FOLDER / "settings.md").read_text("utf-8") == manual.settings_page()


def test_one_palette():
    """tokens.css names the colours of charts.palette, light and dark."""
    text = (HERE / "static" / "css" / "tokens.css").read_text("utf-8")
    light, dark = text.split("prefers-color-scheme: dark")
    dark = dark[: dark.index("/* «Версия")]
    for part, palette in ((light, LIGHT), (dark, DARK)):
        said = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]+)", part))
        for line in palette.css().split(";"):
            if line.strip():
                name, colour = line.strip().removeprefix("--").split(": ")
                assert said.get(name, colour) == colour, name


def test_what_a_signed_in_person_reads_stays_in_no_cache(as_, client):
    assert "no-store" in as_("organisation_head").get("/overview/")["Cache-Control"]
    client.logout()
    assert "no-store" not in client.get("/").get("Cache-Control", "")
