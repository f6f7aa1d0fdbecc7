"""Headless Chromium with one of our pages open in a signed-in session.

Owns the browser from its start to its end. It must not know what is measured.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, async_playwright

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
async def signed_in_page(stage: RunningSystem, user: str, script: str, path: str) -> AsyncIterator[Page]:
    """Open a page as one of the demo's users; ``script`` runs before the page's own scripts."""
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = await browser.new_context(
            viewport={"width": 1366, "height": 768}, locale="es-CO", timezone_id="America/Bogota"
        )
        credentials = {"username": user, "password": demo_password(stage.settings)}
        await context.request.post(f"{stage.web}/api/v1/session", data=credentials)
        session = await (await context.request.get(f"{stage.web}/api/v1/session")).json()
        for role in session["account"]["roles"]:  # the tour of a first sign-in is no part of the work
            seen = f"{stage.web}/api/v1/me/help/tours/{role}"
            await context.request.put(seen, headers={"X-Atencion": "1"})
        page = await context.new_page()
        await page.add_init_script(script)
        await page.goto(f"{stage.web}{path}")
        yield page
        await browser.close()
