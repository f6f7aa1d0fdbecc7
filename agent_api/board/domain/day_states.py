"""The states of an advisor in a day, folded from their changes, with the times that they add up to. Pure."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from eventlog.facts import AdvisorState, AdvisorStateChanged

BUSY: Final[tuple[AdvisorState, ...]] = ("talking", "wrap_up")
FREE: Final[tuple[AdvisorState, ...]] = ("available", "offered")
_MS: Final = timedelta(milliseconds=1)


class StateSpan(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch in one state; ``reason`` is that of a pause or of the change, else empty."""

    state: AdvisorState
    reason: str
    begins: datetime
    ends: datetime

    @property
    def lasted_ms(self) -> int:
        """Length, ms."""
        return (self.ends - self.begins) // _MS


class DayTimes(msgspec.Struct, frozen=True, kw_only=True):
    """Times of a day, ms.

    Attributes:
        by_state: without the state off duty.
        paused: by reason.
        adherent: at work, or in a pause that the contract accepts as work.
    """

    by_state: Mapping[AdvisorState, int]
    paused: Mapping[str, int]
    adherent: int

    @property
    def on_duty(self) -> int:
        """Time on duty."""
        return sum(self.by_state.values())

    @property
    def busy(self) -> int:
        """Time with a caller or in wrap-up."""
        return sum(self.by_state.get(each, 0) for each in BUSY)

    @property
    def available(self) -> int:
        """Time on duty without pauses."""
        return self.busy + sum(self.by_state.get(each, 0) for each in FREE)


def spans_of(
    before: AdvisorStateChanged | None,
    changes: Sequence[tuple[datetime, AdvisorStateChanged]],
    begins: datetime,
    now: datetime,
) -> list[StateSpan]:
    """Return the spans of a day up to ``now``, without those off duty.

    Args:
        before: the last change before the day; None if there is none.
        changes: those of the day, in order.
        begins: the beginning of the day.
        now: the end of the last span.
    """
    state: AdvisorState = before.state if before else "offline"
    reason, since, spans = before.reason if before else "", begins, list[StateSpan]()
    for at, change in [*changes, (now, None)]:
        if state != "offline" and at > since:
            spans.append(StateSpan(state=state, reason=reason, begins=since, ends=at))
        if change is not None:
            state, reason, since = change.state, change.reason, max(at, since)
    return spans


def times_of(spans: Sequence[StateSpan], accepted: Collection[str]) -> DayTimes:
    """Add up spans; ``accepted`` are the reasons of pauses that the contract accepts as work."""
    by_state: defaultdict[AdvisorState, int] = defaultdict(int)
    paused: defaultdict[str, int] = defaultdict(int)
    for each in spans:
        by_state[each.state] += each.lasted_ms
        if each.state == "paused":
            paused[each.reason] += each.lasted_ms
    on_duty, allowed = sum(by_state.values()), sum(paused[each] for each in accepted)
    return DayTimes(by_state=by_state, paused=paused, adherent=on_duty - by_state.get("paused", 0) + allowed)
