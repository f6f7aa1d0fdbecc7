"""Scripted users of softphones: the caller of ``atencion call``, and the sample advisors of the demo.

Owns when they answer, press keys, listen and hang up. It must not know the gateway.
"""

import asyncio
import audioop
from collections.abc import Callable, Sequence
from contextlib import suppress

from telephony.background_tasks import BackgroundTasks
from telephony.pyvoip.sip.calls.outgoing_call import OutgoingCall
from telephony.softphone.behaviour import ANSWERS_ALWAYS, AnswerBehaviour, KeyPress
from telephony.softphone.phone import LISTEN_INTERVAL_S, RTP_PORTS, InMemorySounds, PhoneCall, Softphone
from telephony.softphone.trace import CallReport, TraceEvent

__all__ = [
    "CALLER_PORTS",
    "PRACTICE_PORTS",
    "CallReport",
    "InMemorySounds",
    "KeyPress",
    "PhoneCall",
    "ScriptedAdvisor",
    "ScriptedCaller",
    "Softphone",
    "TraceEvent",
]

CALLER_PORTS = range(5100, 5200)
"""UDP ports of our own callers, so that the demo can list them."""
PRACTICE_PORTS = range(5200, 5240)
"""UDP ports of the sample caller of practices, so that the gateway can list them."""
_TEMPORARILY_UNAVAILABLE = 480  # RFC 3261 §21.4.18

_MIN_LOUDNESS = 200  # root mean square of 16-bit samples: above line noise, below any speech
_SILENCE_S = 0.8  # longer than a pause inside a sentence
_POLL_INTERVAL_S = 0.01
_FIRST_RESPONSE_TIMEOUT_S = (
    6.0  # for the first response; the INVITE has been sent four times by then (RFC 3261 §17.1.1.2)
)


class ScriptedCaller:
    """Places calls like a person: presses keys, listens, hangs up after a while."""

    def __init__(
        self, *, bind: str = "127.0.0.1", voice: bytes = b"", user: str = "3001234567", rtp_ports: range = RTP_PORTS
    ) -> None:
        self.phone = Softphone(
            bind=bind, ports=CALLER_PORTS, voice=voice, repeats_voice=True, user=user, rtp_ports=rtp_ports
        )

    async def place_call(self, uri: str, digits: Sequence[KeyPress] = (), seconds: float = 20.0) -> CallReport:
        """Place one call and follow it to its end, at most ``seconds`` after the answer.

        Raises:
            TelephonyError: the phone's own ports cannot be opened.
        """
        await self.phone.start()
        try:
            call = await self.phone.call(uri)
            if await wait_until_answered(call):
                await self._hold_conversation(call, digits, seconds)
            status = call.sip.status if isinstance(call.sip, OutgoingCall) else 0
            return CallReport(uri=uri, status=status, events=tuple(call.trace))
        finally:
            await self.phone.stop()

    async def _hold_conversation(self, call: PhoneCall, digits: Sequence[KeyPress], seconds: float) -> None:
        helpers = [asyncio.ensure_future(_listen(call)), asyncio.ensure_future(press_keys(call, digits))]
        try:
            await asyncio.wait_for(call.wait_for("far_end_hung_up"), seconds)
        except TimeoutError:
            call.hang_up()
        finally:
            for helper in helpers:
                helper.cancel()


class ScriptedAdvisor:
    """A phone that handles every call by itself, each with its own behaviour, and says a sentence."""

    def __init__(self, phone: Softphone, behaviour: Callable[[], AnswerBehaviour] = lambda: ANSWERS_ALWAYS) -> None:
        self.phone, self._behaviour = phone, behaviour
        self._tasks = BackgroundTasks()

    @property
    def uri(self) -> str:
        """The address at which it can be called."""
        return self.phone.uri

    async def start(self) -> None:
        """Start the phone.

        Raises:
            TelephonyError: the port cannot be opened.
        """
        await self.phone.start()
        self._tasks.start(self._handle_calls(), "incoming calls")

    async def stop(self) -> None:
        """Hang up all calls and stop the phone."""
        await self._tasks.cancel()
        await self.phone.stop()

    async def _handle_calls(self) -> None:
        while True:
            call = await self.phone.incoming.get()
            self._tasks.start(_handle_call(call, self._behaviour()), "call")


async def _handle_call(call: PhoneCall, behaviour: AnswerBehaviour) -> None:
    await wait_while_up(call, behaviour.ringing_s)
    if not call.is_over and not behaviour.answers:
        call.reject(_TEMPORARILY_UNAVAILABLE)
    elif not call.is_over:
        call.answer()
        await wait_while_up(call, behaviour.max_talk_s)
        call.hang_up()


async def wait_while_up(call: PhoneCall, seconds: float | None) -> None:
    """Wait for a time, or until the call ends; None waits for the end."""
    with suppress(TimeoutError):
        await asyncio.wait_for(call.wait_for("hung_up", "far_end_hung_up"), seconds)


async def wait_until_answered(call: PhoneCall) -> bool:
    """Wait for the answer or a failure; without any response, only a few seconds."""
    try:
        await asyncio.wait_for(call.wait_for("trying", "ringing", "answered", "failed"), _FIRST_RESPONSE_TIMEOUT_S)
    except TimeoutError:
        call.on_failed("unreachable")
    return (await call.wait_for("answered", "failed")).kind == "answered"


async def press_keys(call: PhoneCall, digits: Sequence[KeyPress]) -> None:
    """Press keys in sequence while the call is up; a KeyPress without digits is a pause."""
    for each in digits:
        await wait_while_up(call, each.delay_s)
        if each.digits and not call.is_over:
            call.press(each.digits)


async def _listen(call: PhoneCall) -> None:
    """Record the first packet, and where sound begins and ends."""
    assert call.stream is not None
    loop = asyncio.get_running_loop()
    while not call.stream.stats().received:  # noqa: ASYNC110 - the media thread sends no event
        await asyncio.sleep(_POLL_INTERVAL_S)
    call.record("first_audio")
    sounding, changed = False, loop.time()
    while True:
        await asyncio.sleep(LISTEN_INTERVAL_S / 2)
        loud = is_loud(call.stream.captured_audio())
        if loud == sounding:
            changed = loop.time()
        elif loud or loop.time() - changed >= _SILENCE_S:
            sounding, changed = loud, loop.time()
            call.record("sound" if loud else "silence")


def is_loud(ulaw: bytes) -> bool:
    """Return whether a piece of u-law is audible."""
    return bool(ulaw) and audioop.rms(audioop.ulaw2lin(ulaw, 2), 2) >= _MIN_LOUDNESS
