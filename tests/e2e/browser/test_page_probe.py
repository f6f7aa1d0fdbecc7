"""The check of a page's width while the page still follows a change of its window."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page

from tests.support.browser.page_probe import chromium, overflows_horizontally

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(60)]

_FITS_IN_THE_NEXT_FRAME = """
(box) => {
  const draw = window.requestAnimationFrame;
  box.style.width = "5000px";
  window.requestAnimationFrame = (callback) => draw((at) => { box.style.width = "10px"; callback(at); });
}
"""
"""As on a slow machine, which draws no frame before the check asks for one."""


@pytest_asyncio.fixture
async def page() -> AsyncIterator[Page]:
    """Open a page with one box."""
    async with chromium() as browser:
        page = await browser.new_page()
        await page.set_content("<main><div>ancho</div></main>")
        yield page


async def test_a_box_that_the_page_is_about_to_move_is_no_overflow(page: Page) -> None:
    """A box that a script fits into the window in the next frame is measured after that frame."""
    await page.locator("div").evaluate(_FITS_IN_THE_NEXT_FRAME)
    assert not await overflows_horizontally(page)


async def test_a_box_that_stays_too_wide_is_an_overflow(page: Page) -> None:
    """A box that stays wider than the window is reported."""
    await page.locator("div").evaluate("(box) => (box.style.width = '5000px')")
    assert await overflows_horizontally(page)
