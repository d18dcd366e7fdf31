"""Pictures of the manual: `python -m tests.browser.pictures DATA`, the data folder that `msoko demo` makes."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.serving import ARGUMENTS, ROOT, Site, served

FOLDER = ROOT / "docs" / "ru" / "pictures"
WIDTH, HEIGHT = 1200, 900
COLOURS = 64  # a page has few; more only makes the files larger


def take(site: Site, page: Page) -> None:
    """Walk as a new person would and take a picture at each stop."""
    page.goto("/")
    _keep(page, "overview")
    page.goto("/indicators/")
    page.locator("main a[href*='/indicators/']").first.click()
    _keep(page, "indicator")
    page.goto("/imports/")
    _keep(page, "uploads")
    page.goto("/reports/")
    _keep(page, "reports")
    page.context.clear_cookies()
    _sign_in(site, page, "deputy")
    page.goto("/")
    page.locator("main a[href^='/organisations/']").first.click()
    _keep(page, "organisation")
    page.locator("main a[href*='/proof/']").first.click()
    _keep(page, "proof")


def _sign_in(site: Site, page: Page, role: str) -> None:
    page.context.add_cookies([{"name": "sessionid", "value": site.sessions[role], "url": site.address}])


def _keep(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready")
    height = min(HEIGHT, page.evaluate("document.querySelector('.footer').getBoundingClientRect().top"))
    shot = page.screenshot(clip={"x": 0, "y": 0, "width": WIDTH, "height": height})
    picture = Image.open(io.BytesIO(shot)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(FOLDER / f"{name}.png", optimize=True)


def main(data: Path) -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        copy = Path(shutil.copytree(data, Path(folder) / "data"))
        for kept in copy.glob("msoko.sqlite3*"):
            kept.unlink()
        with served(copy) as site:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
            context = browser.new_context(
                base_url=site.address, viewport={"width": WIDTH, "height": HEIGHT}, locale="ru-RU"
            )
            page = context.new_page()
            _sign_in(site, page, "department_head")
            take(site, page)
            browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
