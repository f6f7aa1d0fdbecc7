"""Failures and availability of a report, from the stored incidents.

`agent_api.incidents.period` decides which incidents belong to a period.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.incidents.period import PeriodIncident, availability_of_period, incidents_of_period
from config.site.model import Site
from config.site.oversight.systems import System
from metrics.availability import Availability
from metrics.reports.inputs import AvailabilityInput, IncidentInput
from metrics.service_level import Ratio
from storage.encryption.field_cipher import FieldCipher

MAX_INCIDENTS = 500
"""Limit for one report; a month has a few."""


class Continuity(NamedTuple):
    """Incidents of a period, oldest first, and availability."""

    incidents: tuple[IncidentInput, ...]
    availability: tuple[AvailabilityInput, ...]


async def continuity_of(
    connection: AsyncConnection, cipher: FieldCipher, site: Site, begins: datetime, ends: datetime
) -> Continuity:
    """Return the incidents and availability from ``begins`` to ``ends`` (exclusive, not in the future)."""
    ends = ends.replace(microsecond=0)
    if begins >= ends:
        return Continuity((), ())
    incidents = await incidents_of_period(connection, cipher, site, begins, ends, limit=MAX_INCIDENTS)
    measured = await availability_of_period(connection, site, begins, ends)
    return Continuity(
        tuple(_incident_input(each) for each in incidents),
        tuple(_availability_input(system, availability) for system, availability in measured),
    )


def _incident_input(incident: PeriodIncident) -> IncidentInput:
    effect = incident.effect
    return IncidentInput(
        system=incident.system,
        began_at=incident.began_at,
        ended_at=incident.ended_at,
        arrived=effect.arrived,
        usual=effect.usual,
        weeks=effect.weeks,
        failed=effect.technical_failures + effect.capacity_rejected,
        summary=incident.sentence,
    )


def _availability_input(system: System, availability: Availability) -> AvailabilityInput:
    return AvailabilityInput(
        system=system.name,
        committed_s=availability.committed_s,
        available_s=availability.available_s,
        out_s=availability.out_s,
        unknown_s=availability.unknown_s,
        watched=availability.watched,
        target=Ratio(system.target_hundredths, 100),
    )
