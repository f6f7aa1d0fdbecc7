"""The state of one watched system, updated by each run of samples. Pure.

Owns when an outage begins and ends, and what is a gap. With several watchers, the first report about a moment counts
and later ones are dropped, so that two watchers of one outage record one. Unobserved time is never guessed.
"""

from datetime import datetime, timedelta

import msgspec


class TimedRun(msgspec.Struct, frozen=True, kw_only=True):
    """A run of equal samples with times on the wall clock, in whole seconds.

    Attributes:
        works: the result of each sample.
        code: why the system does not work, else empty.
        began: the time of the first sample, aware.
        ended: the time of the last sample, aware.
        samples: the number of samples.
    """

    works: bool
    code: str
    began: datetime
    ended: datetime
    samples: int


class OutageRule(msgspec.Struct, frozen=True, kw_only=True):
    """The thresholds for a system.

    Attributes:
        misses: consecutive misses that make an outage, which begins with the first of them.
        max_gap: the longest time without a sample that is no gap.
    """

    misses: int
    max_gap: timedelta


class SystemState(msgspec.Struct, frozen=True, kw_only=True):
    """The known state of a system.

    Attributes:
        since: the first probe.
        seen_at: the last probe.
        answered_at: the last answer; None if there was none since the last gap.
        misses: consecutive misses up to the last sample.
        missing_since: the first of those misses; None if the last probe was answered.
        code: why it did not answer, else empty.
        down: whether the misses make an outage.
    """

    since: datetime
    seen_at: datetime
    answered_at: datetime | None = None
    misses: int = 0
    missing_since: datetime | None = None
    code: str = ""
    down: bool = False


class WatchBegan(msgspec.Struct, frozen=True):
    """The first probe of a system."""

    at: datetime


class UnwatchedSpan(msgspec.Struct, frozen=True):
    """No probe between two moments."""

    began: datetime
    ended: datetime


class OutageBegan(msgspec.Struct, frozen=True):
    """A system is out; ``answered_at`` is its last answer before, or None if unknown."""

    at: datetime
    code: str
    answered_at: datetime | None = None


class OutageEnded(msgspec.Struct, frozen=True):
    """A system works again."""

    went_down_at: datetime
    at: datetime


WatchEvent = WatchBegan | UnwatchedSpan | OutageBegan | OutageEnded


def apply_run(state: SystemState | None, run: TimedRun, rule: OutageRule) -> tuple[SystemState, tuple[WatchEvent, ...]]:
    """Apply a run of samples to the state, None before the first; return the new state and its events, in order."""
    if state is None:
        after, more = _evaluate(SystemState(since=run.began, seen_at=run.began), run, rule)
        return after, (WatchBegan(run.began), *more)
    if run.ended <= state.seen_at:
        return state, ()
    if run.began < state.seen_at:  # another watcher reported the first part; only one sample of the rest is certain
        run = msgspec.structs.replace(run, began=state.seen_at, samples=1)
    if run.began - state.seen_at <= rule.max_gap:
        return _evaluate(state, run, rule)
    gap = UnwatchedSpan(state.seen_at, run.began)
    after, more = _evaluate(_forget_misses(state), run, rule)
    return after, (gap, *more)


def _forget_misses(state: SystemState) -> SystemState:
    """Reset the misses, because a gap breaks the row. An outage lasts until an answer ends it."""
    if state.down:
        return state
    return msgspec.structs.replace(state, answered_at=None, misses=0, missing_since=None, code="")


def _evaluate(state: SystemState, run: TimedRun, rule: OutageRule) -> tuple[SystemState, tuple[WatchEvent, ...]]:
    return _on_answer(state, run) if run.works else _on_miss(state, run, rule)


def _on_answer(state: SystemState, run: TimedRun) -> tuple[SystemState, tuple[WatchEvent, ...]]:
    after = SystemState(since=state.since, seen_at=run.ended, answered_at=run.ended)
    if not state.down or state.missing_since is None:
        return after, ()
    return after, (OutageEnded(state.missing_since, run.began),)


def _on_miss(state: SystemState, run: TimedRun, rule: OutageRule) -> tuple[SystemState, tuple[WatchEvent, ...]]:
    missing_since, misses = state.missing_since or run.began, state.misses + run.samples
    after = SystemState(
        since=state.since,
        seen_at=run.ended,
        answered_at=state.answered_at,
        misses=misses,
        missing_since=missing_since,
        code=state.code or run.code,
        down=state.down or misses >= rule.misses,
    )
    events = (OutageBegan(missing_since, after.code, state.answered_at),) if after.down and not state.down else ()
    return after, events
