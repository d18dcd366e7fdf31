"""Every page that a department head, a deputy and a visitor may open: WCAG 2.2 AA, phone width, a silent console."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}


WIDTHS = (1280, 320)
SAME_FOR_ALL = ("/help/", "/gallery/")  # looked at once, as the department head
OTHERS = "/api/v1/docs"  # drawn by a wheel, for programmers; what it says is also in the manual and in openapi.json
LOCKED_IN = "/view/"  # a written report: its page forbids every script, axe's too; tests/library/reports hold its HTML


@pytest.mark.parametrize("role", ["department_head", "deputy", "anonymous"])
def test_pages_are_accessible_and_fit(role, site, visit):
    page = visit(role)
    seen_already = (OTHERS,) if role == "department_head" else (OTHERS, *SAME_FOR_ALL)
    addresses = [one for one in site.pages[role] if not one.startswith(seen_already) and not one.endswith(LOCKED_IN)]
    wrong = []
    for address in addresses:
        page.said.clear()
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            wrong += [f"{address} at {width}: {fault}" for fault in (*page.said, *faults(page), *misfits(page))]
    assert len(addresses) >= 1
    assert not wrong, "\n".join(wrong)


def misfits(page) -> list[str]:
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    wide = page.evaluate(
        "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1"
        " && !e.closest('.scroll')).map(e => e.outerHTML.slice(0, 120))"
    )
    found = [f"{over} px wider than the screen: {wide[:3]}"] if over > 0 else []
    titles = [text.strip() for text in page.locator("h1").all_inner_texts()]
    return found if len(titles) == 1 and titles[0] else [*found, f"not one title: {titles}"]


@pytest.mark.parametrize("classes", ["vi.vi-white.vi-200.vi-spaced.vi-noimages", "vi.vi-black.vi-150"])
def test_the_version_for_the_visually_impaired(classes, site, visit):
    page = visit("deputy", "/gallery/", 640)
    page.context.add_cookies([{"name": "appearance", "value": classes, "url": site.address}])
    wrong = []
    for address in ("/overview/", "/organisations/s1/", "/gallery/", "/imports/"):
        page.goto(address)
        wrong += [f"{address}: {fault}" for fault in faults(page)]
    assert not wrong, "\n".join(wrong)


def test_the_dark_scheme(visit):
    page = visit("deputy", "/gallery/", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 25, 26)"
    assert not faults(page)


@pytest.mark.parametrize(("role", "address"), [("anonymous", "/"), ("department_head", "/")])
def test_the_first_page_is_light(role, address, visit):
    """On a slow line of 1 Mbit/s 200 KB are under two seconds: page, style, script, three type faces."""
    page = visit(role, address)
    page.wait_for_load_state("networkidle")
    sizes = page.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".map(e => [e.name, e.encodedBodySize])"
    )
    assert len(sizes) >= 5
    assert sum(size for _, size in sizes) < 200_000, sizes


def faults(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for one in found
        for node in one["nodes"][:3]
    ]
