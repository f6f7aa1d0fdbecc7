"""Facts of incidents and of the watch over the systems: outages, their end, and the time of which nobody knows. Pure.

Owns these kinds of facts; `eventlog.facts` joins them to the vocabulary. With them alone availability is reckoned
again: since when a system is watched, when it was out, and when nobody watched. What people write of an incident stands
in no fact. Moments are milliseconds since the Unix epoch, on whole seconds.
"""

from typing import Literal

from eventlog.facts.base import Fact

IncidentKind = Literal["outage", "degraded"]
"""Whether the system was out, which counts against its availability, or worked worse, which does not."""
IncidentSource = Literal["watch", "facts", "person"]
"""Who found it: the watch over the systems, the facts of the log, or a person."""


class SystemWatchBegan(Fact, frozen=True, kw_only=True):
    """From here on it is known whether a system works.

    Attributes:
        system: id in the site.
        since_ms: when it was asked first.
    """

    system: str
    since_ms: int


class SystemUnwatched(Fact, frozen=True, kw_only=True):
    """Nobody asked a system for a while, so nobody knows how it was.

    Attributes:
        system: id in the site.
        began_ms: when it was last asked before.
        ended_ms: when it was next asked.
    """

    system: str
    began_ms: int
    ended_ms: int


class IncidentOpened(Fact, frozen=True, kw_only=True):
    """A system failed.

    Attributes:
        incident: its id.
        system: id in the site.
        kind: whether it was out.
        source: who found it.
        began_ms: since when.
    """

    incident: str
    system: str
    kind: IncidentKind
    source: IncidentSource
    began_ms: int


class IncidentClosed(Fact, frozen=True, kw_only=True):
    """A system works again.

    Attributes:
        incident: its id.
        system: id in the site.
        ended_ms: since when.
    """

    incident: str
    system: str
    ended_ms: int


class IncidentNoted(Fact, frozen=True, kw_only=True):
    """Somebody wrote something about an incident; the envelope says who.

    Attributes:
        incident: its id.
        note: number of the note.
    """

    incident: str
    note: int


IncidentFact = SystemWatchBegan | SystemUnwatched | IncidentOpened | IncidentClosed | IncidentNoted
