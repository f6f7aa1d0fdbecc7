"""When a practice ends by itself, by its time and by the real callers. Pure."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final, Literal

import msgspec

from agent_api.practice.domain.practice import PracticeRow
from config.site.calls.practice import AutomaticEnd
from eventlog.facts import AdvisorState
from eventlog.facts.practice import PracticeEnd

ON_CALL: Final[frozenset[AdvisorState]] = frozenset({"offered", "talking"})
"""The states of an advisor in the practice campaign in which a practice call rings or is answered."""


class QueueLevel(msgspec.Struct, frozen=True):
    """Calls of a queue in the current interval that no longer wait, and how many were answered in time."""

    in_time: int
    calls: int


class RealLoad(msgspec.Struct, frozen=True, kw_only=True):
    """The real callers now.

    Attributes:
        waiting: in all queues.
        levels: of each queue with a call in the current interval.
    """

    waiting: int
    levels: Mapping[str, QueueLevel]


def find_need(
    rule: AutomaticEnd | None, load: RealLoad, queues: Collection[str]
) -> Literal["waiting", "service_level"] | None:
    """Return why real callers need an advisor who serves these queues; None if they do not."""
    if rule is None:
        return None
    if rule.waiting is not None and load.waiting >= rule.waiting:
        return "waiting"
    levels = (load.levels[queue] for queue in queues if queue in load.levels)
    return "service_level" if any(_is_low(rule, level) for level in levels) else None


def automatic_end(
    practice: PracticeRow,
    rule: AutomaticEnd | None,
    load: RealLoad,
    queues: Collection[str],
    state: AdvisorState,
    *,
    now: datetime,
) -> tuple[PracticeEnd, datetime] | None:
    """Return how and when an open practice ends by itself; None while it goes on.

    `queues` are the advisor's real ones; `state` is the advisor's in the practice campaign.
    """
    if now >= practice.expires_at:
        return "expired", practice.expires_at
    need = find_need(rule, load, queues)
    if need is None or (state in ON_CALL and not (rule and rule.during_call)):
        return None
    return need, now


def _is_low(rule: AutomaticEnd, level: QueueLevel) -> bool:
    return (
        rule.service_level is not None
        and level.calls >= rule.least_calls
        and level.in_time * 100 < rule.service_level * level.calls
    )
