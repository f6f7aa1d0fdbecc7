"""Facts of the roster: queues and seats of advisors, absences, deputies. Pure.

Users are logins. No fact has the reason of an absence, which may concern the health of a person, or of a change of
queues, which people write freely.
"""

from typing import Literal

from eventlog.facts.base import Fact

QueueOverrideEnd = Literal["returned", "replaced", "expired"]
"""A person gave the queues back, another change took its place, or its time was over."""


class AdvisorLevelChanged(Fact, frozen=True, kw_only=True):
    """The level of an advisor in a queue was set; 0 means that they do not serve it."""

    advisor: str
    queue: str
    level: int
    previous: int


class SeatSaved(Fact, frozen=True, kw_only=True):
    """A seat was created or changed."""

    seat: str


class SeatRemoved(Fact, frozen=True, kw_only=True):
    """A seat was deleted."""

    seat: str


class AdvisorSeated(Fact, frozen=True, kw_only=True):
    """An advisor was given a seat; ``seat`` is empty if they have none."""

    advisor: str
    seat: str


class AbsenceRecorded(Fact, frozen=True, kw_only=True):
    """A user will be away on some local days, both included; ``deputy`` is empty for the standing one."""

    absence: str
    user: str
    first_day: str
    last_day: str
    deputy: str


class AbsenceCancelled(Fact, frozen=True, kw_only=True):
    """An absence was withdrawn; the user counts as present on its days."""

    absence: str
    user: str


class DeputyNamed(Fact, frozen=True, kw_only=True):
    """The standing deputy of a user was named; ``deputy`` is empty if there is none any more."""

    user: str
    deputy: str


class QueueOverrideStarted(Fact, frozen=True, kw_only=True):
    """An advisor serves other queues until a moment, ``until_ms`` since the Unix epoch.

    ``queues`` are ids with their levels, such as ``general:5 pagos:2``.
    """

    advisor: str
    queues: str
    until_ms: int


class QueueOverrideEnded(Fact, frozen=True, kw_only=True):
    """An advisor serves the queues of the roster again, or those of another change."""

    advisor: str
    how: QueueOverrideEnd


RosterFact = (
    AdvisorLevelChanged
    | SeatSaved
    | SeatRemoved
    | AdvisorSeated
    | AbsenceRecorded
    | AbsenceCancelled
    | DeputyNamed
    | QueueOverrideStarted
    | QueueOverrideEnded
)
