"""Incidents as they are shown: with names, words and their effect on calls, as the journal tells it at that moment.

Owns nothing that is stored. Screens and reports read the same.
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
    connection: AsyncConnection, site: Site, sealer: FieldCipher, found: Sequence[IncidentRow], now: datetime
) -> list[schemas.Incident]:
    """Incidents with their effects, in the order in which they are given.

    Args:
        connection: of the database.
        site: that names their systems.
        sealer: of what people wrote.
        found: the incidents.
        now: aware; what goes on lasts until then.
    """
    effects = await store.effects(connection, site.campaign, [each.id for each in found], now)
    return [_present(site, sealer, each, effects.get(each.id, Effect())) for each in found]


def _present(site: Site, sealer: FieldCipher, found: IncidentRow, effect: Effect) -> schemas.Incident:
    opened = sealer.open(found.title, about=store.TITLE, row=row_key(site.campaign, found.id)) if found.title else ""
    return schemas.Incident(
        id=found.id,
        system=found.system,
        system_name=descriptions.system_name(site, found.system),
        kind=found.kind,
        source=found.source,
        code=found.code,
        title=descriptions.incident_title(found, site, opened),
        told=descriptions.describe_incident(found, site),
        began_at=found.began_at,
        ended_at=found.ended_at,
        answered_at=found.answered_at,
        opened_at=found.opened_at,
        opened_by=found.opened_by,
        closed_by=found.closed_by,
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
