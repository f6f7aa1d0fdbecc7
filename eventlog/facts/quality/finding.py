"""Facts of findings: registered, acted on, assigned, supported by a file, reminded (M5-1-05, A22). Pure.

No fact contains a description or another text. ``finding`` is the number. The envelope says who acted, the site version
whose kinds, severities and areas were used, and the call of a finding about one.
"""

from typing import Literal

from eventlog.facts.base import Fact

FindingSource = Literal["evaluation", "visit", "observation", "manual"]
"""Origin of a finding: an evaluation, a visit, an observation of the interventoría, or none of them."""
FindingState = Literal[
    "open", "reopened", "proposed", "in_course", "done", "verified", "closed", "rejected", "annulled"
]
"""``proposed``: the owner proposed an action; ``in_course``: it was approved; ``rejected``: the owner does not
acknowledge the finding; ``annulled``: quality withdrew it."""
FindingAct = Literal[
    "propose", "finish", "reject", "approve", "send_back", "verify", "close", "reopen", "annul", "assign"
]
"""The first three are the owner's, the others of another person."""


class FindingRegistered(Fact, frozen=True, kw_only=True):
    """A finding was registered; its owner must correct it until its last day.

    Attributes:
        reference: number of the evaluation, visit or observation; empty for a manual one.
        kind: an id of the site's kinds, as are severity and area of theirs.
        owner: login.
        due_on: the last day, ISO 8601.
    """

    finding: str
    source: FindingSource
    reference: str
    kind: str
    severity: str
    area: str
    owner: str
    due_on: str


class FindingStepTaken(Fact, frozen=True, kw_only=True):
    """A person acted on a finding; ``late`` says whether its last day was over.

    ``due_on`` is the last day after the act, ISO 8601; a reopened finding has a new one.
    """

    finding: str
    act: FindingAct
    state: FindingState
    late: bool
    due_on: str


class FindingAssigned(Fact, frozen=True, kw_only=True):
    """A finding got another area or owner."""

    finding: str
    area: str
    owner: str


class FindingFileStored(Fact, frozen=True, kw_only=True):
    """A file was stored as evidence of a finding; ``digest`` is its SHA-256, hex."""

    finding: str
    file: str
    digest: str


class FindingReminded(Fact, frozen=True, kw_only=True):
    """The owner of a finding was reminded of its last day, or notified that it has passed.

    ``days_left`` are the business days until it; 0 on it and after it.
    """

    finding: str
    due_on: str
    days_left: int
    late: bool


FindingFact = FindingRegistered | FindingStepTaken | FindingAssigned | FindingFileStored | FindingReminded
