"""``/api/v1/calls/{id}/supervision``: a supervisor listens, whispers to the advisor, or joins the conversation.

Owns these routes and the immediate refusals. The call flow decides the rest, which appears on the board.
"""

import uuid
from collections.abc import Collection
from typing import Annotated, cast

from fastapi import APIRouter, Path, Request, status
from pydantic import BaseModel, ConfigDict

from agent_api.access.guard import CurrentPrincipal
from agent_api.access.principal import Forbidden, Principal
from agent_api.advisors.presence import PhoneNotRegistered
from agent_api.desk.domain.protocol import Ability
from agent_api.desk.hub import Hub
from agent_api.kit.deps import ContextDep
from agent_api.kit.errors import ApiError
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from call_router.acts import CallCard
from call_router.errors import NotTalking
from call_router.service import CallRouter
from call_router.signals import SupervisorAction
from eventlog.facts.calls.supervision import SupervisionMode
from telephony.port import Command, Join, SendDigits, Snoop, Unsupported

router = APIRouter(prefix="/api/v1", tags=["supervisión"])
CallId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
_REQUIRED_COMMANDS: dict[Ability, frozenset[type[Command]]] = {
    "three_way": frozenset({Join}),
    "supervision": frozenset({Join, Snoop}),
    "keypad": frozenset({SendDigits}),
}


class SupervisionRequest(BaseModel):
    """The mode in which a supervisor takes part."""

    model_config = ConfigDict(extra="forbid")

    mode: SupervisionMode


class NoAdvisorTalking(ApiError):
    """No advisor is talking in that call."""

    status = 409
    code = "nobody_talks"


class OwnConversation(ApiError):
    """The supervisor is the advisor or the consulted advisor of that call."""

    status = 409
    code = "own_talk"


class AlreadySupervised(ApiError):
    """Another supervisor takes part in the conversation."""

    status = 409
    code = "supervised_already"


class SupervisionUnsupported(ApiError):
    """The gateways do not support supervision."""

    status = 409
    code = Unsupported.code


def abilities_of(commands: Collection[type[Command]]) -> tuple[Ability, ...]:
    """Return the optional features that gateways with these commands support."""
    return tuple(ability for ability, needed in _REQUIRED_COMMANDS.items() if needed <= frozenset(commands))


@router.put(
    "/calls/{call_id}/supervision",
    status_code=status.HTTP_202_ACCEPTED,
    responses=responses(409),
    summary="Escuchar una conversación, susurrar al asesor o intervenir",
)
@requires("call.supervise")
async def supervise_call(
    call_id: CallId, form: SupervisionRequest, context: ContextDep, principal: CurrentPrincipal, request: Request
) -> dict[str, str]:
    """Timbra el teléfono de quien supervisa; durante la supervisión, cambia el modo.

    `listen`: no lo oye nadie; `whisper`: lo oye solo el asesor; `barge`: hablan todos. Lo que resulte llega por
    `WS /api/v1/desk` a quienes ven el tablero, y queda en la historia de la llamada.
    """
    _check_supervision_possible(context.supported_commands, principal)
    card = await _card(cast(Hub, request.app.state.watch), call_id)
    if card is not None:
        _check_not_supervised(card, principal.user)
    address = await context.find_phone_address(principal.user)
    if address is None:
        raise PhoneNotRegistered("Su teléfono no está registrado: enciéndalo y vuelva a intentarlo.")
    await _request_supervision(context.router, call_id, principal.user, form.mode, address)
    return {"state": "asked"}


@router.delete(
    "/calls/{call_id}/supervision",
    status_code=status.HTTP_202_ACCEPTED,
    responses=responses(409),
    summary="Dejar de supervisar una conversación",
)
@requires("call.supervise")
async def stop_supervision(call_id: CallId, context: ContextDep, principal: CurrentPrincipal) -> dict[str, str]:
    """La propia; la conversación sigue."""
    _check_supervision_possible(context.supported_commands, principal)
    await _request_supervision(context.router, call_id, principal.user, "stop", "")
    return {"state": "asked"}


def _check_supervision_possible(able: frozenset[type[Command]], principal: Principal) -> None:
    if principal.scopes is not None:
        raise Forbidden
    if "supervision" not in abilities_of(able):
        raise SupervisionUnsupported("La central telefónica de esta entidad no permite supervisar conversaciones.")


async def _card(hub: Hub, call_id: str) -> CallCard | None:
    return (await hub.current_view()).floor.calls.get(call_id)


def _check_not_supervised(card: CallCard, user: str) -> None:
    if user in (card.advisor, card.consulted):
        raise OwnConversation("Usted está en esa conversación.")
    if card.supervised is not None and card.supervised.supervisor != user:
        raise AlreadySupervised("Otra persona ya supervisa esa conversación.")


async def _request_supervision(
    router: CallRouter, call_id: str, user: str, action: SupervisorAction, address: str
) -> None:
    try:
        await router.supervise(call_id, user, action, uuid.uuid4().hex, address)
    except NotTalking as error:
        raise NoAdvisorTalking("En esa llamada nadie está conversando ahora.") from error
