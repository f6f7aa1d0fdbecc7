"""``/api/v1/day-heads``."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_api.anchors import daily_store
from agent_api.anchors.schemas import DayHead, DayHeadPage, DayHeadQuery
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from metrics.sealed.anchors import format_anchor
from storage.postgres.engine import read_connection

router = APIRouter(prefix="/api/v1/day-heads", tags=["sellos"])


@router.get("", summary="Cabezas diarias de la cadena de hechos")
@requires("seal.read")
async def list_day_heads(context: ContextDep, query: Annotated[DayHeadQuery, Query()]) -> DayHeadPage:
    """El último eslabón de cada día, primero el más reciente: con ellas se comprueba después un período sellado."""
    async with read_connection(context.engine) as connection:
        heads = await daily_store.list_latest(connection, context.campaign, query.limit + 1, query.before)
    page, more = heads[: query.limit], len(heads) > query.limit
    return DayHeadPage(heads=[_present(each) for each in page], next=page[-1].day if more else None)


def _present(head: daily_store.DailyAnchor) -> DayHead:
    return DayHead(
        day=head.day,
        seq=head.link.seq,
        hash=head.link.hash.hex(),
        anchor=format_anchor(head.link),
        told_at=head.told_at,
        recipients=head.recipients,
    )
