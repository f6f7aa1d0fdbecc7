"""Chromium with the errors that it reports.

Owns browser contexts from start to end, and the evidence that a failed test leaves. It must not know any screen;
`advisor_page` does.
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
from tests.support.run.boots import count_boot

WEB = ROOT / "web"
EXPECT_TIMEOUT_MS = 20_000  # for every expectation: the machine may be busy
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
"""Without animations: a colour in the middle of a fade is not one of the design."""
PHONE_SCREEN: Mapping[str, Any] = {**REDUCED_MOTION, "viewport": {"width": 390, "height": 844}}
"""The size of a telephone's screen."""
NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Wait until the page has followed its window: it does so in the next frame, up to which both states are mixed."""
_OVERFLOW_SCRIPT = """
[document.documentElement, ...document.querySelectorAll("main, dialog, .panel")]
  .some((each) => each.scrollWidth > each.clientWidth + 1)
"""
_REPORT_POLICY_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))
"""
_SESSION_END_MESSAGES = re.compile(r"Failed to load resource: the server responded with a status of 401 ")
_OUTAGE_MESSAGES = re.compile(
    r"Failed to load resource: net::|WebSocket connection to|.* 409 .*/draft\)$"
    r"|Applying inline style violates|policy: style-src-elem inline "  # axe inserts the style of a sheet that failed
)


def require_screens() -> None:
    """Skip a test if the screens are not built; fail it where CI is set."""
    if not (WEB_DIST / "index.html").exists():
        skip_or_fail("the screens are not built: make web")


@asynccontextmanager
async def chromium(*more: str) -> AsyncIterator[Browser]:
    """Start Debian's Chromium in headless mode; the screens must be built.

    Args:
        more: flags in addition to the ones that every browser here has.
    """
    require_screens()
    program = require_program("chromium")
    expect.set_options(timeout=EXPECT_TIMEOUT_MS)
    count_boot("browser")
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=program, args=[*FLAGS, *more])
        yield browser
        await browser.close()


async def expect_loaded(page: Page) -> None:
    """Expect a screen with its heading, in which nothing is loading."""
    await expect(page.locator("main [data-loading]")).to_have_count(0)
    await expect(page.locator("main h1")).to_have_count(1)


async def overflows_horizontally(page: Page) -> bool:
    """Return whether something is wider than the window, a dialog or a panel, which may cut it.

    An open list is moved by a script when the window changes, so until the next frame it stands where it stood before.
    """
    await page.evaluate(NEXT_FRAME)
    return bool(await page.evaluate(_OVERFLOW_SCRIPT))


class PageProbe:
    """The browser contexts of one test.

    Args:
        browser: opens them.
        base: address of the screens.
        folder: receives the evidence of a failure.

    Attributes:
        expects_outage: whether the server goes away in this test, so that the browser may report it; a draft with a
            lost answer is sent again, and refused as an old one.
        expects_session_end: whether the session ends in this test, so that the browser may report refused requests.
    """

    def __init__(self, browser: Browser, base: str, folder: Path) -> None:
        self._browser, self._base, self._folder = browser, base, folder
        self._contexts: list[BrowserContext] = []
        self._said: list[str] = []
        self._complaints: list[str] = []
        self.expects_outage = False
        self.expects_session_end = False
        self._expected: set[tuple[int, str]] = set()

    def expect_status(self, status: int, path: str) -> None:
        """Expect this refusal of the server, which Chromium reports as an error."""
        self._expected.add((status, path))

    async def open_context(self, **options: Any) -> BrowserContext:
        """Open another user's browser, without stored data.

        Args:
            options: differences from the default; see Playwright's ``new_context``.
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
        """Return errors in the console, exceptions and violations of the content security policy."""
        return [
            complaint
            for complaint in self._complaints
            if not (self.expects_outage and _OUTAGE_MESSAGES.match(complaint))
            and not (self.expects_session_end and _SESSION_END_MESSAGES.match(complaint))
        ]

    async def save_evidence(self) -> None:
        """Save screenshots of every page and the console's output for the diagnosis of a failure."""
        (self._folder / "console.log").write_text("\n".join(self._said))
        for number, page in enumerate(self._pages()):
            await page.screenshot(path=self._folder / f"page-{number}.png")
            (self._folder / f"page-{number}.html").write_text(await page.content())

    async def close(self) -> None:
        """Close every context."""
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
