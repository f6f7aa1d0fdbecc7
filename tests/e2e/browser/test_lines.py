"""Lines on the screens are the site's: a fourth one appears with its name everywhere."""

import pytest
from playwright.async_api import expect

from tests.support.browser.advisor_page import AdvisorPage
from tests.support.browser.call_rig import CallRig
from tests.support.browser.page_probe import REDUCED_MOTION, PageProbe

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.timeout(300),
]
NAME = "Línea de Cobro Amigable"


async def test_a_fourth_line_is_called_by_its_name(probe: PageProbe, rig: CallRig) -> None:
    """The name is on the board, in the filters of calls and figures, in the list, and in a call's story."""
    await rig.caller("4", line="cobro")
    page = (await AdvisorPage.sign_in(await probe.open_context(**REDUCED_MOTION), "supervisor", "/tablero")).page
    await expect(page.get_by_role("list", name="Llamadas en curso").get_by_text(NAME).first).to_be_visible()
    await expect(page.get_by_role("region", name="Nivel de servicio").get_by_role("heading", name=NAME)).to_be_visible()
    await page.goto("/llamadas")
    await page.get_by_label("Línea").select_option(label=NAME)
    await expect(page.get_by_role("row").nth(1)).to_contain_text(NAME)
    await page.get_by_role("table").get_by_role("link").first.click()
    await expect(page.get_by_role("complementary").get_by_text(NAME).first).to_be_visible()
    await page.goto("/indicadores")
    await expect(page.get_by_label("Línea").locator("option", has_text=NAME)).to_have_count(1)
