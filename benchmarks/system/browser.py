"""Headless Chromium with our pages open in signed-in sessions.

Owns the browser from its start to its end. It must not know what is measured.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from atencion.demo.users import demo_password
from benchmarks.system.running_system import RunningSystem

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Run a browser until the block ends."""
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


async def new_context(browser: Browser) -> BrowserContext:
    """Return a context without a session, with the window and the language of an advisor."""
    return await browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="es-CO", timezone_id="America/Bogota"
    )


async def signed_in_context(browser: Browser, stage: RunningSystem, user: str) -> BrowserContext:
    """Return a context with the session of one of the demo's users, who has already seen the tours."""
    context = await new_context(browser)
    credentials = {"username": user, "password": demo_password(stage.settings)}
    await context.request.post(f"{stage.web}/api/v1/session", data=credentials)
    session = await (await context.request.get(f"{stage.web}/api/v1/session")).json()
    for role in session["account"]["roles"]:  # the tour of a first sign-in is no part of the work
        await context.request.put(f"{stage.web}/api/v1/me/help/tours/{role}", headers={"X-Atencion": "1"})
    return context


async def open_page(browser: Browser, stage: RunningSystem, user: str, script: str, path: str) -> Page:
    """Open a page in a session of its own; ``script`` runs before the page's own scripts."""
    page = await (await signed_in_context(browser, stage, user)).new_page()
    await page.add_init_script(script)
    await page.goto(f"{stage.web}{path}")
    return page


@asynccontextmanager
async def signed_in_page(stage: RunningSystem, user: str, script: str, path: str) -> AsyncIterator[Page]:
    """Open one page in a browser of its own."""
    async with chromium() as browser:
        yield await open_page(browser, stage, user, script, path)
