"""``<Dial>``: phones that ring for a leg, the bridge with the first to answer, and conferences.

Owns the bridge between two legs and the parameters of ``action``. The leg that dials is the parent, the called legs are
its children. Source: https://www.twilio.com/docs/voice/twiml/dial, .../number, .../sip, .../client, .../conference.
Assumed: a child that hangs up in the document of its ``url`` ends the Dial as ``completed`` with DialBridged false; one
that is redirected there leaves the Dial as from the bridge; the parent hears the ringing tone until the bridge.
"""

import asyncio
import re
from collections.abc import Mapping
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from tests.support.twilio.conferences import ConferenceMember
from tests.support.twilio.http.webhooks import WebhookFailed
from tests.support.twilio.legs import Callback, Leg
from tests.support.twilio.sounds import HOLD_MUSIC, RINGING_TONE, name_of
from tests.support.twilio.twiml.documents import Document, DocumentRequest
from tests.support.twilio.twiml.verbs import Next

_LONGEST_S = 14400


async def dial(leg: Leg, element: Element, document: Document) -> Next:
    """Call and bridge, or join a conference; then request ``action``, or go on with the next verb."""
    room = element.find("Conference")
    if room is not None or element.get("answerOnBridge") != "true":
        leg.pick_up()
    try:
        outcome = await (_reach(leg, element, document) if room is None else _confer(leg, element, room, document))
    except asyncio.CancelledError:
        _post_action_after_hangup(leg, element, document)
        raise
    if element.get("action") is None:
        return None
    return DocumentRequest(document.resolve(element), element.get("method", "POST"), outcome)


def _post_action_after_hangup(leg: Leg, element: Element, document: Document) -> None:
    """Request ``action`` after the caller has left, which Twilio at times does; ignore the answer."""
    if leg.is_over and element.get("action") and leg.exchange.webhooks.trouble.action_after_hangup:
        params = leg.params({"DialCallStatus": "completed"})
        leg.exchange.callbacks.post(leg.sid, document.resolve(element), element.get("method", "POST"), params)


async def _reach(leg: Leg, element: Element, document: Document) -> Mapping[str, str]:
    children = [_child(leg, element, noun, document) for noun in (list(element) or [element])]
    timeout_s = float(element.get("timeout", "30"))
    leg.plays(RINGING_TONE)
    try:
        child = await _first(leg, children, timeout_s)
        bridged = await _bridged(leg, child, element)
    finally:
        leg.star_ends = False
        leg.plays()
        for each in children:
            if not each.redirected:
                each.end("completed" if each.is_up else "canceled", 0 if each.is_up else 487)
    return _outcome(child, bridged=bridged)


def _outcome(child: Leg, *, bridged: bool) -> Mapping[str, str]:
    parameters = {
        "DialCallSid": child.sid,
        "DialCallStatus": "completed" if child.redirected else child.status,
        "DialBridged": "true" if bridged else "false",
    }
    if child.began:
        parameters["DialCallDuration"] = str(child.seconds)
    if child.to.startswith("sip"):
        parameters["DialSipResponseCode"] = str(child.sip or 200)
    return parameters


def _child(leg: Leg, element: Element, noun: Element, document: Document) -> Leg:
    to = address_of(noun)
    caller = element.get("callerId", leg.from_ if leg.direction == "inbound" else leg.to)
    if to.startswith("+") and not leg.exchange.may_show(caller, leg):
        raise WebhookFailed(13214, f"{document.url}: callerId {caller!r} is no number of the account")
    child = leg.exchange.new_leg("outbound-dial", caller, to, parent=leg)
    if noun.get("statusCallback"):
        url = urljoin(document.url, noun.get("statusCallback", ""))
        events = frozenset(noun.get("statusCallbackEvent", "completed").split())
        child.callback = Callback(url, noun.get("statusCallbackMethod", "POST"), events)
    screen = None
    if noun is not element and noun.get("url"):
        screen = DocumentRequest(document.resolve(noun, "url"), noun.get("method", "POST"))
    child.screen, child.keys_at_answer = screen, noun.get("sendDigits", "")
    return child


def address_of(noun: Element) -> str:
    """Return the address that a noun calls: ``+57…``, ``sip:…`` or ``client:…``."""
    text = (noun.text or "").strip()
    if noun.tag == "Client":
        return f"client:{noun.findtext('Identity', '').strip() or text}"
    return text


async def _first(leg: Leg, children: list[Leg], timeout_s: float) -> Leg:
    """Return the first child that answered and may be bridged, or the last one that failed."""
    for child in children:
        child.task = asyncio.create_task(_called(child, children, timeout_s))
    changes = leg.exchange.changes
    await changes.wait_until(lambda: any(c.ready for c in children) or all(c.parting.is_set() for c in children), 1e6)
    return next((child for child in children if child.ready), _best(children))


def _best(children: list[Leg]) -> Leg:
    return next((child for child in children if child.redirected or child.began), children[-1])


async def _called(child: Leg, children: list[Leg], timeout_s: float) -> None:
    """Ring a child; the first to answer cancels the others and runs the document of its ``url``."""
    if not await child.exchange.ring(child, timeout_s):
        return
    for other in children:
        if other is not child:
            other.end("canceled", 487)
    child.received += child.keys_at_answer
    if child.screen and await child.exchange.follow(child, child.screen, screening=True) == "hang up":
        child.end()
        return
    child.ready = True
    child.exchange.changes.notify()


async def _bridged(leg: Leg, child: Leg, element: Element) -> bool:
    """Bridge the two until one leaves; return whether they were bridged at all."""
    if child.parting.is_set():
        return False
    leg.pick_up()
    leg.plays()
    leg.other, child.other = child, leg
    leg.star_ends = element.get("hangupOnStar") == "true"
    leg.exchange.changes.notify()
    await _unless(leg, child.parting, element)
    if leg.other is child:
        leg.other, child.other = None, None
    return True


async def _unless(leg: Leg, over: asyncio.Event, element: Element) -> None:
    """Wait, at most for the time limit of the Dial."""
    limit_s = float(element.get("timeLimit", _LONGEST_S)) / leg.exchange.clock.speed
    try:
        async with asyncio.timeout(limit_s):
            await over.wait()
    except TimeoutError:
        return


async def _confer(leg: Leg, element: Element, noun: Element, document: Document) -> Mapping[str, str]:
    room = leg.exchange.room((noun.text or "").strip())
    coach = noun.get("coach", "")
    if coach and coach not in {member.leg.sid for member in room.members}:
        raise WebhookFailed(13237, f"{document.url}: coach {coach} is not in {room.name!r}")
    waiting = frozenset() if room.started else await _waiting(leg, noun, document)
    member = ConferenceMember(
        leg,
        muted=noun.get("muted") == "true",
        starts=noun.get("startConferenceOnEnter") != "false",
        ends=noun.get("endConferenceOnExit") == "true",
        coach=coach,
        waiting=waiting,
    )
    leg.exchange.enter(room, member)
    try:
        await _unless(leg, member.out, element)
    finally:
        leg.exchange.leave(room, member)
    return {"DialCallStatus": "answered", "DialBridged": "true"}


async def _waiting(leg: Leg, noun: Element, document: Document) -> frozenset[str]:
    """Return the sounds before the start of the conference."""
    if noun.get("waitUrl") is None:
        return frozenset({HOLD_MUSIC})
    if not noun.get("waitUrl"):
        return frozenset()
    url, method = document.resolve(noun, "waitUrl"), noun.get("waitMethod", "POST")
    answer = await leg.exchange.webhooks.ask(url, method, leg.params())
    if answer.kind.startswith("audio/"):
        return frozenset({name_of(url)})
    sounds = re.findall(r"<Play[^>]*>([^<]+)</Play>", answer.body.decode())
    return frozenset(name_of(urljoin(url, sound.strip())) for sound in sounds)
