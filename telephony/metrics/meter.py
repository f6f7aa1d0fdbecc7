"""Metrics of a gateway's calls, counted from its signals and commands. Pure.

Owns the names and buckets of the counts, and the state needed for them: a call's line and start times, at most
`MAX_REMEMBERED` of each. A count's name is ``measure|label`` (for a histogram, ``measure|label|bound``); a label is a
word of ours or a line of the site, never a person, a number or a call. It must not delay a call: each signal costs a
dictionary lookup.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from telephony.port.commands import CALLER, Answer, AnyCommand, Collect, Dial, Hangup, Reject, Ring, StopPlay
from telephony.port.signals import (
    AnySignal,
    CallOffered,
    DigitsCollected,
    LegAnswered,
    LegFailed,
    LegHungUp,
    LegRinging,
    NotRecorded,
    PlaybackEnded,
)

MAX_REMEMBERED: Final = 20_000
"""Limit of remembered calls, legs and the like; beyond it the oldest are dropped uncounted."""
MICROSECONDS: Final = 1_000_000
Key = TypeVar("Key")
Value = TypeVar("Value")


class HistogramSpec(NamedTuple):
    """A histogram of durations with inclusive upper bounds, seconds; the last bucket is ``inf``."""

    measure: str
    bounds_s: tuple[float, ...]

    def bucket_names(self, label: str) -> tuple[str, ...]:
        """Return the names of its buckets in order; they are not cumulative."""
        return tuple(f"{self.measure}|{label}|{bound}" for bound in (*self.bounds_s, "inf"))

    def sum_name(self, label: str) -> str:
        """Return the name of the sum of all durations, microseconds."""
        return f"{self.measure}|{label}|sum"


SETUP: Final = HistogramSpec("setup", (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0))
"""``caller``: from the network's call to our answer; ``phone``: from our call until the phone rings."""
JITTER: Final = HistogramSpec("jitter", (0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2))
"""Without a label: received jitter per leg and probe, as RFC 3550, section 6.4.1, estimates it."""
LAG: Final = HistogramSpec("lag", (0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0))
"""Without a label: response time of the telephone engine to its cheapest request."""


WEBHOOK: Final = HistogramSpec("webhook", (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0))
"""By kind of webhook: our response time, in a gateway that is called over HTTP."""


class LegMediaStats(msgspec.Struct, frozen=True, kw_only=True):
    """The received media of one leg so far. ``leg`` is unique among all legs that the gateway ever had."""

    leg: str
    received: int
    lost: int
    jitter_s: float | None = None


class RecordingSpace(msgspec.Struct, frozen=True, kw_only=True):
    """The space of the memory file system for recordings, bytes; the size is 0 if it has no limit."""

    free: int
    size: int

    @property
    def free_share(self) -> float:
        """The free share, from 0 to 1."""
        return self.free / self.size if self.size else 1.0


class ProbeResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a probe of a gateway.

    Attributes:
        up: the gateway and its telephone engine are connected.
        lag_s: response time of that engine, seconds; None if the gateway is its own engine.
        recording_space: None if it records nothing, or the space is unknown.
    """

    up: bool = True
    lag_s: float | None = None
    media: tuple[LegMediaStats, ...] = ()
    recording_space: RecordingSpace | None = None


class Counters:
    """The counts of one process, until they are taken."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def increment(self, name: str, amount: int = 1) -> None:
        """Increase a count, named ``measure|label``."""
        self._counts[name] += amount

    def observe(self, histogram: HistogramSpec, label: str, seconds: float) -> None:
        """Count a duration in a histogram."""
        self._counts[histogram.bucket_names(label)[bisect_left(histogram.bounds_s, seconds)]] += 1
        self._counts[histogram.sum_name(label)] += round(seconds * MICROSECONDS)

    def take(self) -> Mapping[str, int]:
        """Return the counts since the last call, and reset them."""
        counts, self._counts = self._counts, Counter()
        return counts


class Meter(Counters):
    """The counts of one gateway's process, from its signals, commands and probes."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[str, str] = {}
        self._start_times: dict[tuple[str, str], float] = {}
        self._open_collects: dict[str, None] = {}
        self._media: dict[str, LegMediaStats] = {}

    # Input

    def record_signal(self, signal: AnySignal, now: float) -> None:
        """Count a signal; ``now`` is in seconds of any clock."""
        count = _SIGNAL_RECORDERS.get(type(signal))
        if count is not None:
            count(self, signal, now)

    def record_command(self, command: AnyCommand, now: float) -> None:
        """Count a command; ``now`` as in `record_signal`."""
        count = _COMMAND_RECORDERS.get(type(command))
        if count is not None:
            count(self, command, now)

    def record_probe(self, probe: ProbeResult) -> None:
        """Count the result of a probe."""
        if probe.lag_s is not None:
            self.observe(LAG, "", probe.lag_s)
        elif not probe.up:
            self._counts["unanswered|"] += 1
        for leg in probe.media:
            self._record_leg_media(leg)

    def _record_leg_media(self, leg: LegMediaStats) -> None:
        before = self._media.pop(leg.leg, None)
        _remember(self._media, leg.leg, leg)
        received, lost = (before.received, before.lost) if before else (0, 0)
        if leg.received > received:
            self._counts["packets|received"] += leg.received - received
            self._counts["packets|lost"] += max(leg.lost - lost, 0)
            if leg.jitter_s is not None:
                self.observe(JITTER, "", leg.jitter_s)

    # Counting

    def _record_offer(self, signal: CallOffered, now: float) -> None:
        self._counts[f"calls|{signal.refused or 'taken'}"] += 1
        if signal.refused is None:
            _remember(self._lines, signal.call_id, signal.line)
            _remember(self._start_times, (signal.call_id, CALLER), now)

    def _record_ringing(self, signal: LegRinging | LegAnswered, now: float) -> None:
        self._record_setup(signal.call_id, signal.leg, "phone", now)

    def _record_leg_failure(self, signal: LegFailed, _: float) -> None:
        self._start_times.pop((signal.call_id, signal.leg), None)
        self._counts[f"leg_failed|{signal.cause}"] += 1

    def _record_leg_end(self, signal: LegHungUp, _: float) -> None:
        self._counts[f"leg_ended|{signal.cause}"] += 1
        if signal.leg == CALLER:
            self._forget(signal.call_id)

    def _end_collect(self, signal: DigitsCollected | StopPlay, _: float) -> None:
        """Forget a Collect that ended or whose Play we stopped, so that it counts as no barge-in."""
        self._open_collects.pop(signal.call_id, None)

    def _record_playback(self, signal: PlaybackEnded, _: float) -> None:
        if signal.ended == "interrupted" and signal.call_id in self._open_collects:
            del self._open_collects[signal.call_id]
            if signal.call_id in self._lines:
                self._counts[f"barge_in|{self._lines[signal.call_id]}"] += 1

    def _record_answer(self, command: Answer, now: float) -> None:
        self._record_setup(command.call_id, CALLER, "caller", now)

    def _record_dial(self, command: Ring | Dial, now: float) -> None:
        _remember(self._start_times, (command.call_id, command.leg), now)

    def _record_collect(self, command: Collect, _: float) -> None:
        _remember(self._open_collects, command.call_id, None)

    def _end_caller(self, command: Reject | Hangup, _: float) -> None:
        if command.leg == CALLER:
            self._forget(command.call_id)

    def _record_missing_recording(self, _: NotRecorded, __: float) -> None:
        self._counts["not_recorded|"] += 1

    def _record_setup(self, call_id: str, leg: str, label: str, now: float) -> None:
        began = self._start_times.pop((call_id, leg), None)
        if began is not None:
            self.observe(SETUP, label, now - began)

    def _forget(self, call_id: str) -> None:
        self._lines.pop(call_id, None)
        self._start_times.pop((call_id, CALLER), None)
        self._open_collects.pop(call_id, None)


_SIGNAL_RECORDERS: Final[Mapping[type, Callable[[Meter, Any, float], None]]] = {
    CallOffered: Meter._record_offer,
    LegRinging: Meter._record_ringing,
    LegAnswered: Meter._record_ringing,
    LegFailed: Meter._record_leg_failure,
    LegHungUp: Meter._record_leg_end,
    DigitsCollected: Meter._end_collect,
    PlaybackEnded: Meter._record_playback,
    NotRecorded: Meter._record_missing_recording,
}
_COMMAND_RECORDERS: Final[Mapping[type, Callable[[Meter, Any, float], None]]] = {
    Answer: Meter._record_answer,
    Ring: Meter._record_dial,
    Dial: Meter._record_dial,
    Collect: Meter._record_collect,
    StopPlay: Meter._end_collect,
    Reject: Meter._end_caller,
    Hangup: Meter._end_caller,
}


def _remember(memory: dict[Key, Value], key: Key, value: Value) -> None:
    memory[key] = value
    if len(memory) > MAX_REMEMBERED:
        del memory[next(iter(memory))]


def stable_gateway_name(gateway: str) -> str:
    """Return the permanent name of a gateway: its name without the random part of the instance.

    ``pyvoip-7f3a`` is ``pyvoip``; ``asterisk-nodo1-7f3a`` is ``asterisk-nodo1``.
    """
    return gateway.rpartition("-")[0] or gateway
