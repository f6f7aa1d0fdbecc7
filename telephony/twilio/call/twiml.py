"""Build the TwiML document of a leg's action. Pure.

Owns the verbs and their attributes; `WebhookUrls` has the addresses of the next webhooks, and `desired_state` decides
the action.

Source: https://www.twilio.com/docs/voice/twiml, the pages of each verb.
"""

import math
import re
from collections.abc import Callable
from urllib.parse import quote, unquote, urlencode

import msgspec
from twilio.twiml.voice_response import Conference, Dial, VoiceResponse

from telephony.port import CALLER
from telephony.twilio.call.destinations import dial_noun
from telephony.twilio.call.held_call import HeldCall
from telephony.twilio.call.legs import Leg, LegAction

PATH = "/twilio/voice"
RETRY_FRAGMENT = "#rc=2&rp=all"
"""Makes Twilio retry a failed webhook twice, on any node, so that a node's death loses no call.

Twilio reads the fragment and does not send it (twilio.com/docs/usage/webhooks/webhooks-connection-overrides).
"""
_PAUSE_S = 30
_MUSIC_LOOPS = 10
"""Loops after which the leg asks again, which reveals a leg that was forgotten."""
_MIN_GATHER_S = 1
_EVENTS = "initiated ringing answered completed"
_STEP = re.compile(PATH + r"/calls/([^/]+)/([^/]+)/(\d{1,9})(?:[?#]|$)")


class WebhookUrls(msgspec.Struct, frozen=True):
    """The webhook addresses.

    Attributes:
        base_url: our public address, without a slash at its end.
        sound_version: return a short name of a sound's content, by key; None if sounds never change.
    """

    base_url: str
    sound_version: Callable[[str], str] | None = None

    def step(self, call: str, leg: str, step: int) -> str:
        """Return the address that a leg asks after its step."""
        return f"{self._call(call)}/{quote(leg, safe='')}/{step}{RETRY_FRAGMENT}"

    def status(self, call: str, leg: str) -> str:
        """Return the address for the status of a leg that we called."""
        return f"{self._call(call)}/{quote(leg, safe='')}/status{RETRY_FRAGMENT}"

    def recording(self, call: str, recording: str) -> str:
        """Return the address for the status of a recording."""
        return f"{self._call(call)}/recordings/{quote(recording, safe='')}{RETRY_FRAGMENT}"

    def sound(self, key: str) -> str:
        """Return the address of a sound; another content has another address, because Twilio keeps what it fetched."""
        version = f"?v={self.sound_version(key)}" if self.sound_version else ""
        return f"{self.base_url}{PATH}/sounds/{quote(key, safe='')}.wav{version}"

    def incoming(self, line: str = "") -> str:
        """Return the address that a number asks when it is called."""
        return f"{self.base_url}{PATH}/incoming" + (f"?{urlencode({'line': line})}" if line else "")

    def _call(self, call: str) -> str:
        return f"{self.base_url}{PATH}/calls/{quote(call, safe='')}"


class TwimlBuilder(msgspec.Struct, frozen=True):
    """Builds documents.

    Attributes:
        caller_id: the number shown to the called phones; empty shows the caller's.
    """

    urls: WebhookUrls
    caller_id: str = ""

    def build(self, call: HeldCall, leg: Leg, step: int, action: LegAction) -> str:
        """Return the document of an action."""
        response = VoiceResponse()
        _VERBS[action.kind](self, response, call, leg, self.urls.step(call.id, leg.name, step), action)
        return str(response)

    def _play(self, response: VoiceResponse, call: HeldCall, leg: Leg, next_url: str, action: LegAction) -> None:
        for sound in action.sounds:
            response.play(self.urls.sound(sound))
        response.redirect(next_url, method="POST")

    def _gather(self, response: VoiceResponse, call: HeldCall, leg: Leg, next_url: str, action: LegAction) -> None:
        gather = response.gather(
            input="dtmf",
            action=next_url,
            method="POST",
            num_digits=action.max_digits,
            timeout=max(_MIN_GATHER_S, math.ceil(action.timeout_s)),
            finish_on_key=action.terminator,
            action_on_empty_result=True,
        )
        for sound in action.sounds:
            gather.play(self.urls.sound(sound))

    def _music(self, response: VoiceResponse, call: HeldCall, leg: Leg, next_url: str, action: LegAction) -> None:
        response.play(self.urls.sound(action.sounds[0]), loop=_MUSIC_LOOPS)
        response.redirect(next_url, method="POST")

    def _dial(self, response: VoiceResponse, call: HeldCall, leg: Leg, next_url: str, action: LegAction) -> None:
        called = call.legs[action.other_leg]
        dial = response.dial(
            action=next_url, method="POST", timeout=max(1, round(called.timeout_s)), caller_id=self._caller_id(leg)
        )
        self._add_noun(
            dial,
            called.to,
            url=self.urls.step(call.id, called.name, 0),
            method="POST",
            status_callback=self.urls.status(call.id, called.name),
            status_callback_event=_EVENTS,
            status_callback_method="POST",
        )

    def _join_pair(self, response: VoiceResponse, call: HeldCall, leg: Leg, next_url: str, action: LegAction) -> None:
        """Leave the document empty, so that the Dial that called the leg joins the two."""

    def _talk(self, response: VoiceResponse, call: HeldCall, leg: Leg, next_url: str, action: LegAction) -> None:
        dial = response.dial(action=next_url, method="POST")
        coached = call.legs[action.coach].sid if action.coach else None
        dial.append(
            Conference(
                f"{call.id}.{action.talk}",
                start_conference_on_enter=True,
                end_conference_on_exit=False,
                beep="false",
                muted=action.muted or None,
                coach=coached,
                wait_url="",
                participant_label=leg.name,
            )
        )

    def _silence(self, response: VoiceResponse, call: HeldCall, leg: Leg, next_url: str, action: LegAction) -> None:
        # A Pause would leave a caller unanswered, and lose the keys pressed during it.
        response.gather(
            input="dtmf",
            action=next_url,
            method="POST",
            num_digits=1,
            timeout=_PAUSE_S,
            finish_on_key="",
            action_on_empty_result=True,
        )

    def _rescue(self, response: VoiceResponse, call: HeldCall, leg: Leg, next_url: str, action: LegAction) -> None:
        for sound in action.sounds:
            response.play(self.urls.sound(sound))
        if action.other_leg:
            dial = response.dial(action=next_url, method="POST", caller_id=self._caller_id(leg))
            self._add_noun(dial, action.other_leg)
        response.hangup()

    def _reject(self, response: VoiceResponse, call: HeldCall, leg: Leg, next_url: str, action: LegAction) -> None:
        add_reject(response, action.status)

    def _end(self, response: VoiceResponse, call: HeldCall, leg: Leg, next_url: str, action: LegAction) -> None:
        response.hangup()

    def _caller_id(self, leg: Leg) -> str | None:
        return self.caller_id or (None if leg.name == CALLER else leg.to)

    @staticmethod
    def _add_noun(dial: Dial, to: str, **attributes: str) -> None:
        kind = dial_noun(to)
        if kind == "Client":
            dial.client(to.removeprefix("client:"), **attributes)
        elif kind == "Sip":
            dial.sip(to, **attributes)
        else:
            dial.number(to, **attributes)


def add_reject(response: VoiceResponse, status: int) -> None:
    """Add a refusal; Twilio knows two reasons (twilio.com/docs/voice/twiml/reject)."""
    response.reject(reason="busy" if status in (486, 503, 600) else "rejected")


def reject_document(status: int) -> str:
    """Return a document that refuses a caller."""
    response = VoiceResponse()
    add_reject(response, status)
    return str(response)


def retry_document(url: str) -> str:
    """Return a document that asks again in a second, for a leg whose webhook came too late."""
    response = VoiceResponse()
    response.pause(length=1)
    response.redirect(url, method="POST")
    return str(response)


def hangup_document() -> str:
    """Return a document that hangs up."""
    response = VoiceResponse()
    response.hangup()
    return str(response)


def apology_document(sound: str, number: str) -> str:
    """Return an apology for the caller of an unknown call, so that they never hear silence."""
    response = VoiceResponse()
    response.play(sound)
    if number:
        TwimlBuilder._add_noun(response.dial(), number)
    response.hangup()
    return str(response)


def read_step_url(url: str) -> tuple[str, str, int]:
    """Return call, leg and step of a webhook address; empty strings and -1 for any other address.

    >>> read_step_url("https://voz.example/twilio/voice/calls/CA1/caller/5?x=1")
    ('CA1', 'caller', 5)
    """
    match = _STEP.search(url)
    return (unquote(match[1]), unquote(match[2]), int(match[3])) if match else ("", "", -1)


_VERBS = {
    "play": TwimlBuilder._play,
    "gather": TwimlBuilder._gather,
    "music": TwimlBuilder._music,
    "dial": TwimlBuilder._dial,
    "paired": TwimlBuilder._join_pair,
    "talk": TwimlBuilder._talk,
    "silence": TwimlBuilder._silence,
    "rescue": TwimlBuilder._rescue,
    "reject": TwimlBuilder._reject,
    "end": TwimlBuilder._end,
}
