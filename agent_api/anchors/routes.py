"""``/api/v1/day-heads``."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_api.anchors import daily_store
from agent_api.anchors.schemas import DayHead, DayHeadPage, DayHeadQuery
from agent_api.kit.deps import Given
from metrics.sealed.anchors import written
from storage.postgres.engine import reading

router = APIRouter(prefix="/api/v1/day-heads", tags=["sellos"])


@router.get("", summary="Cabezas diarias de la cadena de hechos")
async def list_day_heads(deps: Given, query: Annotated[DayHeadQuery, Query()]) -> DayHeadPage:
    """El último eslabón de cada día, primero el más reciente: con ellas se comprueba después un período sellado."""
    async with reading(deps.engine) as connection:
        found = await daily_store.listed(connection, deps.campaign, query.limit + 1, query.before)
    shown, more = found[: query.limit], len(found) > query.limit
    return DayHeadPage(heads=[_shown(each) for each in shown], next=shown[-1].day if more else None)


def _shown(head: daily_store.DayHead) -> DayHead:
    return DayHead(
        day=head.day,
        seq=head.link.seq,
        hash=head.link.hash.hex(),
        anchor=written(head.link),
        told_at=head.told_at,
        recipients=head.recipients,
    )
