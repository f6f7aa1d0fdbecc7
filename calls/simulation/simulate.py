"""Simulates one call of a scenario: ``simulate(site, scenario)`` returns its transcript. Pure.

Owns the meaning of each input in virtual time, and the content of the transcript. Read this file first.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

import msgspec

from calls.call import CallArrived, LineMessage, Stage
from calls.driver.inbound import arrival_of, destination_of, number_source
from calls.simulation import staff
from calls.simulation.engine import GATEWAY, Engine
from calls.simulation.lookups import SimulatedLookups
from calls.simulation.simulated_call import PlayedSounds, SimulatedCall
from calls.simulation.sounds import SoundCatalogue
from calls.simulation.transcript import (
    CurrentState,
    HeardSound,
    PressedKeys,
    QueuePlace,
    Transcript,
    Waiting,
    WrittenFact,
)
from config.milliseconds import to_milliseconds
from config.site.model import Site
from config.site.tries.scenario import Action, Input, Scenario
from eventlog.facts import CallAnswered, CallQueued, MenuEntered
from eventlog.person import NO_PERSON
from ivr.menu_steps import needs_client
from telephony import port
from telephony.fake.call import FakeCall
from telephony.port import ABILITIES, CALLER

CALL_ID = "llamada"
PROMPTS_LIMIT_MS = 900_000
WAIT_LIMIT_MS = 7_200_000
"""How long an input waits for what it names, in virtual time: two hours for an advisor."""
_CONTINGENCY_HOURS = 12


def arrival_time(site: Site, scenario: Scenario) -> datetime:
    """Return when the call arrives, in the time zone of its line's calendar.

    Raises:
        KeyError: the site has no such line.
    """
    calendar = site.calendars[site.lines[scenario.line].calendar]
    return datetime.combine(scenario.day, scenario.at, ZoneInfo(calendar.timezone))


def simulate(site: Site, scenario: Scenario) -> Transcript:
    """Simulate a call up to its last input.

    Raises:
        KeyError: the site has no such line.
    """
    simulation = Simulation(site, scenario)
    for each in scenario.inputs:
        simulation.apply(each)
    return simulation.transcript()


def simulate_wait(site: Site, scenario: Scenario) -> Transcript:
    """Simulate the same call, and then a caller who waits for an advisor without pressing a key."""
    inputs = (*scenario.inputs, Input(do="until_answer"))
    return simulate(site, msgspec.structs.replace(scenario, inputs=inputs))


class Simulation:
    """A call in progress, from its arrival on."""

    def __init__(self, site: Site, scenario: Scenario) -> None:
        arrives_at = arrival_time(site, scenario)
        self._site = site
        self._sounds = SoundCatalogue(site)
        self._engine = Engine(site, arrives_at - timedelta(milliseconds=staff.LEAD_MS))
        staff.set_up_floor(self._engine, scenario.floor, self._sounds)
        self._arrived_ms = to_milliseconds(arrives_at)
        self._pressed: list[PressedKeys] = []
        media = FakeCall(CALL_ID, scenario.caller.number or "")
        lookups = SimulatedLookups(site, scenario)
        self._call = SimulatedCall(id=CALL_ID, media=media, sounds=self._sounds, floor=scenario.floor, lookups=lookups)
        self._engine.calls[CALL_ID] = self._call
        self._engine.post(_arrival(site, scenario, arrives_at))

    # Inputs

    def apply(self, step: Input) -> None:
        """Let the caller do one thing; after the end of the call it has no effect."""
        if step.press is not None:
            self._press(step.press)
        elif step.wait_s is not None:
            self._engine.run_until(self._engine.now_ms + step.wait_s * 1000)
        elif step.do is not None:
            self._ACTIONS[step.do](self)

    def _press(self, keys: str) -> None:
        if not self._call.is_over:
            at_s, begun = self._seconds(self._engine.now_ms), len(self._all_heard())
            self._pressed.append(PressedKeys(at_s=at_s, keys=keys, after=begun))
        for key in keys:
            if not self._call.is_over:
                self._engine.post(*self._call.media.press(key, CALLER))

    def _listen(self) -> None:
        """Hear the present prompts, and those that follow at once or after a look-up."""
        self._run_while(lambda: self._call.is_playing or self._looks_up, PROMPTS_LIMIT_MS)

    def _keep_silent(self) -> None:
        """Hear the prompt, and press no key until the time for it is over."""
        self._run_while(
            lambda: self._call.collect is None and (self._call.is_playing or self._looks_up), PROMPTS_LIMIT_MS
        )
        asked = self._call.collect
        if asked is not None:
            self._run_while(lambda: self._call.collect is asked, PROMPTS_LIMIT_MS)

    def _await_key(self) -> None:
        self._run_while(lambda: self._call.collect is None and not self._is_talking, WAIT_LIMIT_MS)

    def _await_answer(self) -> None:
        self._run_while(lambda: not self._is_talking, WAIT_LIMIT_MS)

    def _hang_up(self) -> None:
        if not self._call.is_over:
            self._engine.post(*self._call.media.hang_up(CALLER))

    @property
    def _is_talking(self) -> bool:
        return self._call.value is not None and self._call.value.stage is Stage.TALKING

    @property
    def _looks_up(self) -> bool:
        return self._call.value is not None and self._call.value.stage is Stage.LOOKING_UP

    def _run_while(self, condition: Callable[[], bool], limit_ms: int) -> None:
        """Let events happen while a condition holds, the call goes on, and a time is not over."""
        limit = self._engine.now_ms + limit_ms
        while condition() and not self._call.is_over and self._engine.run_next(limit):
            pass

    _ACTIONS: ClassVar[dict[Action, Callable[["Simulation"], None]]] = {
        "listen": _listen,
        "silence": _keep_silent,
        "until_key": _await_key,
        "until_answer": _await_answer,
        "hang_up": _hang_up,
    }

    # Transcript

    def transcript(self) -> Transcript:
        """Return all that happened so far."""
        facts = tuple(
            WrittenFact(at_s=self._seconds(to_milliseconds(each.at)), envelope=each)
            for each in self._engine.router.log
            if each.call_id == CALL_ID
        )
        entered = (each.envelope.fact for each in facts)
        leg = self._call.media.legs.get(CALLER)
        return Transcript(
            heard=tuple(self._all_heard()),
            pressed=tuple(self._pressed),
            facts=facts,
            menus=tuple(fact.menu for fact in entered if isinstance(fact, MenuEntered)),
            steps=tuple(self._call.steps),
            state=self._state(facts),
            music=leg.music if leg is not None and not self._call.is_playing else "",
        )

    def _all_heard(self) -> list[HeardSound]:
        return [sound for each in self._call.playbacks for sound in self._heard(each)]

    def _heard(self, playback: PlayedSounds) -> list[HeardSound]:
        """Return the sounds of a playback that began before its end."""
        ended_ms = self._engine.now_ms if playback.ended_ms is None else playback.ended_ms
        begins_ms, heard = playback.began_ms, list[HeardSound]()
        for key in playback.sounds:
            whole_ms = self._sounds.duration_ms(key)
            so_far_ms = min(whole_ms, ended_ms - begins_ms)
            if so_far_ms < 0 or (so_far_ms == 0 and heard):
                break
            heard.append(
                HeardSound(
                    at_s=self._seconds(begins_ms),
                    key=key,
                    text=self._sounds.text_of(key),
                    seconds=so_far_ms / 1000,
                    whole=so_far_ms == whole_ms,
                )
            )
            begins_ms += whole_ms
        return heard

    def _state(self, facts: tuple[WrittenFact, ...]) -> CurrentState:
        call = self._call.value
        assert call is not None, "a call that arrived has a value"
        leg = self._call.media.legs.get(CALLER)
        answered = next((each.at_s for each in facts if isinstance(each.envelope.fact, CallAnswered)), None)
        queued = next((each.at_s for each in facts if isinstance(each.envelope.fact, CallQueued)), None)
        return CurrentState(
            elapsed_s=self._seconds(self._engine.now_ms),
            stage=call.stage,
            meets=self._meets(),
            menu=call.menu,
            step=call.self_service.step if call.self_service else "",
            choices=call.choices,
            queue=self._place(),
            last_queue=call.queue,
            playing=self._playing(),
            interruptible=leg is not None and leg.play is not None and leg.play.interruptible,
            answered_at_s=answered,
            queued_at_s=queued,
            outcome=call.outcome,
            connected_to=self._call.connected_to if self._call.is_over else "",
        )

    def _meets(self) -> Waiting:
        if self._call.is_over:
            return "nothing"
        if self._is_talking:
            return "talk"
        if self._call.collect is not None:
            return "key"
        if self._call.is_playing:
            return "prompt"
        if self._looks_up:
            return "lookup"
        assert self._call.value is not None, "a call that arrived has a value"
        return "ringing" if self._call.value.ringing_offers else "queue"

    def _playing(self) -> tuple[str, ...]:
        """Return the rest of the present prompt, from the sound that is heard now."""
        if not self._call.is_playing or not self._call.playbacks:
            return ()
        playback = self._call.playbacks[-1]
        over = sum(sound.whole for sound in self._heard(playback))
        return playback.sounds[over:]

    def _place(self) -> QueuePlace | None:
        router = self._engine.router
        call = router.calls.get(CALL_ID)
        if call is None or not router.stands(call):
            return None
        estimate_ms = router.estimate_ms(call)
        return QueuePlace(
            queue=call.queue,
            position=router.before(call) + 1,
            estimate_s=None if estimate_ms < 0 else estimate_ms / 1000,
        )

    def _seconds(self, ms: int) -> float:
        return (ms - self._arrived_ms) / 1000


def _arrival(site: Site, scenario: Scenario, at: datetime) -> CallArrived:
    """Return the signal of the arriving call, as the driver makes it from the gateway's offer."""
    caller = scenario.caller
    number = caller.number or ""
    offered = port.CallOffered(
        call_id=CALL_ID, line=scenario.line, caller=number, gateway=GATEWAY, source_listed=caller.trusted
    )
    source = number_source(is_listed=caller.trusted)
    destination = destination_of(number, source, site, lambda e164: e164)
    supported = ABILITIES["asterisk" if scenario.records else "pyvoip"]
    arrived = arrival_of(offered, NO_PERSON, "", supported, destination)
    head_start_s = site.large_clients.queue_head_start_s
    if caller.large_client and (head_start_s or needs_client(site)):
        arrived = msgspec.structs.replace(arrived, head_start_s=head_start_s, large_client=True)
    return msgspec.structs.replace(arrived, contingency=_message(scenario, at))


def _message(scenario: Scenario, at: datetime) -> LineMessage | None:
    if scenario.contingency is None:
        return None
    until = at + timedelta(hours=_CONTINGENCY_HOURS)
    return LineMessage(message=scenario.contingency, mode=scenario.contingency_mode, until=until)
