"""A finding as a report shows it: names instead of ids, plain texts, and its term on the day of the report. Pure."""

from datetime import date

import msgspec

from agent_api.quality.findings.domain.deadline import FindingStanding
from eventlog.facts.quality.finding import FindingState


class FindingRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A finding of a report.

    Attributes:
        severity_rank: place of the severity among those of the site, the slightest first.
        source: where it comes from, in words.
        state: as an id, for counts; ``state_name`` for people.
        term: the standing in words, with its days.
        action: the last action that was asked for or proposed; empty without one.
    """

    id: str
    kind: str
    severity: str
    severity_rank: int
    area: str
    owner: str
    source: str
    state: FindingState
    state_name: str
    found_on: date
    due_on: date
    done_on: date | None
    standing: FindingStanding
    term: str
    description: str
    action: str
