"""Chromium as somebody sits before it, and everything that it complains of.

Owns browser contexts from their start to their end, and what of a failed test is kept to look at. It must not know any
screen: those are `desk`'s.
"""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Response, async_playwright, expect

from agent_api.screens.static_files import WEB_DIST
from tests.support.programs import require_program, skip_or_fail
from tests.support.repository import ROOT

WEB = ROOT / "web"
EXPECT_TIMEOUT_MS = 20_000  # of every expectation: the machine may be busy
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_CONTEXT_OPTIONS: Mapping[str, Any] = {
    "locale": "es-CO",
    "timezone_id": "America/Bogota",
    "viewport": {"width": 1366, "height": 768},
}
REDUCED_MOTION: Mapping[str, Any] = {"reduced_motion": "reduce"}
"""Who looks at a page as it stands: a colour in the middle of a fade is no colour of ours."""
PHONE_SCREEN: Mapping[str, Any] = {**REDUCED_MOTION, "viewport": {"width": 390, "height": 844}}
"""Who looks at a telephone."""
_OVERFLOW_SCRIPT = """
[document.documentElement, ...document.querySelectorAll("main, dialog")]
  .some((each) => each.scrollWidth > each.clientWidth + 1)
"""
_REPORT_POLICY_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))
"""
_OUTAGE_MESSAGES = re.compile(r"Failed to load resource: net::|WebSocket connection to|.* 409 .*/draft\)$")


def require_screens() -> None:
    """Without built screens a test is skipped on a laptop, and fails where CI is set."""
    if not (WEB_DIST / "index.html").exists():
        skip_or_fail("the screens are not built: make web")


@asynccontextmanager
async def chromium(*more: str) -> AsyncIterator[Browser]:
    """Debian's chromium, without a head; the screens are there.

    Args:
        more: flags beside those that every browser here has.
    """
    require_screens()
    program = require_program("chromium")
    expect.set_options(timeout=EXPECT_TIMEOUT_MS)
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=program, args=[*FLAGS, *more])
        yield browser
        await browser.close()


async def overflows_horizontally(page: Page) -> bool:
    """Whether something on it is wider than the glass."""
    return bool(await page.evaluate(_OVERFLOW_SCRIPT))


class PageProbe:
    """The contexts of one test.

    Args:
        browser: where they are.
        base: address of the screens.
        folder: for what is kept of a failure.

    Attributes:
        expects_outage: whether the server goes away in this test, so that the browser may say that it was away; a draft
            whose answer was lost is sent again, and refused as an old one.
    """

    def __init__(self, browser: Browser, base: str, folder: Path) -> None:
        self._browser, self._base, self._folder = browser, base, folder
        self._contexts: list[BrowserContext] = []
        self._said: list[str] = []
        self._complaints: list[str] = []
        self.expects_outage = False
        self._expected: set[tuple[int, str]] = set()

    def expect_status(self, status: int, path: str) -> None:
        """The server refuses this in the test, and Chromium writes it down."""
        self._expected.add((status, path))

    async def open_context(self, **options: Any) -> BrowserContext:
        """Another person's browser, with nothing in it.

        Args:
            options: what this one has unlike others; see Playwright's ``new_context``.
        """
        context = await self._browser.new_context(base_url=self._base, **{**_CONTEXT_OPTIONS, **options})
        context.set_default_timeout(20_000)
        await context.add_init_script(_REPORT_POLICY_VIOLATIONS)
        context.on("console", self._hear)
        context.on("response", self._note)
        context.on("weberror", lambda error: self._complain(f"uncaught: {error.error}"))
        self._contexts.append(context)
        return context

    def complaints(self) -> list[str]:
        """Errors in the console, exceptions and violations of the policy."""
        return [
            complaint
            for complaint in self._complaints
            if not (self.expects_outage and _OUTAGE_MESSAGES.match(complaint))
        ]

    async def save_evidence(self) -> None:
        """Leave pictures of every page and the console's words for who looks into a failure."""
        (self._folder / "console.log").write_text("\n".join(self._said))
        for number, page in enumerate(self._pages()):
            await page.screenshot(path=self._folder / f"page-{number}.png")
            (self._folder / f"page-{number}.html").write_text(await page.content())

    async def close(self) -> None:
        """End every context."""
        for context in self._contexts:
            await context.close()

    def _pages(self) -> list[Page]:
        return [page for context in self._contexts for page in context.pages]

    def _hear(self, message: ConsoleMessage) -> None:
        address = str(message.location.get("url", ""))
        self._said.append(f"{message.type}: {message.text} ({address})")
        expected = any(
            address.endswith(path) and f"status of {status}" in message.text for status, path in self._expected
        )
        if message.type == "error" and not expected:
            self._complain(f"{message.text} ({address})")

    def _note(self, response: Response) -> None:
        at = datetime.now(UTC).strftime("%H:%M:%S.%f")
        self._said.append(f"{at} {response.request.method} {response.url} {response.status}")

    def _complain(self, text: str) -> None:
        self._said.append(text)
        self._complaints.append(text)
