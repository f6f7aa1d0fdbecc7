"""Facts of training: courses, sessions, attendance, marks, acknowledgements, proposals, reminders (M5-1-05, C2). Pure.

``course`` and ``session`` are numbers; ``advisor`` is a login. No fact contains the name of a person or a free text.
"""

from typing import Literal

from eventlog.facts.base import Fact

Attendance = Literal["planned", "attended", "absent"]
"""``planned``: expected, or not recorded yet."""
SessionState = Literal["planned", "held", "cancelled"]
"""``held``: the attendance of a person was recorded."""
ProposalSource = Literal["finding", "coaching", "error", "manual"]
"""Origin of a proposal: a finding, a coaching, an error family of the evaluations, or none of them."""


class TrainingCourseCreated(Fact, frozen=True, kw_only=True):
    """A course was created; ``pass_mark`` is of 100, ``validity_months`` 0 means that it does not expire."""

    course: str
    pass_mark: int
    attempts: int
    validity_months: int


class TrainingCourseChanged(Fact, frozen=True, kw_only=True):
    """The rules of a course changed; ``required`` says whether a queue or a role requires it, ``retired`` its end."""

    course: str
    pass_mark: int
    attempts: int
    validity_months: int
    required: bool
    retired: bool


class TrainingRequirementChanged(Fact, frozen=True, kw_only=True):
    """The queues and roles that require a course changed.

    Attributes:
        queues: ids with a comma between them; empty for none.
        roles: as queues.
        required_from: local day, ISO 8601; empty if it is not required.
    """

    course: str
    queues: str
    roles: str
    required_from: str


class TrainingMaterialAdded(Fact, frozen=True, kw_only=True):
    """A course got a version of its material."""

    course: str
    version: int


class TrainingFileStored(Fact, frozen=True, kw_only=True):
    """A version of the material has a file; ``size`` is in bytes, ``digest`` the SHA-256 of its content in hex."""

    course: str
    version: int
    size: int
    digest: str


class TrainingSessionPlanned(Fact, frozen=True, kw_only=True):
    """A session of a course and a version of its material was planned; ``starts_at`` is ISO 8601."""

    session: str
    course: str
    version: int
    starts_at: str
    minutes: int


class TrainingSessionMoved(Fact, frozen=True, kw_only=True):
    """A session got another time or place; ``starts_at`` is ISO 8601."""

    session: str
    starts_at: str
    minutes: int


class TrainingSessionCancelled(Fact, frozen=True, kw_only=True):
    """A session will not take place."""

    session: str


class TrainingParticipantPlanned(Fact, frozen=True, kw_only=True):
    """An advisor is expected at a session."""

    session: str
    advisor: str


class TrainingParticipantRemoved(Fact, frozen=True, kw_only=True):
    """An advisor is no longer expected at a session."""

    session: str
    advisor: str


class TrainingAttendanceRecorded(Fact, frozen=True, kw_only=True):
    """The attendance of an advisor was recorded or corrected; ``reason`` is an id of the site's, empty if attended."""

    session: str
    course: str
    advisor: str
    attendance: Attendance
    reason: str


class TrainingMarkRecorded(Fact, frozen=True, kw_only=True):
    """The mark of an advisor was recorded or corrected.

    Attributes:
        mark: of 100, an exact decimal; empty if the mark was removed.
        attempt: its number since the course was passed last, from 1; 0 if the mark was removed.
        valid_until: last day of the validity of a passed course, ISO 8601; empty if it does not expire.
    """

    session: str
    course: str
    advisor: str
    mark: str
    attempt: int
    passed: bool
    valid_until: str


class TrainingAcknowledged(Fact, frozen=True, kw_only=True):
    """An advisor acknowledged their own attendance and mark."""

    session: str
    advisor: str


class TrainingProposed(Fact, frozen=True, kw_only=True):
    """A course was proposed for an advisor, or for the advisors of a queue.

    Attributes:
        reference: number of the finding or the coaching, or the error family; empty for a manual one.
        advisor: empty for a queue.
        queue: empty for an advisor.
    """

    proposal: str
    course: str
    source: ProposalSource
    reference: str
    advisor: str
    queue: str


class TrainingProposalDecided(Fact, frozen=True, kw_only=True):
    """A proposal was accepted for a session, or rejected; ``session`` is empty for a rejected one."""

    proposal: str
    accepted: bool
    session: str


class TrainingReminded(Fact, frozen=True, kw_only=True):
    """An advisor was reminded of a session, or of a course whose validity ends; ``day`` is ISO 8601."""

    advisor: str
    subject: str
    kind: Literal["session", "validity"]
    day: str


TrainingFact = (
    TrainingCourseCreated
    | TrainingCourseChanged
    | TrainingRequirementChanged
    | TrainingMaterialAdded
    | TrainingFileStored
    | TrainingSessionPlanned
    | TrainingSessionMoved
    | TrainingSessionCancelled
    | TrainingParticipantPlanned
    | TrainingParticipantRemoved
    | TrainingAttendanceRecorded
    | TrainingMarkRecorded
    | TrainingAcknowledged
    | TrainingProposed
    | TrainingProposalDecided
    | TrainingReminded
)
