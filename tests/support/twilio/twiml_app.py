"""A small TwiML application for the tests of the emulator: it answers by path, and checks signatures."""

import io
import wave
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from twilio.request_validator import RequestValidator

from tests.support.twilio import TOKEN, TwilioEmulator

LINE = "+576015550100"
PUBLIC = "https://voz.example"
FormValues = dict[str, str]
Reply = str | int | Callable[[FormValues], str]


def sound(seconds: float = 1.0) -> bytes:
    """Return a WAV of silence."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(bytes(int(16000 * seconds)))
    return file.getvalue()


class TwimlApp:
    """A server that answers ``/{path}`` with its entry in ``pages``: verbs, a status, or a function of the form."""

    def __init__(self) -> None:
        self.pages: dict[str, Reply] = {}
        self.requests: list[tuple[str, FormValues]] = []
        self.forged = 0
        self.port = 0
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Start listening."""
        app = web.Application()
        app.router.add_get("/sounds/{key}", self._sound)
        app.router.add_post("/{path:.*}", self._page)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening: connections are refused."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    def requests_to(self, path: str) -> list[FormValues]:
        """Return the forms of the requests to a path."""
        return [form for requested, form in self.requests if requested == path]

    async def _sound(self, request: web.Request) -> web.Response:
        if request.match_info["key"].startswith("missing"):
            return web.Response(status=404)
        return web.Response(body=sound(), content_type="audio/wav")

    async def _page(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        # Behind a proxy: the signature covers the public address.
        url = f"{request.headers['X-Forwarded-Proto']}://{request.headers['Host']}{request.raw_path}"
        if not RequestValidator(TOKEN).validate(url, form, request.headers["X-Twilio-Signature"]):
            self.forged += 1
            return web.Response(status=403)
        self.requests.append((request.match_info["path"], form))
        reply = self.pages.get(request.match_info["path"], "")
        reply = reply(form) if callable(reply) else reply
        if isinstance(reply, int):
            return web.Response(status=reply)
        text = reply if reply.startswith("!") else f"<Response>{reply}</Response>"
        return web.Response(text=text.lstrip("!"), content_type="text/xml")


@asynccontextmanager
async def emulator_with_app(
    *, manual: bool = True, **options: object
) -> AsyncIterator[tuple[TwilioEmulator, TwimlApp]]:
    """Start an emulator with one number, and the application that answers it."""
    app = TwimlApp()
    await app.start()
    stand_in = TwilioEmulator(PUBLIC, [f"http://127.0.0.1:{app.port}"], manual=manual, **options)  # type: ignore[arg-type]
    async with stand_in:
        stand_in.add_number(
            LINE,
            "Bogotá",
            VoiceUrl=f"{PUBLIC}/incoming",
            VoiceFallbackUrl=f"{PUBLIC}/fallback",
            StatusCallback=f"{PUBLIC}/status",
        )
        yield stand_in, app
    await app.stop()
