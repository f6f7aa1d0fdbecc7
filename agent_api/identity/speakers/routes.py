"""``/api/v1/calls/{id}/speaker``."""

from fastapi import APIRouter

from agent_api.access.guard import CurrentPrincipal
from agent_api.identity.speakers import service
from agent_api.identity.speakers.presenters import present_speaker
from agent_api.identity.speakers.schemas import CallSpeaker, MandateCheckForm, SpeakerForm
from agent_api.identity.speakers.store import StatedSpeaker
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.deps import ContextDep
from agent_api.kit.ids import CallId
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses

router = APIRouter(prefix="/api/v1", tags=["titularidad"])


@router.put("/calls/{call_id}/speaker", responses=responses(404, 409), summary="Decir quién habla en la llamada")
@requires("identity.verify")
async def tell_speaker(
    context: ContextDep, principal: CurrentPrincipal, call_id: CallId, form: SpeakerForm
) -> CallSpeaker:
    """Mientras no se diga, habla el titular. Volver al titular desde otra persona pide verificar otra vez su identidad.

    Queda con la llamada: una transferencia la conserva. Cambiar la acreditación deja sin efecto su revisión.
    """
    stated = await service.state_speaker(context, principal, call_id, form, context.now())
    return await _present(context, principal.user, call_id, stated)


@router.post(
    "/calls/{call_id}/speaker/mandate-check",
    responses=responses(400, 403, 404, 409),
    summary="Revisar la acreditación de quien habla",
)
@requires("identity.verify")
async def check_speaker_mandate(
    context: ContextDep, principal: CurrentPrincipal, call_id: CallId, form: MandateCheckForm
) -> CallSpeaker:
    """Vale para el cliente cuya identidad verificó la llamada; antes, 403 con `identity_required`.

    Hasta entonces no se le dan a quien habla datos del titular. Radicar una petición no la exige.
    """
    stated = await service.check_mandate(context, principal, call_id, form, context.now())
    return await _present(context, principal.user, call_id, stated)


async def _present(context: ApiContext, advisor: str, call_id: str, stated: StatedSpeaker) -> CallSpeaker:
    verified = await context.verified_identity(call_id, advisor)
    return present_speaker(stated, verified.customer_id if verified else "", local_date(context.now()))
