"""One call to the test number, from its answer to its end: ``take(signal, now)`` returns the next commands. Pure.

Owns the order: the code, the call flow of the draft, and the sentence with which it ends. `calls.flow` decides what a
signal does to the call, and `calls.simulation.engine` runs it on the router's model. Read this file first.
"""

from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Final

import msgspec

from calls.draft_call.live_call import LiveCall
from calls.draft_call.openings import (
    CODE_DIGITS,
    DRAFT_SOUNDS,
    LONGEST_CALL,
    CallPhase,
    DraftCallProgress,
    DraftOpening,
    arrival_moment,
)
from calls.peers.port import CAMPAIGN_SEPARATOR, with_campaign_sounds
from calls.simulation.engine import Engine
from calls.simulation.lookups import SimulatedLookups
from calls.simulation.simulate import arrival_signal
from calls.simulation.sounds import SoundCatalogue
from calls.simulation.transcriber import Transcriber
from calls.simulation.transcript import PressedKeys, Transcript
from calls.transitions.callback_offers import awaits_number
from calls.transitions.menus import awaits_entry
from config.milliseconds import to_milliseconds
from config.site.model import Site
from config.site.tries.answers import possible_answers
from config.site.tries.scenario import Scenario, SimulatedAnswer, SimulatedCaller, Staffing
from ivr import draft_sentences as sentences
from telephony import port
from telephony.fake.call import FakeCall
from telephony.port import CALLER, AnyCommand, Signal

_MOST_CODES: Final = 3
_FIRST_DIGIT_S, _BETWEEN_DIGITS_S = 12.0, 6.0
_MASK: Final = "•"


class PreparedDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A draft whose sounds a gateway can play; ``durations_ms`` by key."""

    site: Site
    durations_ms: Mapping[str, int]


class DraftCallSession:
    """A call to the test number.

    Args:
        call_id: of the gateway.
        opening: the draft at the number, or None.
        prepared: the draft with its sounds; None while they are not ready.
        now: when it was offered.

    Attributes:
        wrong_codes: how many were keyed in.
    """

    def __init__(
        self, call_id: str, opening: DraftOpening | None, prepared: PreparedDraft | None, now: datetime
    ) -> None:
        self.call_id = call_id
        self.opening = opening if opening is not None and opening.is_open(now) else None
        self.wrong_codes = 0
        self._prepared = prepared
        self._began_at = now
        self._numbers = count(1)
        self._flow: _DraftFlow | None = None
        self._last_play = ""
        self._code_collect = ""
        self._is_over = False

    @property
    def is_over(self) -> bool:
        """Whether the caller is gone, or hears the last sentence of the gateway."""
        return self._is_over

    @property
    def phase(self) -> CallPhase:
        """The act of the caller now."""
        if self._is_over:
            return "over"
        return "code" if self._flow is None else "flow"

    def progress(self) -> DraftCallProgress:
        """Return the progress so far."""
        return DraftCallProgress(
            call_id=self.call_id,
            began_at=self._began_at,
            phase=self.phase,
            arrived_at=self._flow.arrived_at if self._flow else None,
            transcript=self._flow.transcript() if self._flow else None,
        )

    # Events

    def start(self) -> list[AnyCommand]:
        """Answer, and ask for the code; without a draft that can be heard, say so and end."""
        answer = port.Answer(id=self._new_id(), call_id=self.call_id)
        if self.opening is None:
            return [answer, *self._say_last(sentences.CLOSED)]
        if self._prepared is None:
            return [answer, *self._say_last(sentences.PREPARING)]
        return [answer, *self._ask_code(sentences.ASK_CODE)]

    def take(self, signal: Signal, now: datetime) -> list[AnyCommand]:
        """Take a signal of the gateway; return the next commands."""
        if self._is_over:
            return []
        match signal:
            case port.LegHungUp(leg=leg) if leg == CALLER:
                self._end(signal, now)
                return []
            case port.PlaybackEnded(command_id=id_) if id_ == self._last_play:
                self._end(signal, now)
                return [port.Hangup(id=self._new_id(), call_id=self.call_id)]
            case port.DigitsCollected(command_id=id_, digits=digits) if id_ == self._code_collect:
                return self._check_code(digits, now)
        return self._flow_commands(signal, now)

    def tick(self, now: datetime) -> list[AnyCommand]:
        """Carry out the timers that are due; a call is ended with its opening, and after its longest time."""
        if self._is_over or self._last_play:
            return []
        if self.opening is not None and not self.opening.is_open(now):
            return self.close()
        if now - self._began_at >= LONGEST_CALL:
            return self._say_last(sentences.CLOSED)
        return self._flow_commands(None, now)

    def close(self) -> list[AnyCommand]:
        """Say that the draft is no longer open, and end."""
        return [] if self._is_over or self._last_play else self._say_last(sentences.CLOSED)

    def fail(self) -> list[AnyCommand]:
        """Let the gateway say that the trial failed, and end."""
        self._is_over = True
        return [port.Rescue(id=self._new_id(), call_id=self.call_id, sounds=(sentences.FAILED,))]

    def forget(self, now: datetime) -> None:
        """Note that the gateway no longer has the call."""
        self._end(port.LegHungUp(call_id=self.call_id, leg=CALLER), now)

    # Code

    def _ask_code(self, sentence: str) -> list[AnyCommand]:
        self._code_collect = self._new_id()
        return [
            port.Play(id=self._new_id(), call_id=self.call_id, sounds=(sentence,), interruptible=True),
            port.Collect(
                id=self._code_collect,
                call_id=self.call_id,
                most=CODE_DIGITS,
                first_digit_s=_FIRST_DIGIT_S,
                between_digits_s=_BETWEEN_DIGITS_S,
            ),
        ]

    def _check_code(self, digits: str, now: datetime) -> list[AnyCommand]:
        assert self.opening is not None, "the code is asked for an open draft"
        assert self._prepared is not None, "the code is asked once the sounds are ready"
        self._code_collect = ""
        if digits == self.opening.code:
            self._flow = _DraftFlow(self.call_id, self.opening, self._prepared, now)
            return self._flow_commands(None, now)
        self.wrong_codes += 1
        is_last = self.wrong_codes >= _MOST_CODES
        return self._say_last(sentences.NO_CODE) if is_last else self._ask_code(sentences.WRONG_CODE)

    # Flow and end

    def _flow_commands(self, signal: Signal | None, now: datetime) -> list[AnyCommand]:
        if self._flow is None or self._last_play:
            return []
        commands = self._flow.advance(signal, now)
        if self._flow.call.left_to is not None:
            said = self._flow.say_destination(self._new_id())
            self._last_play = said.id
            return [*commands, said]
        if any(isinstance(each, port.Hangup | port.Rescue) for each in commands):
            self._is_over = True
        return commands

    def _say_last(self, sentence: str) -> list[AnyCommand]:
        said = port.Play(id=self._new_id(), call_id=self.call_id, sounds=(sentence,))
        self._last_play, self._code_collect = said.id, ""
        return [said]

    def _end(self, signal: Signal, now: datetime) -> None:
        """End with a signal, which the call flow takes if the call is still in it."""
        if not self._is_over and not self._last_play:
            self._flow_commands(signal, now)
        elif self._flow is not None:
            self._flow.end(signal, now)
        self._is_over = True

    def _new_id(self) -> str:
        return f"{self.call_id}/borrador.{next(self._numbers)}"


class _DraftEngine(Engine):
    """An engine of one live call, which reads no mail after the call has left the menus."""

    def read_mailbox(self) -> None:
        """Process the router's signals, unless the call is where an advisor would be."""
        if not any(isinstance(each, LiveCall) and each.left_to is not None for each in self.calls.values()):
            super().read_mailbox()


class _DraftFlow:
    """The call flow of a draft, in the time of the opening, which passes as the real time does."""

    def __init__(self, call_id: str, opening: DraftOpening, prepared: PreparedDraft, now: datetime) -> None:
        site = prepared.site
        self.arrived_at = arrival_moment(opening, site, now)
        self._shift = self.arrived_at - now
        self._site = site
        scenario = _scenario_of(opening, site, self.arrived_at)
        sounds = SoundCatalogue(site, sentences.destination_sentences(site), prepared.durations_ms)
        media = FakeCall(call_id, "")
        media.leg(CALLER).state = "up"
        lookups = SimulatedLookups(site, scenario)
        self.call = LiveCall(id=call_id, media=media, sounds=sounds, floor=Staffing(), lookups=lookups)
        self._engine = _DraftEngine(site, self.arrived_at)
        self._engine.calls[call_id] = self.call
        arrived_ms = to_milliseconds(self.arrived_at)
        self._arrived_ms = arrived_ms
        self._pressed: list[PressedKeys] = []
        self._transcriber = Transcriber(self._engine, self.call, sounds, arrived_ms)
        self._engine.post(arrival_signal(site, scenario, self.arrived_at, call_id))

    def advance(self, signal: Signal | None, now: datetime) -> list[AnyCommand]:
        """Carry out the timers that are due, take a signal, and return the commands for the gateway."""
        self._engine.run_until(to_milliseconds(now + self._shift))
        if signal is not None:
            self._note_keys(signal)
            self.call.mirror(signal, self._engine.now_ms)
            self._engine.post(signal)
        commands, self.call.outbox = self.call.outbox, []
        return [with_campaign_sounds(each, DRAFT_SOUNDS) for each in commands]

    def say_destination(self, command_id: str) -> port.Play:
        """Play the sentence that says where the call would go now."""
        key = sentences.destination_key(self.call.left_to or "")
        said = port.Play(id=command_id, call_id=self.call.id, sounds=(key,))
        self.call.mirror_play(said, self._engine.now_ms, self._site)
        return msgspec.structs.replace(said, sounds=(f"{DRAFT_SOUNDS}{CAMPAIGN_SEPARATOR}{key}",))

    def end(self, signal: Signal, now: datetime) -> None:
        """Note the end of the last sentence, or of the caller's leg, without a step of the call flow."""
        self._engine.set_clock(max(to_milliseconds(now + self._shift), self._engine.now_ms))
        self.call.mirror(signal, self._engine.now_ms)
        self.call.media.legs.pop(CALLER, None)

    def transcript(self) -> Transcript:
        """Return all that happened so far."""
        return self._transcriber.transcript(self._pressed)

    def _note_keys(self, signal: Signal) -> None:
        """Note keys that a menu asked for; those of a number or an entry are hidden, because a person may be known."""
        value = self.call.value
        if not isinstance(signal, port.DigitsCollected) or not signal.digits or value is None:
            return
        hidden = awaits_entry(value, signal.command_id) or awaits_number(value, signal.command_id)
        at_s = (self._engine.now_ms - self._arrived_ms) / 1000
        keys = _MASK * len(signal.digits) if hidden else signal.digits
        self._pressed.append(PressedKeys(at_s=at_s, keys=keys, after=self._transcriber.sounds_begun))


def _scenario_of(opening: DraftOpening, site: Site, at: datetime) -> Scenario:
    """Return the call with which a draft is tried; each look-up of a menu answers as if it found something."""
    found: dict[str, tuple[SimulatedAnswer, ...]] = {
        step.id: (SimulatedAnswer(outcome=possible_answers(step)[0]),)
        for step in site.steps.values()
        if step.lookup is not None and step.lookup.name != "large_client"
    }
    return Scenario(
        line=opening.line,
        day=at.date(),
        at=at.time(),
        caller=SimulatedCaller(number=None),
        lookups=found,
    )
