"""An advisor at the desk: the texts on the screen and the advisor's actions, with a keyboard and no mouse.

Owns the places of things on the screens. The tests own the assertions.
"""

import asyncio
import json
import re
from typing import Any

from playwright.async_api import BrowserContext, Page, expect

from tests.support.browser.api_request import request_as_user
from tests.support.whole_system.system import DEMO_PASSWORD

TICKET_NUMBER = re.compile(r"\d{4}-\d{6}-\d")
PETITION = "Pagó la cuota de octubre en un corresponsal y en su estado de cuenta sigue pendiente."

TYPED_KEYS = 20
"""Number of characters of a text that are typed key by key: each key costs the page some renderings."""


async def type_text(page: Page, text: str) -> None:
    """Type into the focused element: the beginning key by key, the rest of a long text at once."""
    await page.keyboard.type(text[:TYPED_KEYS])
    if rest := text[TYPED_KEYS:]:
        await page.keyboard.insert_text(rest)


class AdvisorPage:
    """A page of a signed-in user.

    Attributes:
        page: the browser's page.
        heard: every message of the desk's connection, in order.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heard: list[dict[str, Any]] = []
        page.on("websocket", lambda socket: socket.on("framereceived", self._hear))

    @classmethod
    async def sign_in(cls, context: BrowserContext, user: str, path: str = "/") -> "AdvisorPage":
        """Sign in by the API and open a screen; `sign_in_by_keyboard` is the way of a person."""
        credentials = {"username": user, "password": DEMO_PASSWORD}
        await request_as_user(context.request, "POST", "/session", credentials)
        desk = cls(await context.new_page())
        await desk.page.goto(path)
        await desk.expect_online()
        return desk

    @classmethod
    async def sign_in_by_keyboard(cls, context: BrowserContext, user: str, path: str = "/") -> "AdvisorPage":
        """Open a screen and sign in on the form that it shows first."""
        desk = cls(await context.new_page())
        await desk.page.goto(path)
        await expect(desk.page.get_by_label("Usuario")).to_be_focused()
        await desk.type(user)
        await desk.press("Tab")
        await desk.type(DEMO_PASSWORD)
        await desk.press("Enter")
        await expect(desk.page.get_by_label("Usuario")).to_have_count(0)
        return desk

    @classmethod
    async def open_tab(cls, context: BrowserContext) -> "AdvisorPage":
        """Open a second page of the same user."""
        desk = cls(await context.new_page())
        await desk.page.goto("/")
        await desk.expect_online()
        return desk

    async def press(self, *keys: str) -> None:
        """Press keys in order."""
        for key in keys:
            await self.page.keyboard.press(key)

    async def type(self, words: str) -> None:
        """Type into the focused element."""
        await type_text(self.page, words)

    async def expect_online(self) -> None:
        """Expect the status text that says that the server is online."""
        await expect(self.page.get_by_role("status").filter(has_text="En línea")).to_be_visible()

    async def expect_state(self, state: str) -> None:
        """Expect this advisor state in the header."""
        await expect(self.page.locator("header strong").filter(has_text=state)).to_be_visible()

    async def become_available(self) -> None:
        """Go off duty and return to available, by shortcuts."""
        await self.press("Alt+x")
        await self.expect_state("Fuera de turno")
        await self.press("Alt+l")
        await self.expect_state("Disponible")

    async def expect_text(self, *words: str) -> None:
        """Expect all of these texts on the screen."""
        for each in words:
            await expect(self.page.get_by_text(each).first).to_be_visible()

    async def expect_ringing(self) -> None:
        """Expect an offered call and its screen pop."""
        await self.expect_text("Llamada entrante", "Buen día. Le habla")

    async def expect_talking(self) -> None:
        """Expect that the phone was answered, and that the panels, which come after the first frame, take shortcuts."""
        await expect(self.page.get_by_role("button", name="Retener")).to_be_enabled(timeout=30_000)
        await expect(self.page.locator("[data-side][role=tabpanel]").first).to_be_attached()

    async def choose_topic(self, words: str, topic: str) -> None:
        """Type part of a theme and choose the match; the focus is in the field."""
        await expect(self.page.locator("#tipificacion")).to_be_focused()
        await self.type(words)
        await expect(self.page.locator("[data-combobox-selected]")).to_contain_text(topic.rsplit(" · ", maxsplit=1)[-1])
        await self.press("Enter")
        await expect(self.page.locator("#tipificacion")).to_have_value(topic)

    async def write_text(self, text: str) -> None:
        """Move from the theme to the text and type it."""
        await self.press("Tab")
        await expect(self.page.locator("#texto")).to_be_focused()
        await self.type(text)

    async def expect_form(self, topic: str, text: str) -> None:
        """Expect this topic and this text in the form."""
        await expect(self.page.locator("#tipificacion")).to_have_value(topic)
        await expect(self.page.locator("#texto")).to_have_value(text)

    async def filed_ticket_number(self) -> str:
        """Return the number of the filed ticket once the screen shows it."""
        await self.expect_text("Frase para leer a quien llama", "Su radicado es")
        form = self.page.get_by_role("form", name="Ticket radicado")
        return await form.get_by_text(TICKET_NUMBER).first.inner_text()

    async def hang_up(self) -> None:
        """Hang up by shortcut and confirm."""
        await self.press("Alt+c")
        await expect(self.page.get_by_role("button", name="¿Colgar?")).to_be_visible()
        await self.press("Alt+c")
        await self.expect_wrap_up()

    async def expect_wrap_up(self) -> None:
        """Expect the end of the call and the request for its topic."""
        await self.expect_text("La llamada terminó", "le quedan")

    def known_calls(self) -> set[str]:
        """Return the ids of all calls that this page received."""
        changed_calls = (
            entity["id"] for message in self.heard for entity in message.get("put", ()) if entity["kind"] == "call"
        )
        snapshot_calls = (call for message in self.heard for call in message.get("entities", {}).get("call", ()))
        return {*changed_calls, *snapshot_calls}

    async def latest_call(self) -> str:
        """Return the call that this page received last; wait for the first one."""
        async with asyncio.timeout(20.0):
            while not self.known_calls():  # noqa: ASYNC110 - the page receives it
                await asyncio.sleep(0.05)
        calls = [each["id"] for message in self.heard for each in message.get("put", ()) if each["kind"] == "call"]
        return str(calls[-1] if calls else next(iter(self.known_calls())))

    def _hear(self, frame: str | bytes) -> None:
        self.heard.append(json.loads(frame))
