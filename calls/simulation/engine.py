"""A campaign in memory: calls, their legs and the router's model under one virtual clock. Pure.

Owns the order of events, as `calls.driver.driver` does for real calls: a signal goes through `calls.flow.step`, its
result is committed to the router, then its commands are carried out. It must not decide anything about a call.
"""

from collections import deque
from datetime import datetime, timedelta
from itertools import count

import msgspec

from call_router.errors import OfferGone
from call_router.model import Model
from call_router.routing import Enqueue
from call_router.signals import OfferLapsed
from calls import flow
from calls.call import NumberEntered, StepResult
from calls.driver.inbound import destination_of
from calls.driver.queue_rules import queue_rules_of
from calls.simulation.lookups import entry_of
from calls.simulation.simulated_call import Happening, SimulatedCall
from calls.transitions.callback_offers import awaits_number
from calls.transitions.menus import awaits_entry
from config.milliseconds import from_milliseconds, to_milliseconds
from config.site.model import Site
from ivr.menu_steps import needs_load
from telephony import port
from telephony.port import Signal

GATEWAY = "simulador"
_LEASE_MS = int(timedelta(days=30) / timedelta(milliseconds=1))
_MAX_EVENTS = 20_000
"""More than any try needs: two hours with 200 advisors have fewer."""


class EndlessSimulation(Exception):
    """The simulation has more events than any call can have."""


class Engine:
    """One campaign that begins at a moment, with an empty floor.

    Attributes:
        router: the router's model; its log holds the facts of all calls.
        calls: by id.
    """

    def __init__(self, site: Site, begins: datetime) -> None:
        self.site = site
        self._needs_load = needs_load(site)
        self.router = Model(site.campaign, to_milliseconds(begins))
        self.router.site = site.version
        self.router.configure({queue.id: queue_rules_of(queue) for queue in site.queues.values()})
        self.router.acquire_lease(GATEWAY, _LEASE_MS)
        self.calls: dict[str, SimulatedCall] = {}
        self._due: dict[str, tuple[int, Happening]] = {}
        self._acts = count()
        self._events = count()

    @property
    def now_ms(self) -> int:
        """The virtual clock, ms since the Unix epoch."""
        return self.router.now

    @property
    def now(self) -> datetime:
        """The virtual clock."""
        return from_milliseconds(self.router.now)

    def set_clock(self, ms: int) -> None:
        """Move the clock forward; what is due by then happens in `run_until` only."""
        self.router.clock_ms = ms

    # Signals

    def post(self, *signals: Signal) -> None:
        """Process signals of one call, and all that follows from them at this moment."""
        self._process(deque(signals))
        self.read_mailbox()

    def read_mailbox(self) -> None:
        """Process the router's signals until there are no more."""
        while mail := self.router.mail.pop(GATEWAY, []):
            for each in mail:
                self._process(deque([each.signal]))

    def _process(self, signals: deque[Signal]) -> None:
        while signals:
            if next(self._events) > _MAX_EVENTS:
                raise EndlessSimulation
            signal = signals.popleft()
            call = self.calls.get(signal.call_id)
            if call is not None:
                signals.extend(self._step(call, self._with_entry(call, signal)))
                self._note_due(call)

    def _step(self, call: SimulatedCall, signal: Signal) -> list[Signal]:
        """Apply one signal; return those that follow from its commands."""
        result = flow.step(call.value, signal, self.now, self.site, self._count_waiting())
        if result is None:
            return []
        try:
            return self.commit(call, result)
        except OfferGone:
            return [OfferLapsed(call_id=signal.call_id, offer=result.offer)]

    def _count_waiting(self) -> dict[str, int]:
        """Return the calls in each queue, if a branch of the site asks for them."""
        if not self._needs_load:
            return {}
        return {each.queue: each.waiting for each in self.router.snapshot().queues}

    def commit(self, call: SimulatedCall, result: StepResult) -> list[Signal]:
        """Commit the result of a signal, carry its commands out, and return the signals that follow.

        Raises:
            OfferGone: the router has withdrawn the offer that it answers or declines.
        """
        if call.is_other and isinstance(result.routing, Enqueue):
            quiet = msgspec.structs.replace(result.routing, announce_ms=0)  # a try is about one caller only
            result = msgspec.structs.replace(result, routing=quiet)
        self.router.commit(result.to_act(), f"act-{next(self._acts)}")
        call.update(result.call)
        return [each for command in result.call.commands for each in call.execute(command, self.now_ms, self.site)]

    def _with_entry(self, call: SimulatedCall, signal: Signal) -> Signal:
        """Judge the digits of a step, and check a keyed number by the site's plan, as the driver does."""
        value = call.value
        if not isinstance(signal, port.DigitsCollected) or value is None:
            return signal
        if awaits_entry(value, signal.command_id):
            return entry_of(value, signal, self.site)
        if not awaits_number(value, signal.command_id):
            return signal
        entered = NumberEntered(call_id=signal.call_id, command_id=signal.command_id)
        if not signal.digits:
            return entered
        call.keyed_number = signal.digits
        destination = destination_of(signal.digits, "keyed", self.site, lambda e164: e164)
        return NumberEntered(call_id=signal.call_id, command_id=signal.command_id, destination=destination)

    # Time

    def run_until(self, ms: int) -> None:
        """Let everything happen that is due by a moment, and set the clock to it."""
        while self.run_next(ms):
            pass
        self.set_clock(max(ms, self.now_ms))

    def run_next(self, limit_ms: int) -> bool:
        """Let the next event happen if it is due by a limit; return whether it was."""
        timer_ms = min(self.router.timers.values(), default=limit_ms + 1)
        call_id = min(self._due, key=lambda each: self._due[each][0], default="")
        media_ms, happening = self._due.get(call_id, (limit_ms + 1, tuple))
        if min(timer_ms, media_ms) > limit_ms:
            return False
        self.set_clock(max(min(timer_ms, media_ms), self.now_ms))
        if timer_ms < media_ms:
            self.router.tick()
            self.read_mailbox()
        else:
            self.post(*happening())
            self._note_due(self.calls[call_id])
        return True

    def _note_due(self, call: SimulatedCall) -> None:
        """Note what happens next to the legs of a call, which has just changed."""
        call.update_playback(self.now_ms)
        following = call.next_happening(self.now_ms)
        if following is None:
            self._due.pop(call.id, None)
        else:
            self._due[call.id] = following
