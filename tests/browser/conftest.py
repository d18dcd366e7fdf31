"""Chromium on the site. `visit` opens a page as a role and fails the test on any message of the console."""

from __future__ import annotations

import shutil

import pytest

from tests.browser.serving import ARGUMENTS, served
from tests.web import world


@pytest.fixture(scope="session")
def site(tmp_path_factory, packs_read_once):
    folder = tmp_path_factory.mktemp("browser")
    with served(world.fill(folder)) as site:
        yield site


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("there is no chromium on this machine")
    return browser_type_launch_args | {"executable_path": found, "args": ARGUMENTS}


@pytest.fixture
def visit(browser, site):
    """visit("deputy", "/path/", width=320) -> the page; what the console says is gathered in page.said."""
    contexts = []

    def open_(role, address="/", width=1280, **options):
        context = browser.new_context(
            base_url=site.address, viewport={"width": width, "height": 800}, locale="ru-RU", **options
        )
        contexts.append(context)
        if role in site.sessions:
            context.add_cookies([{"name": "sessionid", "value": site.sessions[role], "url": site.address}])
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()
