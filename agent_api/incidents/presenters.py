"""Present incidents with names, texts and their current effect on calls, computed from the journal.

Stores nothing. Screens and reports use the same presentation.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.incidents import schemas, store
from agent_api.incidents.domain import descriptions
from agent_api.incidents.schemas import CallEffect
from agent_api.incidents.store import Effect, IncidentRow
from config.site.model import Site
from storage.encryption.field_cipher import FieldCipher, row_key


async def present_incidents(
    connection: AsyncConnection, site: Site, cipher: FieldCipher, incidents: Sequence[IncidentRow], now: datetime
) -> list[schemas.Incident]:
    """Present incidents with their effects, in the given order; open ones last until ``now``."""
    effects = await store.effects(connection, site.campaign, [each.id for each in incidents], now)
    return [_present(site, cipher, each, effects.get(each.id, Effect())) for each in incidents]


def _present(site: Site, cipher: FieldCipher, incident: IncidentRow, effect: Effect) -> schemas.Incident:
    opened = (
        cipher.decrypt(incident.title, field=store.TITLE, row=row_key(site.campaign, incident.id))
        if incident.title
        else ""
    )
    return schemas.Incident(
        id=incident.id,
        system=incident.system,
        system_name=descriptions.system_name(site, incident.system),
        kind=incident.kind,
        source=incident.source,
        code=incident.code,
        title=descriptions.incident_title(incident, site, opened),
        told=descriptions.describe_incident(incident, site),
        began_at=incident.began_at,
        ended_at=incident.ended_at,
        answered_at=incident.answered_at,
        opened_at=incident.opened_at,
        opened_by=incident.opened_by,
        closed_by=incident.closed_by,
        effect=_effect(effect),
    )


def _effect(effect: Effect) -> CallEffect:
    fewer = max(effect.usual - effect.arrived * effect.weeks, 0) // effect.weeks if effect.weeks else None
    return CallEffect(
        arrived=effect.arrived,
        technical_failures=effect.technical_failures,
        capacity_rejected=effect.capacity_rejected,
        usual=effect.usual,
        weeks=effect.weeks,
        fewer=fewer,
    )
