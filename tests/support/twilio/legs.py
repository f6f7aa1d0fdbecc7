"""A leg, which Twilio calls a Call: its state, what it hears, and its notifications.

Owns the states of a leg and its status callbacks. It must not know TwiML. Source:
https://www.twilio.com/docs/voice/api/call-resource (states, events) and
https://www.twilio.com/docs/voice/twiml#request-parameters.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from tests.support.twilio.clock import rfc2822
from tests.support.twilio.conferences import Conference, ConferenceMember
from tests.support.twilio.sounds import RINGING_TONE
from tests.support.twilio.twiml.gather import GatherState

if TYPE_CHECKING:
    from tests.support.twilio.exchange import Exchange
    from tests.support.twilio.twiml.documents import DocumentRequest

ENDED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
_EVENT_STATUS = {"initiated": "initiated", "ringing": "ringing", "answered": "in-progress"}
# The status for a called phone's SIP refusal. 603 as busy is assumed; no page says it.
_REFUSALS = {486: "busy", 600: "busy", 603: "busy", 408: "no-answer", 480: "no-answer", 487: "canceled"}


@dataclass(frozen=True)
class Callback:
    """The callback for a leg's progress."""

    url: str
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})


@dataclass(eq=False)
class Leg:
    """A leg.

    Attributes:
        label: its name for those who hear it.
        fallback: URL and method used when a webhook fails.
        sounds: the current sounds.
        played: all sounds so far.
        other: the leg to which its ``<Dial>`` has bridged it.
        redirected: whether it got another document, away from the ``<Dial>`` that called it.
        parting: set when it is over or redirected.
        received: keys sent to its phone.
        lost: keys pressed without a Gather.
        turn: number of its redirections.
        screen: document requested at the answer, before the bridge.
        keys_at_answer: keys sent to its phone at the answer.
        ready: whether it may be bridged.
    """

    exchange: "Exchange"
    sid: str
    direction: str
    from_: str
    to: str
    label: str
    parent: "Leg | None" = None
    callback: Callback | None = None
    fallback: tuple[str, str] | None = None
    status: str = "queued"
    sip: int = 0
    began: datetime | None = None
    ended_at: datetime | None = None
    task: "asyncio.Task[object] | None" = None
    outcome: "asyncio.Future[int]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    parting: asyncio.Event = field(default_factory=asyncio.Event)
    sounds: frozenset[str] = frozenset()
    played: frozenset[str] = frozenset()
    gathering: GatherState | None = None
    other: "Leg | None" = None
    member: tuple[Conference, ConferenceMember] | None = None
    star_ends: bool = False
    redirected: bool = False
    rejected: str = ""
    received: str = ""
    lost: str = ""
    sequence: int = 0
    turn: int = 0
    screen: "DocumentRequest | None" = None
    keys_at_answer: str = ""
    ready: bool = False

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.status in ENDED

    @property
    def is_up(self) -> bool:
        """Whether it was answered and has not ended."""
        return self.status == "in-progress"

    @property
    def seconds(self) -> int:
        """The time since the answer, in whole seconds as billed in callbacks."""
        if self.began is None:
            return 0
        return round(((self.ended_at or self.exchange.clock.now()) - self.began).total_seconds())

    def hears(self) -> set[str]:
        """Return the sounds and the parties heard at its far end."""
        if self.is_over or (not self.is_up and self.direction != "inbound"):
            return set()
        if not self.is_up:
            return {RINGING_TONE}
        if self.member:
            return self.member[0].heard(self.member[1])
        return {self.other.label} if self.other else set(self.sounds)

    def plays(self, *sounds: str) -> None:
        """Replace the current sounds."""
        self.sounds = frozenset(sounds)
        self.played |= self.sounds
        self.exchange.changes.notify()

    def press(self, key: str) -> None:
        """Press a key at its far end."""
        if self.gathering and not self.gathering.done:
            self.gathering.press(key)
        elif self.star_ends and key == "*" and self.other:
            self.other.end()
        elif hearers := self._hearers():
            for leg in hearers:
                leg.received += key
        else:
            self.lost += key
        self.exchange.changes.notify()

    def _hearers(self) -> "list[Leg]":
        if self.member:
            return self.member[0].hearers(self.member[1])
        return [self.other] if self.other else []

    def rings(self) -> None:
        """Mark the called phone as ringing."""
        self.status = "ringing"
        self.send_status_callback("ringing")
        self.exchange.changes.notify()

    def pick_up(self) -> None:
        """Mark the leg as answered."""
        if self.is_up or self.is_over:
            return
        self.status, self.began = "in-progress", self.exchange.clock.now()
        self.send_status_callback("answered")
        self.exchange.changes.notify()

    def end(self, status: str = "completed", sip: int = 0) -> None:
        """End the leg; a second time changes nothing."""
        if self.is_over:
            return
        self.exchange.recorder.leg_ends(self)
        self.status, self.sip, self.ended_at = status, sip, self.exchange.clock.now()
        if self.task and self.task is not asyncio.current_task():
            self.task.cancel()
        self._part()
        self.send_status_callback("completed")

    def refuse(self, sip: int) -> None:
        """Refuse the call at the called phone."""
        self.end(_REFUSALS.get(sip, "failed"), sip)

    def redirect(self) -> None:
        """Redirect the leg to another document: it leaves its bridge."""
        self.redirected = True
        self._part()

    def _part(self) -> None:
        if self.other:
            self.other.other, self.other = None, None
        if self.member:
            self.member[0].leave(self.member[1])
            self.member = None
        self.sounds, self.gathering = frozenset(), None
        if not self.outcome.done():
            self.outcome.set_result(487)
        self.parting.set()
        self.exchange.changes.notify()

    def params(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the parameters of every webhook about it."""
        exchange = self.exchange
        own = {
            "AccountSid": exchange.account,
            "ApiVersion": "2010-04-01",
            "CallSid": self.sid,
            "CallStatus": self.status,
            "Direction": self.direction,
            "From": self.from_,
            "To": self.to,
            "Caller": self.from_,
            "Called": self.to,
            "FromCountry": "CO",
            "ToCountry": "CO",
            "FromCity": "",
            "FromState": "",
            "ToCity": "",
            "ToState": "",
        }
        if self.parent:
            own["ParentCallSid"] = self.parent.sid
        return {**own, **(extra or {})}

    def send_status_callback(self, event: str) -> None:
        """Send a status callback, if it was requested; in order."""
        if self.callback is None or event not in self.callback.events:
            return
        moment = self.exchange.clock.now()
        extra = {
            "CallStatus": _EVENT_STATUS.get(event, self.status),
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(self.sequence),
            "Timestamp": rfc2822(moment),
        }
        self.sequence += 1
        if event == "completed":
            extra |= {"CallDuration": str(self.seconds), "Duration": str(-(-self.seconds // 60))}
        if self.sip or event == "answered":
            extra["SipResponseCode"] = str(self.sip or 200)
        self.exchange.callbacks.post(self.sid, self.callback.url, self.callback.method, self.params(extra))
