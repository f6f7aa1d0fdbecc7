"""Where a report learns of failures and availability: from the incidents that are kept.

Owns which of them touch a period and how they are told there. What a person wrote of one stays where it is; only the
title that somebody gave an incident is told.
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
from metrics.reports.inputs import AvailabilityInput, IncidentInput
from metrics.service_level import Ratio
from storage.encryption.field_cipher import FieldCipher, row_key

MAX_INCIDENTS = 500
"""Incidents in one report; a month has a few."""


class Continuity(NamedTuple):
    """Failures that touch a period, the first first, and availability in it."""

    incidents: tuple[IncidentInput, ...]
    availability: tuple[AvailabilityInput, ...]


async def continuity_of(
    connection: AsyncConnection, cipher: FieldCipher, site: Site, begins: datetime, ends: datetime
) -> Continuity:
    """What is known of a period.

    Args:
        connection: of the database.
        cipher: of personal data.
        site: names systems.
        begins: aware.
        ends: aware, out again; not in the future.
    """
    campaign, ends = site.campaign, ends.replace(microsecond=0)
    if begins >= ends:
        return Continuity((), ())
    page = store.page(connection, campaign, begins=begins, ends=ends, still_open=None, limit=MAX_INCIDENTS)
    found = [each for each in await page if each.ended_at is None or each.ended_at > begins]
    effects = await store.effects(connection, campaign, [each.id for each in found], ends)
    incidents = tuple(_incident_input(cipher, site, each, effects.get(each.id, Effect())) for each in reversed(found))
    return Continuity(incidents, await _availability(connection, site, begins, ends))


async def _availability(
    connection: AsyncConnection, site: Site, begins: datetime, ends: datetime
) -> tuple[AvailabilityInput, ...]:
    """Of each system that was measured in the period."""
    known = await state_store.load_states(connection, site.campaign)
    outages = await store.outages(connection, site.campaign, begins, ends)
    gaps = await store.gaps(connection, site.campaign, begins, ends, "unwatched")
    seen = []
    for system in site.systems.values():
        measured, found = measure_availability(site, system, known, (begins, ends), outages=outages, gaps=gaps)
        if measured is not None and found.committed_s:
            seen.append(
                AvailabilityInput(
                    system=system.name,
                    committed_s=found.committed_s,
                    available_s=found.available_s,
                    out_s=found.out_s,
                    unknown_s=found.unknown_s,
                    watched=found.watched,
                    target=Ratio(system.target_hundredths, 100),
                )
            )
    return tuple(seen)


def _incident_input(cipher: FieldCipher, site: Site, incident: IncidentRow, effect: Effect) -> IncidentInput:
    opened = (
        cipher.decrypt(incident.title, field=store.TITLE, row=row_key(site.campaign, incident.id))
        if incident.title
        else ""
    )
    return IncidentInput(
        system=system_name(site, incident.system),
        began_at=incident.began_at,
        ended_at=incident.ended_at,
        arrived=effect.arrived,
        usual=effect.usual,
        weeks=effect.weeks,
        failed=effect.technical_failures + effect.capacity_rejected,
        summary=incident_title(incident, site, opened) if opened else describe_incident(incident, site),
    )
