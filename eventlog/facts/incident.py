"""Facts of incidents and of the monitoring of systems: outages, their end, and unmonitored time. Pure.

These facts alone suffice to recompute availability: since when a system is monitored, when it was out, and when nothing
monitored it. No fact contains the texts that people write about an incident. Moments are milliseconds since the Unix
epoch, on whole seconds. A ``system`` is an id in the site.
"""

from typing import Literal

from eventlog.facts.base import Fact

IncidentKind = Literal["outage", "degraded"]
"""Severity of an incident: ``outage`` counts against the availability of the system, ``degraded`` does not."""
IncidentSource = Literal["watch", "facts", "person"]
"""Source of an incident: the probes of the systems, the facts of the log, or a person."""


class SystemWatchBegan(Fact, frozen=True, kw_only=True):
    """From ``since_ms``, the first probe, on the state of a system is known."""

    system: str
    since_ms: int


class SystemUnwatched(Fact, frozen=True, kw_only=True):
    """A system was not probed for a while, so that its state is unknown.

    ``began_ms`` is the time of the last probe before, ``ended_ms`` that of the next one.
    """

    system: str
    began_ms: int
    ended_ms: int


class IncidentOpened(Fact, frozen=True, kw_only=True):
    """A system failed at ``began_ms``."""

    incident: str
    system: str
    kind: IncidentKind
    source: IncidentSource
    began_ms: int


class IncidentClosed(Fact, frozen=True, kw_only=True):
    """A system works again since ``ended_ms``."""

    incident: str
    system: str
    ended_ms: int


class IncidentNoted(Fact, frozen=True, kw_only=True):
    """Note number ``note`` was added to an incident; the envelope names its author."""

    incident: str
    note: int


IncidentFact = SystemWatchBegan | SystemUnwatched | IncidentOpened | IncidentClosed | IncidentNoted
