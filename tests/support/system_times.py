"""The availability of systems, computed from the log's facts alone, as an auditor would. Pure.

Owns the mapping of facts to watched times, outages and unwatched times. The site has the committed hours, and
`metrics.availability` does the arithmetic. It must not know the database.
"""

from datetime import datetime

import msgspec

from config.milliseconds import from_milliseconds
from eventlog.facts import AnyFact
from eventlog.facts.incident import IncidentClosed, IncidentOpened, IncidentSource, SystemUnwatched, SystemWatchBegan
from metrics.availability import Availability, Span, compute_availability, intersect_spans


class Outage(msgspec.Struct, frozen=True, kw_only=True):
    """An outage of a system.

    Attributes:
        system: id in the site.
        source: the program or person that reported it.
        began: aware.
        ended: aware; None while it continues.
    """

    system: str
    source: IncidentSource
    began: datetime
    ended: datetime | None = None


class SystemTimes:
    """Facts of systems, in the order of the log.

    Attributes:
        since: when each system was first watched.
        outages: by the id of the incident.
        unwatched: times without watching, by system.
    """

    def __init__(self) -> None:
        self.since: dict[str, datetime] = {}
        self.outages: dict[str, Outage] = {}
        self.unwatched: dict[str, list[Span]] = {}

    def add(self, fact: AnyFact) -> None:
        """Apply a fact; those of other kinds change nothing."""
        match fact:
            case SystemWatchBegan():
                self.since.setdefault(fact.system, from_milliseconds(fact.since_ms))
            case SystemUnwatched():
                self.unwatched.setdefault(fact.system, []).append(
                    (from_milliseconds(fact.began_ms), from_milliseconds(fact.ended_ms))
                )
            case IncidentOpened() if fact.kind == "outage":
                began = from_milliseconds(fact.began_ms)
                self.outages[fact.incident] = Outage(system=fact.system, source=fact.source, began=began)
            case IncidentClosed() if fact.incident in self.outages:
                outage = self.outages[fact.incident]
                self.outages[fact.incident] = msgspec.structs.replace(outage, ended=from_milliseconds(fact.ended_ms))

    def availability(
        self, system: str, committed: list[Span], until: datetime, *, watched: bool = True
    ) -> Availability:
        """Compute a system's availability since it was watched, or since any was if no program watches this one.

        Args:
            system: id in the site.
            committed: when it has to work.
            until: the end of the time, and of outages that continue.
            watched: whether a program watches it, according to the site.
        """
        since = self.since.get(system) if watched else min(self.since.values(), default=None)
        own = [each for each in self.outages.values() if each.system == system]
        spans = [(each.source, (each.began, each.ended or until)) for each in own]
        return compute_availability(
            [] if since is None else intersect_spans(committed, [(since, until)]),
            outages=[span for source, span in spans if source != "person"],
            declared=[span for source, span in spans if source == "person"],
            unwatched=self.unwatched.get(system, ()),
            watched=watched,
        )
