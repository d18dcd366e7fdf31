"""The same ways by keyboard, without scripts, on paper."""

from __future__ import annotations

import pytest

from tests.web.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def focused(page) -> str:
    return page.evaluate("document.activeElement.textContent.trim() || document.activeElement.name || ''")


def test_the_first_tab_leads_past_the_menu(visit):
    page = visit("deputy", "/gallery/")
    page.keyboard.press("Tab")
    assert focused(page) == "Перейти к содержанию"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_focus_is_always_seen(visit):
    page = visit("deputy", "/gallery/")
    unseen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            "(e => { const s = getComputedStyle(e); return e.getBoundingClientRect().width > 0"
            " && s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 })(document.activeElement)"
        )
        if not seen:
            unseen.append(focused(page))
    assert not unseen


def test_details_and_the_form_by_keyboard(visit):
    page = visit("deputy", "/gallery/")
    details = page.locator("main details").first
    details.locator("summary").focus()
    page.keyboard.press("Enter")
    assert details.evaluate("e => e.open")
    page.get_by_label("Название организации").first.focus()
    page.keyboard.type("Школа")
    page.keyboard.press("Tab")
    page.keyboard.type("120")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gallery/?*")
    assert "places=120" in page.url


def test_an_error_stands_beside_its_field(visit):
    page = visit("deputy", "/gallery/")
    field = page.locator("[aria-invalid=true]").first
    said = field.get_attribute("aria-describedby").split()
    assert any(page.locator(f"[id='{one}'].errorlist").count() for one in said)


@pytest.mark.parametrize("script", [True, False])
def test_the_menu_of_a_phone(script, visit):
    page = visit("deputy", "/gallery/", 360, java_script_enabled=script)
    menu = page.get_by_role("navigation", name="Разделы")
    assert not menu.is_visible()
    page.get_by_role("link", name="Меню").click()
    assert menu.is_visible()
    page.get_by_role("link", name="Закрыть меню").click()
    assert not menu.is_visible()


def test_language_and_appearance_without_script(visit):
    page = visit("anonymous", "/", java_script_enabled=False)
    page.get_by_role("button", name="English").click()
    assert page.get_by_role("link", name="Sign in").first.is_visible()
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="Русский").click()
    page.get_by_role("button", name="Версия для слабовидящих").first.click()
    page.get_by_role("button", name="200 %").click()
    page.get_by_role("button", name="белым по чёрному").click()
    assert page.locator("html").get_attribute("class") == "vi vi-200 vi-black vi-close vi-images"
    page.goto("/help/")
    assert page.locator("html").get_attribute("class") == "vi vi-200 vi-black vi-close vi-images"
    page.get_by_role("button", name="Обычная версия сайта").first.click()
    assert page.locator("html").get_attribute("class") is None


def test_from_signing_in_to_the_source_of_a_number_without_script(visit):
    page = visit("anonymous", "/", java_script_enabled=False)
    page.get_by_role("link", name="Войти").first.click()
    page.locator("input[name=login]").fill("deputy")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit], main form button").first.click()
    assert page.get_by_role("button", name="Выйти").first.is_visible()
    page.goto("/")
    page.locator("main a[href^='/organisations/']").first.click()
    page.locator("main a[href*='/indicators/']").first.click()
    page.locator("main a[href*='/proof/']").first.click()
    assert page.locator(".proof > li").count() >= 3


def test_a_printed_page_is_only_its_content(visit):
    page = visit("deputy", "/gallery/", color_scheme="dark")
    page.emulate_media(media="print")
    for selector in (".nav", ".topbar", ".button >> nth=0", ".footer form >> nth=0"):
        assert not page.locator(selector).is_visible(), selector
    assert page.locator("h1").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
        "rgb(255, 255, 255)",
        "rgba(0, 0, 0, 0)",
    )
