"""The public page of the lines: without a login, without JavaScript, on any screen."""

import re

import pytest
from playwright.async_api import expect

from tests.support.browser.accessibility import Checker
from tests.support.browser.page_probe import PHONE_SCREEN, REDUCED_MOTION, PageProbe, overflows_horizontally
from tests.support.whole_system.system import System

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(120),
]


async def test_each_line_has_site_name_number_state_and_hours_in_our_fonts_and_colours(
    probe: PageProbe, system: System
) -> None:
    """Each line has the site's name, number, state and hours, in our fonts and colours, without a script."""
    page = await (await probe.open_context(java_script_enabled=False)).new_page()
    await page.goto("/estado")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Líneas de atención")
    bogota = page.get_by_role("article").filter(has=page.get_by_role("heading", name="Línea Bogotá"))
    await expect(bogota).to_contain_text("Abierta a toda hora")
    await expect(bogota).to_contain_text("Lunes a domingo")
    await expect(bogota.get_by_role("link", name="601 555 0100")).to_have_attribute("href", "tel:6015550100")
    await expect(page.locator("body")).to_have_css("font-family", re.compile("Atkinson Hyperlegible"))
    assert await page.get_by_role("link").count() == await page.get_by_role("article").count()


async def test_page_meets_wcag_2_2_aa_light_and_dark_with_best_practices_on_refreshing(
    probe: PageProbe, system: System, axe: str
) -> None:
    """The page meets WCAG 2.2 AA, light and dark, with the best practices on refreshing, and fits a telephone."""
    for beholder in (REDUCED_MOTION, PHONE_SCREEN):
        page = await (await probe.open_context(**beholder, bypass_csp=True)).new_page()
        await page.goto("/estado")
        assert await Checker(axe).violations(page) == []
        assert not await overflows_horizontally(page)
