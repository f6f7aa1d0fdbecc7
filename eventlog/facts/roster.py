"""Facts of the roster: queues and seats of advisors, absences, deputies. Pure.

Users are logins. The reason of an absence is in no fact, because it may concern the health of a person.
"""

from eventlog.facts.base import Fact


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


RosterFact = (
    AdvisorLevelChanged | SeatSaved | SeatRemoved | AdvisorSeated | AbsenceRecorded | AbsenceCancelled | DeputyNamed
)
