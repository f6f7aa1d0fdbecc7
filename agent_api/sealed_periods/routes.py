"""``/api/v1/sealed-periods``."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.sealed_periods import store
from agent_api.sealed_periods.closed_month import is_closed
from agent_api.sealed_periods.problems import NoSuchSeal, NotSealedYet, PeriodNotClosed
from agent_api.sealed_periods.schemas import SealedPeriod, SealedPeriodList, SealRequest
from agent_api.sealed_periods.store import SealedPeriodRow
from metrics.indicators.periods import MONTH_PATTERN
from storage.postgres.engine import read_connection, unit_of_work

MEDIA_TYPE = "application/x-tar"
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "El archivo", "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}},
    **responses(404, 409),
}
Month = Annotated[str, Path(alias="id", pattern=MONTH_PATTERN, description="El mes, como 2026-11.")]
router = APIRouter(prefix="/api/v1/sealed-periods", tags=["sellos"])


@router.get("", summary="Meses sellados")
@requires("seal.read")
async def list_sealed_periods(context: ContextDep) -> SealedPeriodList:
    """Los que ya se pueden descargar y los que se pidieron, primero el mes más reciente."""
    async with read_connection(context.engine) as connection:
        rows = await store.list_all(connection, context.campaign)
    return SealedPeriodList(periods=[_present(each) for each in rows])


@router.post("", status_code=202, responses=responses(409), summary="Sellar un mes cerrado")
@requires("seal.make")
async def request_seal(context: ContextDep, principal: CurrentPrincipal, form: SealRequest) -> SealedPeriod:
    """El archivo se hace aparte, en minutos; pedirlo otra vez no cambia nada, salvo que antes no se haya podido."""
    async with unit_of_work(context.engine) as connection:
        if not await is_closed(connection, context.campaign, form.month):
            raise PeriodNotClosed(form.month)
        await store.request(connection, context.campaign, form.month, by=principal.user, now=context.now())
        row = await store.find(connection, context.campaign, form.month)
    assert row is not None
    return _present(row)


@router.get("/{id}", responses=responses(404), summary="Un mes sellado")
@requires("seal.read")
async def get_sealed_period(context: ContextDep, month: Month) -> SealedPeriod:
    """En qué va, y con qué se reconoce su archivo."""
    return _present(await _find(context.engine, context.campaign, month))


@router.get("/{id}/file", response_class=Response, responses=_FILE, summary="El archivo de un mes sellado")
@requires("seal.read")
async def download_sealed_period(context: ContextDep, month: Month) -> Response:
    """Un tar; se comprueba en cualquier máquina con `atencion verify`, sin red ni base de datos."""
    row = await _find(context.engine, context.campaign, month)
    if row.state != "sealed":
        raise NotSealedYet(row.why)
    headers = {
        "Content-Disposition": f'attachment; filename="sello-{row.campaign}-{row.month}.tar"',
        "Content-Length": str(row.size),
        "Cache-Control": "no-store",
    }
    return StreamingResponse(
        await store.pieces(context.engine, context.campaign, month), headers=headers, media_type=MEDIA_TYPE
    )


async def _find(engine: AsyncEngine, campaign: str, month: str) -> SealedPeriodRow:
    async with read_connection(engine) as connection:
        row = await store.find(connection, campaign, month)
    if row is None:
        raise NoSuchSeal(month)
    return row


def _present(row: SealedPeriodRow) -> SealedPeriod:
    return SealedPeriod(
        id=row.month,
        month=row.month,
        state=row.state,
        why=row.why,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        sealed_at=row.sealed_at,
        first=row.first_seq,
        last=row.last_seq,
        head=row.head.hex() if row.head is not None else None,
        size=row.size,
        digest=row.digest,
        public_key=row.public_key,
    )
