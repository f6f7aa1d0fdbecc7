"""``/api/v1/observations``."""

from typing import Annotated

from fastapi import APIRouter, Header, Query

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.errors import BadQuery
from agent_api.kit.pagination import Cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.observations import service
from agent_api.observations.schemas import (
    Observation,
    ObservationAnswerForm,
    ObservationForm,
    ObservationId,
    ObservationPage,
    ObservationQuery,
)
from agent_api.tickets.schemas import IdempotencyKey

router = APIRouter(prefix="/api/v1/observations", tags=["interventoría"])


@router.get("", summary="Observaciones de la interventoría")
@requires("observation.read")
async def list_observations(context: ContextDep, query: Annotated[ObservationQuery, Query()]) -> ObservationPage:
    """Primero la última. `waiting` y `late` cuentan todas, no solo las de la página."""
    return await service.list_observations(
        context.engine, context.cipher, context.site, query, _cursor(query.cursor), now=context.now()
    )


@router.post("", status_code=201, responses=responses(404, 409), summary="Escribir una observación")
@requires("observation.make")
async def create_observation(
    context: ContextDep,
    principal: CurrentPrincipal,
    form: ObservationForm,
    idempotency_key: Annotated[IdempotencyKey, Header()],
) -> Observation:
    """Sobre una cifra, un sello, un informe, un incidente, una llamada, una muestra, una evaluación o el contrato.

    Queda en el registro. La coordinación tiene para responder los días hábiles que dice el sitio. Con la misma clave y
    el mismo cuerpo, la misma respuesta.
    """
    return await service.create(context, principal, form, idempotency_key)


@router.get("/{observation_id}", responses=responses(404), summary="Una observación")
@requires("observation.read")
async def get_observation(context: ContextDep, observation_id: ObservationId) -> Observation:
    """Con su respuesta, si ya la tiene."""
    return await service.get(context.engine, context.cipher, context.site, observation_id, now=context.now())


@router.post("/{observation_id}/answer", responses=responses(404, 409), summary="Responder una observación")
@requires("observation.answer")
async def answer_observation(
    context: ContextDep, principal: CurrentPrincipal, observation_id: ObservationId, form: ObservationAnswerForm
) -> Observation:
    """Una sola vez: la respuesta no se cambia. Si no basta, la interventoría insiste con otra observación."""
    return await service.answer_observation(context, principal, observation_id, form.text)


def _cursor(cursor: str | None) -> Cursor | None:
    try:
        return Cursor.decode(cursor) if cursor else None
    except ValueError as error:
        raise BadQuery("cursor", "El cursor no es de una página anterior.") from error
