"""The verbs' behaviour, except ``<Dial>``; see `dial`.

Each takes the leg, its element and the document, and returns the leg's next step: a `DocumentRequest`, HANG_UP, or None
for the next verb. Source: the verb's page under https://www.twilio.com/docs/voice/twiml. ``<Pause>``, ``<Redirect>``
and ``<Reject>`` do not answer a ringing call; every other verb does.
"""

import asyncio
from functools import partial
from typing import Literal
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from tests.support.twilio.http.webhooks import WebhookFailed
from tests.support.twilio.legs import Leg
from tests.support.twilio.sounds import name_of
from tests.support.twilio.twiml.documents import Document, DocumentRequest
from tests.support.twilio.twiml.gather import GatherState

HANG_UP: Literal["hang up"] = "hang up"
Next = DocumentRequest | Literal["hang up"] | None

_KEY_S = 0.2
_LETTER_S = 0.06


async def play(leg: Leg, element: Element, document: Document) -> Next:
    """Play a sound a number of times, 0 without end; or send keys to the far end."""
    leg.pick_up()
    if digits := element.get("digits", ""):
        if not leg.exchange.clock.manual:
            await leg.exchange.clock.wait(leg.sid, "sound", _KEY_S * len(digits))
        leg.received += digits.replace("w", "").replace("W", "")
        leg.exchange.changes.notify()
        return None
    url = urljoin(document.url, (element.text or "").strip())
    try:
        seconds = await leg.exchange.sounds.seconds(url)
    except WebhookFailed as error:
        # The call goes on without the sound: assumed, because the page of the error (11200) leaves it open.
        leg.exchange.fault(leg.sid, error)
        return None
    await _sound(leg, name_of(url), seconds, int(element.get("loop", "1")))
    return None


async def say(leg: Leg, element: Element, document: Document) -> Next:
    """Speak with a synthetic voice of Twilio."""
    leg.pick_up()
    text = (element.text or "").strip()
    await _sound(leg, f"say:{text}", _LETTER_S * len(text), int(element.get("loop", "1")))
    return None


async def _sound(leg: Leg, name: str, seconds: float, loop: int) -> None:
    leg.plays(name)
    try:
        if loop == 0:
            await asyncio.Event().wait()
        for _ in range(loop):
            await leg.exchange.clock.wait(leg.sid, "sound", seconds)
    finally:
        leg.plays()


async def pause(leg: Leg, element: Element, document: Document) -> Next:
    """Wait in silence, or let a ringing call ring on."""
    await leg.exchange.clock.wait(leg.sid, "pause", float(element.get("length", "1")))
    return None


async def redirect(leg: Leg, element: Element, document: Document) -> Next:
    """Continue with another document."""
    return DocumentRequest(urljoin(document.url, (element.text or "").strip()), element.get("method", "POST"))


async def hangup(leg: Leg, element: Element, document: Document) -> Next:
    """Hang up; a ringing call is answered first, and billed."""
    leg.pick_up()
    return HANG_UP


async def reject(leg: Leg, element: Element, document: Document) -> Next:
    """Refuse an unanswered call. That ``rejected`` ends as no-answer is assumed."""
    if leg.is_up:
        raise WebhookFailed(12200, f"{document.url}: <Reject> of a call that was picked up")
    leg.rejected = element.get("reason", "rejected")
    leg.end("busy" if leg.rejected == "busy" else "no-answer")
    return HANG_UP


async def start(leg: Leg, element: Element, document: Document) -> Next:
    """Begin a recording, and go on at once."""
    for each in element:
        leg.exchange.recorder.begin(
            leg,
            channels=2 if each.get("channels", "dual") == "dual" else 1,
            url=urljoin(document.url, each.get("recordingStatusCallback", "")),
            events=each.get("recordingStatusCallbackEvent", "completed").split(),
            source="StartCallRecordingTwiML",
        )
    return None


async def gather(leg: Leg, element: Element, document: Document) -> Next:
    """Gather keys; the first one ends the sounds, and the time-out begins after them."""
    leg.pick_up()
    keys = GatherState(int(element.get("numDigits", "0")), element.get("finishOnKey", "#"))
    leg.gathering = keys
    try:
        await _prompted(leg, element, document, keys)
        await _pressed(leg, keys, float(element.get("timeout", "5")))
    finally:
        if leg.gathering is keys:
            leg.gathering = None
    if not keys.digits and element.get("actionOnEmptyResult") != "true":
        return None
    parameters = {"Digits": keys.digits, "FinishedOnKey": keys.finished, "msg": "Gather End"}
    return DocumentRequest(document.resolve(element), element.get("method", "POST"), parameters)


async def _prompted(leg: Leg, element: Element, document: Document, keys: GatherState) -> None:
    prompt = asyncio.create_task(_nested(leg, element, document))
    touched = asyncio.create_task(leg.exchange.changes.wait_until(lambda: keys.touched, 1e6))
    try:
        await asyncio.wait({prompt, touched}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        prompt.cancel()
        touched.cancel()
        await asyncio.gather(prompt, touched, return_exceptions=True)


async def _nested(leg: Leg, element: Element, document: Document) -> None:
    for child in element:
        await {"Play": play, "Say": say, "Pause": pause}[child.tag](leg, child, document)


def _more(keys: GatherState, than: int) -> bool:
    return keys.done or len(keys.digits) > than


async def _pressed(leg: Leg, keys: GatherState, timeout_s: float) -> None:
    """Wait for the last key, or for the time-out without one."""
    while not keys.done:
        silence = asyncio.create_task(leg.exchange.clock.wait(leg.sid, "silence", timeout_s))
        key = asyncio.create_task(leg.exchange.changes.wait_until(partial(_more, keys, len(keys.digits)), 1e6))
        try:
            await asyncio.wait({silence, key}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            quiet = silence.done()
            silence.cancel()
            key.cancel()
            await asyncio.gather(silence, key, return_exceptions=True)
        if quiet:
            return
