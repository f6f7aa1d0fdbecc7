"""Simulates one call of a scenario: ``simulate(site, scenario)`` returns its transcript. Pure.

Owns the meaning of each input in virtual time. Read this file first.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

import msgspec

from calls.call import CallArrived, LineMessage
from calls.driver.inbound import arrival_of, destination_of, number_source
from calls.simulation import staff
from calls.simulation.engine import GATEWAY, Engine
from calls.simulation.lookups import SimulatedLookups
from calls.simulation.simulated_call import SimulatedCall
from calls.simulation.sounds import SoundCatalogue
from calls.simulation.transcriber import Transcriber
from calls.simulation.transcript import PressedKeys, Transcript
from config.milliseconds import to_milliseconds
from config.site.model import Site
from config.site.tries.scenario import Action, Input, Scenario
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
        self._transcriber = Transcriber(self._engine, self._call, self._sounds, self._arrived_ms)
        self._engine.post(arrival_signal(site, scenario, arrives_at, CALL_ID))

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
            at_s = (self._engine.now_ms - self._arrived_ms) / 1000
            self._pressed.append(PressedKeys(at_s=at_s, keys=keys, after=self._transcriber.sounds_begun))
        for key in keys:
            if not self._call.is_over:
                self._engine.post(*self._call.media.press(key, CALLER))

    def _listen(self) -> None:
        """Hear the present prompts, and those that follow at once or after a look-up."""
        self._run_while(lambda: self._call.is_playing or self._call.looks_up, PROMPTS_LIMIT_MS)

    def _keep_silent(self) -> None:
        """Hear the prompt, and press no key until the time for it is over."""
        self._run_while(
            lambda: self._call.collect is None and (self._call.is_playing or self._call.looks_up), PROMPTS_LIMIT_MS
        )
        asked = self._call.collect
        if asked is not None:
            self._run_while(lambda: self._call.collect is asked, PROMPTS_LIMIT_MS)

    def _await_key(self) -> None:
        self._run_while(lambda: self._call.collect is None and not self._call.is_talking, WAIT_LIMIT_MS)

    def _await_answer(self) -> None:
        self._run_while(lambda: not self._call.is_talking, WAIT_LIMIT_MS)

    def _hang_up(self) -> None:
        if not self._call.is_over:
            self._engine.post(*self._call.media.hang_up(CALLER))

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
        return self._transcriber.transcript(self._pressed)


def arrival_signal(site: Site, scenario: Scenario, at: datetime, call_id: str) -> CallArrived:
    """Return the signal of the arriving call, as the driver makes it from the gateway's offer."""
    caller = scenario.caller
    number = caller.number or ""
    offered = port.CallOffered(
        call_id=call_id, line=scenario.line, caller=number, gateway=GATEWAY, source_listed=caller.trusted
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
