"""What is known of one system, and what a further spell of samples makes of it. Pure.

Owns when an outage begins and ends, and what is a gap. However many watch, the first who tells of a moment is believed:
what was told before is dropped, so that two who saw the same outage tell one. What nobody saw is never guessed.
"""

from datetime import datetime, timedelta

import msgspec


class TimedRun(msgspec.Struct, frozen=True, kw_only=True):
    """A spell of samples with its moments on the wall clock, whole seconds.

    Attributes:
        works: what they say.
        code: why it does not work, else empty.
        began: when the first was taken, aware.
        ended: when the last was taken, aware.
        samples: how many.
    """

    works: bool
    code: str
    began: datetime
    ended: datetime
    samples: int


class OutageRule(msgspec.Struct, frozen=True, kw_only=True):
    """How a system is judged.

    Attributes:
        misses: in a row; then it is out, since the first of them.
        max_gap: how long there may be no sample until there is a gap.
    """

    misses: int
    max_gap: timedelta


class SystemState(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a system.

    Attributes:
        since: when it was asked first.
        seen_at: when it was asked last.
        answered_at: when it answered last; None where a gap or nothing lies between that and what follows.
        misses: how often it did not answer, in a row up to the last sample.
        missing_since: the first of those; None when it answered last.
        code: why it did not, else empty.
        down: whether that is an outage.
    """

    since: datetime
    seen_at: datetime
    answered_at: datetime | None = None
    misses: int = 0
    missing_since: datetime | None = None
    code: str = ""
    down: bool = False


class WatchBegan(msgspec.Struct, frozen=True):
    """It was never asked before."""

    at: datetime


class UnwatchedSpan(msgspec.Struct, frozen=True):
    """Nobody asked it between two moments."""

    began: datetime
    ended: datetime


class OutageBegan(msgspec.Struct, frozen=True):
    """It has been out since a moment; when it answered last before, or None where nobody knows."""

    at: datetime
    code: str
    answered_at: datetime | None = None


class OutageEnded(msgspec.Struct, frozen=True):
    """It works again."""

    went_down_at: datetime
    at: datetime


WatchEvent = WatchBegan | UnwatchedSpan | OutageBegan | OutageEnded


def apply_run(state: SystemState | None, run: TimedRun, rule: OutageRule) -> tuple[SystemState, tuple[WatchEvent, ...]]:
    """Take one spell of samples in.

    Args:
        state: what was known; None before the first.
        run: the spell.
        rule: of the system.

    Returns:
        What is known now, and what there is to tell, in order.
    """
    if state is None:
        after, more = _evaluate(SystemState(since=run.began, seen_at=run.began), run, rule)
        return after, (WatchBegan(run.began), *more)
    if run.ended <= state.seen_at:
        return state, ()
    if run.began < state.seen_at:  # half of it was told by another; of the rest one sample is sure
        run = msgspec.structs.replace(run, began=state.seen_at, samples=1)
    if run.began - state.seen_at <= rule.max_gap:
        return _evaluate(state, run, rule)
    gap = UnwatchedSpan(state.seen_at, run.began)
    after, more = _evaluate(_forget_misses(state), run, rule)
    return after, (gap, *more)


def _forget_misses(state: SystemState) -> SystemState:
    """Misses before a gap are in no row with those behind it; an outage lasts until it is seen to be over."""
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
