"""Facts of the staff register: entries, exits, moves, corrections and imports. Pure.

``user`` is the login of the person concerned. No fact contains a name, a document or a reason. ``period`` counts the
periods of a person in the campaign, from 1.
"""

from eventlog.facts.base import Fact


class StaffEntered(Fact, frozen=True, kw_only=True):
    """A person entered the campaign, or returned to it.

    Attributes:
        begins_on: first day, ISO 8601.
        roles: what they may do from that day, separated by spaces; empty for none.
    """

    user: str
    period: int
    begins_on: str
    roles: str


class StaffMoved(Fact, frozen=True, kw_only=True):
    """A person has another position, line or team from ``begins_on`` (ISO 8601) on.

    ``roles`` are the only ones that they keep, separated by spaces.
    """

    user: str
    period: int
    begins_on: str
    roles: str


class StaffMovePlanned(Fact, frozen=True, kw_only=True):
    """A person will have another position, line or team from ``begins_on`` (ISO 8601) on; see `StaffMoved`."""

    user: str
    period: int
    begins_on: str
    roles: str


class StaffMoveCancelled(Fact, frozen=True, kw_only=True):
    """A planned move was cancelled: the person stays where they are."""

    user: str
    period: int


class StaffExitPlanned(Fact, frozen=True, kw_only=True):
    """A person will leave the campaign after ``last_day``, ISO 8601."""

    user: str
    period: int
    last_day: str


class StaffExitCancelled(Fact, frozen=True, kw_only=True):
    """A planned exit was cancelled: the person stays."""

    user: str
    period: int


class StaffLeft(Fact, frozen=True, kw_only=True):
    """A person left the campaign; their rights ended.

    Attributes:
        last_day: ISO 8601.
        campaign: the campaign that they went to; empty if they left the contact centre.
    """

    user: str
    period: int
    last_day: str
    campaign: str


class StaffCorrected(Fact, frozen=True, kw_only=True):
    """Details of a person were corrected; ``fields`` are their names, separated by commas."""

    user: str
    fields: str


class StaffImported(Fact, frozen=True, kw_only=True):
    """A file of staff was imported; the facts of each person follow.

    Attributes:
        source: SHA-256 of the file.
        entered: entries of new people.
        corrected: people whose details changed.
        left: exits, carried out or planned.
        unchanged: people whose row said what was known.
    """

    source: str
    entered: int
    corrected: int
    left: int
    unchanged: int


StaffFact = (
    StaffEntered
    | StaffMoved
    | StaffMovePlanned
    | StaffMoveCancelled
    | StaffExitPlanned
    | StaffExitCancelled
    | StaffLeft
    | StaffCorrected
    | StaffImported
)
