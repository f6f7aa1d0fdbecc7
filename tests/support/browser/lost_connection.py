"""Failures around a form in a browser: a lost response and an expired session.

Owns how the failure is made, and how the user goes on. The tests own what must be on the screen afterwards.
"""

from playwright.async_api import Locator, Page, Route

from tests.support.whole_system.system import DEMO_PASSWORD


async def lose_response(page: Page, address: str, button: Locator) -> None:
    """Press a button whose request the server carries out, but whose response does not arrive."""

    async def drop(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await page.route(address, drop)
    async with page.expect_event("requestfailed"):
        await button.click()
    await page.unroute(address)


async def sign_in_again(page: Page, user: str) -> None:
    """Sign in on the screen that follows the end of a session."""
    await page.get_by_label("Usuario").fill(user)
    await page.get_by_label("Contraseña").first.fill(DEMO_PASSWORD)
    await page.keyboard.press("Enter")
