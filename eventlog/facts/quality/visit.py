"""Facts of quality visits: begun, signed, discarded (M5-1-05, A21). Pure.

No fact contains an answer's text, a place or an attendee. ``visit`` is the number.
"""

from typing import Literal

from eventlog.facts.base import Fact

VisitMode = Literal["in_person", "monitoring"]
"""Mode of a visit: at the operation, or monitored from another place."""


class QualityVisitBegun(Fact, frozen=True, kw_only=True):
    """A visit was begun; ``visited_on`` is its local day, ISO 8601."""

    visit: str
    mode: VisitMode
    visited_on: str


class QualityVisitSigned(Fact, frozen=True, kw_only=True):
    """A visit was signed and does not change any more.

    Attributes:
        line: id of the visited line; empty for all, as is the channel.
        form: id of the form, of which ``form_version`` is the version.
        yes: number of questions answered so.
        digest: SHA-256 of the signed content, hex.
    """

    visit: str
    line: str
    channel: str
    form: str
    form_version: str
    yes: int
    no: int
    not_applicable: int
    digest: str


class QualityVisitDiscarded(Fact, frozen=True, kw_only=True):
    """A visit was given up before its signature."""

    visit: str


QualityVisitFact = QualityVisitBegun | QualityVisitSigned | QualityVisitDiscarded
