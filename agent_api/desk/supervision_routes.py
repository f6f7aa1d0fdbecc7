"""``/api/v1/calls/{id}/supervision``: a supervisor listens to a talk, whispers to its advisor, or talks along.

Owns these routes, and what is refused at once. What comes of the rest is the call flow's, and shows on the board.
"""

import uuid
from collections.abc import Collection
from typing import Annotated, cast

from fastapi import APIRouter, Path, Request, status
from pydantic import BaseModel, ConfigDict

from agent_api.access.guard import Who
from agent_api.access.principal import Asking, Forbidden
from agent_api.advisors.presence import PhoneNotRegistered
from agent_api.desk.domain.protocol import Ability
from agent_api.desk.hub import Watch
from agent_api.kit.context import Deps
from agent_api.kit.deps import Given
from agent_api.kit.errors import ApiError
from agent_api.kit.problems import responses
from call_router.acts import CallCard
from call_router.errors import NotTalking
from call_router.signals import SupervisorAction
from eventlog.facts.calls.supervision import SupervisionMode
from telephony.port import Command, Join, Snoop, Unsupported

router = APIRouter(prefix="/api/v1", tags=["supervisión"])
CallId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
_NEEDED: dict[Ability, frozenset[type[Command]]] = {
    "three_way": frozenset({Join}),
    "supervision": frozenset({Join, Snoop}),
}


class SupervisionWish(BaseModel):
    """How a supervisor wants to take part."""

    model_config = ConfigDict(extra="forbid")

    mode: SupervisionMode


class NobodyTalks(ApiError):
    """No advisor talks in that call."""

    status = 409
    code = "nobody_talks"


class OwnTalk(ApiError):
    """The one who asks talks in that call, or is asked in it."""

    status = 409
    code = "own_talk"


class SupervisedAlready(ApiError):
    """Another supervisor takes part in the talk."""

    status = 409
    code = "supervised_already"


class SupervisionUnsupported(ApiError):
    """The gateways cannot do it."""

    status = 409
    code = Unsupported.code


def abilities_of(able: Collection[type[Command]]) -> tuple[Ability, ...]:
    """What gateways can do beyond what all can.

    Args:
        able: the commands that they carry out.
    """
    return tuple(ability for ability, needed in _NEEDED.items() if needed <= frozenset(able))


@router.put(
    "/calls/{call_id}/supervision",
    status_code=status.HTTP_202_ACCEPTED,
    responses=responses(409),
    summary="Escuchar una conversación, susurrar al asesor o intervenir",
)
async def supervise_call(
    call_id: CallId, wish: SupervisionWish, deps: Given, who: Who, request: Request
) -> dict[str, str]:
    """Timbra el teléfono de quien supervisa; durante la supervisión, cambia el modo.

    `listen`: no lo oye nadie; `whisper`: lo oye solo el asesor; `barge`: hablan todos. Lo que resulte llega por
    `WS /api/v1/desk` a quienes ven el tablero, y queda en la historia de la llamada.
    """
    _check_able(deps, who)
    card = await _card(cast(Watch, request.app.state.watch), call_id)
    if card is not None:
        _check_free(card, who.user)
    address = await deps.phone_of(who.user)
    if address is None:
        raise PhoneNotRegistered("Su teléfono no está registrado: enciéndalo y vuelva a intentarlo.")
    await _ask(deps, call_id, who.user, wish.mode, address)
    return {"state": "asked"}


@router.delete(
    "/calls/{call_id}/supervision",
    status_code=status.HTTP_202_ACCEPTED,
    responses=responses(409),
    summary="Dejar de supervisar una conversación",
)
async def stop_supervising(call_id: CallId, deps: Given, who: Who) -> dict[str, str]:
    """La propia; la conversación sigue."""
    _check_able(deps, who)
    await _ask(deps, call_id, who.user, "stop", "")
    return {"state": "asked"}


def _check_able(deps: Deps, who: Asking) -> None:
    if who.scopes is not None:
        raise Forbidden
    if "supervision" not in abilities_of(deps.able):
        raise SupervisionUnsupported("La central telefónica de esta entidad no permite supervisar conversaciones.")


async def _card(watch: Watch, call_id: str) -> CallCard | None:
    return (await watch.glance()).floor.calls.get(call_id)


def _check_free(card: CallCard, user: str) -> None:
    if user in (card.advisor, card.consulted):
        raise OwnTalk("Usted está en esa conversación.")
    if card.supervised is not None and card.supervised.supervisor != user:
        raise SupervisedAlready("Otra persona ya supervisa esa conversación.")


async def _ask(deps: Deps, call_id: str, user: str, action: SupervisorAction, address: str) -> None:
    try:
        await deps.router.supervise(call_id, user, action, uuid.uuid4().hex, address)
    except NotTalking as error:
        raise NobodyTalks("En esa llamada nadie está conversando ahora.") from error
