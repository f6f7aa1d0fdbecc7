"""The incidents and the availability of a period, for reports.

Owns which incidents belong to a period. Of the texts that people wrote, a report shows only the titles of incidents.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.incidents import store
from agent_api.incidents.availability import measure_availability
from agent_api.incidents.domain.descriptions import describe_incident, incident_title, system_name
from agent_api.incidents.store import Effect, IncidentRow
from agent_api.incidents.watch import state_store
from config.site.model import Site
from config.site.oversight.systems import System
from metrics.availability import Availability
from storage.encryption.field_cipher import FieldCipher, row_key


class PeriodIncident(NamedTuple):
    """An incident of a period: the name of its system, its effect on calls and a sentence."""

    system: str
    began_at: datetime
    ended_at: datetime | None
    effect: Effect
    sentence: str


async def incidents_of_period(
    connection: AsyncConnection, cipher: FieldCipher, site: Site, begins: datetime, ends: datetime, *, limit: int
) -> list[PeriodIncident]:
    """List the incidents of a period in order; above ``limit``, the last ones.

    ``ends`` is exclusive and not in the future.
    """
    page = store.page(connection, site.campaign, begins=begins, ends=ends, still_open=None, limit=limit)
    incidents = [each for each in await page if each.ended_at is None or each.ended_at > begins]
    effects = await store.effects(connection, site.campaign, [each.id for each in incidents], ends)
    return [_describe(cipher, site, each, effects.get(each.id, Effect())) for each in reversed(incidents)]


def _describe(cipher: FieldCipher, site: Site, incident: IncidentRow, effect: Effect) -> PeriodIncident:
    opened = (
        cipher.decrypt(incident.title, field=store.TITLE, row=row_key(site.campaign, incident.id))
        if incident.title
        else ""
    )
    return PeriodIncident(
        system=system_name(site, incident.system),
        began_at=incident.began_at,
        ended_at=incident.ended_at,
        effect=effect,
        sentence=incident_title(incident, site, opened) if opened else describe_incident(incident, site),
    )


async def availability_of_period(
    connection: AsyncConnection, site: Site, begins: datetime, ends: datetime
) -> list[tuple[System, Availability]]:
    """List the systems that were measured in a period, each with its availability."""
    states = await state_store.load_states(connection, site.campaign)
    outages = await store.outages(connection, site.campaign, begins, ends)
    gaps = await store.gaps(connection, site.campaign, begins, ends, "unwatched")
    results = []
    for system in site.systems.values():
        measured, availability = measure_availability(site, system, states, (begins, ends), outages=outages, gaps=gaps)
        if measured is not None and availability.committed_s:
            results.append((system, availability))
    return results
