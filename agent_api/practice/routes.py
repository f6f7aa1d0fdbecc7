"""``/api/v1/practices`` and ``/api/v1/me/practices``."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_api.access.guard import CurrentPrincipal
from agent_api.access.principal import Forbidden
from agent_api.kit.deps import ContextDep
from agent_api.kit.pagination import parse_cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.practice import presenters, service
from agent_api.practice.schemas import (
    OwnPracticeForm,
    OwnPracticeQuery,
    PracticeBoard,
    PracticeDetail,
    PracticeForm,
    PracticeId,
    PracticeList,
    PracticeQuery,
)

router = APIRouter(prefix="/api/v1", tags=["práctica"])


@router.get("/practice-board", summary="Escenarios y práctica abierta")
@requires("practice.read")
async def read_practice_board(context: ContextDep, principal: CurrentPrincipal) -> PracticeBoard:
    """Los escenarios del sitio, la práctica propia que esté abierta y cuántas personas reales esperan."""
    return await presenters.present_board(context, principal.user)


@router.get("/me/practices", summary="Prácticas propias")
@requires("practice.own")
async def list_own_practices(
    context: ContextDep, principal: CurrentPrincipal, query: Annotated[OwnPracticeQuery, Query()]
) -> PracticeList:
    """Primero la última. Lo que se esperaba y lo que se hizo se muestran al terminar; no es una nota."""
    cursor = parse_cursor(query.cursor)
    rows = await service.list_practices(context, query.limit + 1, cursor, advisor=principal.user)
    return await presenters.present_page(context, rows, query.limit)


@router.post("/me/practices", status_code=201, responses=responses(404, 409), summary="Comenzar una práctica propia")
@requires("practice.own")
async def start_own_practice(context: ContextDep, principal: CurrentPrincipal, form: OwnPracticeForm) -> PracticeDetail:
    """En pausa o fuera de turno: suena su teléfono, y el cliente inventado se atiende en el escritorio de práctica."""
    _require_person(principal.scopes)
    row = await service.start(context, principal, principal.user, form.scenario)
    return (await presenters.present(context, [row]))[0]


@router.post("/me/practices/{practice_id}/end", responses=responses(404, 409), summary="Terminar la práctica propia")
@requires("practice.own")
async def end_own_practice(context: ContextDep, principal: CurrentPrincipal, practice_id: PracticeId) -> PracticeDetail:
    """Quien llama cuelga, y el asesor queda como estaba. Repetirlo no cambia nada."""
    row = await service.end(context, principal, practice_id, own=True)
    return (await presenters.present(context, [row]))[0]


@router.get("/practices", summary="Prácticas de los asesores")
@requires("practice.lead")
async def list_practices(context: ContextDep, query: Annotated[PracticeQuery, Query()]) -> PracticeList:
    """Primero la última, de todos los asesores o de uno."""
    cursor = parse_cursor(query.cursor)
    rows = await service.list_practices(context, query.limit + 1, cursor, advisor=query.advisor or "")
    return await presenters.present_page(context, rows, query.limit)


@router.post("/practices", status_code=201, responses=responses(404, 409), summary="Comenzar la práctica de un asesor")
@requires("practice.lead")
async def start_practice(context: ContextDep, principal: CurrentPrincipal, form: PracticeForm) -> PracticeDetail:
    """El asesor debe estar en pausa o fuera de turno, con su teléfono registrado."""
    _require_person(principal.scopes)
    row = await service.start(context, principal, form.advisor, form.scenario)
    return (await presenters.present(context, [row]))[0]


@router.post("/practices/{practice_id}/end", responses=responses(404, 409), summary="Terminar la práctica de un asesor")
@requires("practice.lead")
async def end_practice(context: ContextDep, principal: CurrentPrincipal, practice_id: PracticeId) -> PracticeDetail:
    """Por ejemplo, porque hay personas reales en espera. El asesor queda como estaba."""
    row = await service.end(context, principal, practice_id, own=False)
    return (await presenters.present(context, [row]))[0]


def _require_person(scopes: frozenset[str] | None) -> None:
    """Refuse a token of another system: a practice is of a person.

    Raises:
        Forbidden: the request has a token's permissions.
    """
    if scopes is not None:
        raise Forbidden
