"""The thresholds of a queue on the board: what the site's folder says, or what a person set instead. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import msgspec

from agent_api.board.domain.half_hours import definitions_by_kind
from config.site.calls.queues import Queue
from config.site.oversight.indicators import IndicatorDefinition, IndicatorKind


class QueueThresholds(msgspec.Struct, frozen=True, kw_only=True):
    """When a queue is marked; None never marks it.

    Attributes:
        waiting: callers who wait at once, at least.
        longest_wait_s: longer than this, s.
        service_level: of the day, below, percent.
        abandon_rate: of the day, above, percent.
    """

    waiting: int | None = None
    longest_wait_s: int | None = None
    service_level: int | None = None
    abandon_rate: int | None = None


class ThresholdsRow(msgspec.Struct, frozen=True, kw_only=True):
    """The thresholds that a person set for a queue."""

    queue: str
    thresholds: QueueThresholds
    changed_at: datetime
    changed_by: str


def site_thresholds(queue: Queue, definitions: Sequence[IndicatorDefinition], day: date) -> QueueThresholds:
    """Return the thresholds of the site: when the queue is full, its bound of waits, and the contract's targets."""
    in_force, full = definitions_by_kind(definitions, day), queue.overflow.full
    return QueueThresholds(
        waiting=full.most if full else None,
        longest_wait_s=queue.threshold_s,
        service_level=_target(in_force, "service_level"),
        abandon_rate=_target(in_force, "abandon_rate"),
    )


def _target(definitions: Mapping[IndicatorKind, IndicatorDefinition], kind: IndicatorKind) -> int | None:
    found = definitions.get(kind)
    return None if found is None or found.target is None else round(found.target)
