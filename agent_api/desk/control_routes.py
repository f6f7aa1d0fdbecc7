"""Requests of an advisor during and after a call: ``/api/v1/calls/{id}/control``, transfer targets, end of wrap-up.

Owns these routes. The call flow decides the result, which clients receive as a change of the call.
"""

import uuid
from collections.abc import Collection
from typing import Annotated, cast

from fastapi import APIRouter, Path, Request, status
from pydantic import BaseModel, ConfigDict, Field

from agent_api.access.guard import CurrentPrincipal
from agent_api.desk.domain.transfer_targets import (
    TransferTargets,
    check_available,
    check_not_origin,
    check_target,
    targets_of,
)
from agent_api.desk.hub import Hub
from agent_api.desk.supervision_routes import abilities_of
from agent_api.kit.deps import ContextDep
from agent_api.kit.errors import ApiError
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from call_router.errors import NotTalking
from call_router.service import CallRouter
from call_router.signals import AdvisorAction
from calls.keys_cipher import encrypt_keys
from calls.transitions.conversation import MAX_KEYS
from config.site.model import Site
from telephony.port import Command, Unsupported

router = APIRouter(prefix="/api/v1", tags=["puesto del asesor"])


class CallControlRequest(BaseModel):
    """The request of an advisor in the call that they talk in."""

    model_config = ConfigDict(extra="forbid")

    action: AdvisorAction
    target: str = Field(
        default="",
        max_length=100,
        description=(
            "De `transfer`: `queue:<id>`, `advisor:<id>` o `campaign:<campaña>/<cola>`; de `consult`: `advisor:<id>`;"
            " con las demás, nada."
        ),
    )
    keys: str = Field(
        default="",
        pattern=rf"^[0-9*#]{{0,{MAX_KEYS}}}$",
        description=(
            "De `send_keys`: de 1 a 32 teclas, en orden; con las demás, nada. Viajan cifradas a la central telefónica,"
            " y la bitácora guarda solo cuántas fueron."
        ),
    )


class NotInTalk(ApiError):
    """The advisor is not talking in that call."""

    status = 409
    code = NotTalking.code


class KeysMismatch(ApiError):
    """The action sends keys and has none, or has keys and sends none."""

    status = 400
    code = "keys_mismatch"


class KeysUnsupported(ApiError):
    """A gateway cannot send keys to the other side."""

    status = 409
    code = Unsupported.code


class NotConsulting(ApiError):
    """The call has no consultation in progress."""

    status = 409
    code = "not_consulting"


@router.post(
    "/calls/{call_id}/control",
    status_code=status.HTTP_202_ACCEPTED,
    responses=responses(400, 409),
    summary="Espera, silencio, grabación, teclas, transferencia, consulta o fin de la llamada propia",
)
@requires("call.control")
async def control_call(
    call_id: Annotated[str, Path(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")],
    form: CallControlRequest,
    context: ContextDep,
    principal: CurrentPrincipal,
    request: Request,
) -> dict[str, str]:
    """Pide algo en la llamada; lo que resulte llega por `WS /api/v1/desk`.

    `hold`, `retrieve`, `mute`, `unmute`, `hang_up`; `survey` termina la conversación y deja a quien llama en la
    encuesta, donde la línea la hace; `pause_recording` y `resume_recording`, mientras se dicen datos
    secretos en una llamada que se graba; `send_keys` envía `keys` a la otra parte, por ejemplo al menú que contestó
    una devolución (no se oyen, ni quedan en la grabación); `transfer` entrega la llamada a una cola, a un asesor
    disponible o a una cola de otra campaña (conserva su hora de llegada, y a una campaña de la que vino no vuelve);
    `consult` habla antes con el asesor, y después `join` los deja hablar a los tres, `hand_over` se la entrega o
    `take_back` la retoma.
    """
    check_target(form.action, form.target, principal.user, context.site)
    _check_keys(form, context.supported_commands)
    await _check_advisor(context.router, form.target)
    await _check_consultation(context.router, call_id, form.action)
    await _check_campaign(cast(Hub, request.app.state.watch), context.site, call_id, form.target)
    target = encrypt_keys(form.keys, call_id, context.cipher) if form.keys else form.target
    try:
        await context.router.request_advisor_action(call_id, principal.user, form.action, uuid.uuid4().hex, target)
    except NotTalking as error:
        raise NotInTalk("Usted no está conversando en esa llamada.") from error
    return {"state": "asked"}


def _check_keys(form: CallControlRequest, supported: Collection[type[Command]]) -> None:
    if (form.action == "send_keys") is not bool(form.keys):
        raise KeysMismatch("Solo el envío de teclas lleva teclas, y al menos una.")
    if form.keys and "keypad" not in abilities_of(supported):
        raise KeysUnsupported("La central telefónica no puede enviar teclas a la otra parte.")


async def _check_advisor(router: CallRouter, target: str) -> None:
    kind, _, name = target.partition(":")
    if kind == "advisor":
        check_available(name, await router.advisor_state(name))


async def _check_consultation(router: CallRouter, call_id: str, action: AdvisorAction) -> None:
    if action in ("join", "hand_over") and not await router.consulted_advisor(call_id):
        raise NotConsulting("En esta llamada no hay ninguna consulta: primero consulte a un asesor.")


async def _check_campaign(hub: Hub, site: Site, call_id: str, target: str) -> None:
    if target.startswith("campaign:"):
        card = (await hub.current_view()).floor.calls.get(call_id)
        check_not_origin(target, card.received_from if card else "", site)


@router.get("/transfer-targets", summary="A quién se puede transferir una llamada")
@requires("call.control")
async def list_transfer_targets(context: ContextDep, principal: CurrentPrincipal, request: Request) -> TransferTargets:
    """Las colas, los asesores en turno (los disponibles primero) y las colas de otras campañas."""
    watch = cast(Hub, request.app.state.watch)
    return targets_of(await watch.current_view(), principal.user)


@router.post(
    "/me/wrap-up/end",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Terminar la tipificación antes de tiempo",
)
@requires("call.control")
async def end_wrap_up(context: ContextDep, principal: CurrentPrincipal) -> None:
    """Vuelve a quedar disponible, o en la pausa que se pidió durante la llamada; fuera de la tipificación, nada."""
    await context.router.complete(principal.user)
