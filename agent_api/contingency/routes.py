"""``/api/v1/contingency-messages``, and the message of each line."""

from typing import Any, Final

from fastapi import APIRouter, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.contingency import presenters, service
from agent_api.contingency.schemas import ContingencyForm, ContingencyMessages
from agent_api.kit.deps import ContextDep
from agent_api.kit.ids import SiteId
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses

router = APIRouter(prefix="/api/v1", tags=["contingencia"])
_AUDIO: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "Un WAV de 8000 muestras por segundo, mono",
        "content": {"audio/wav": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/contingency-messages", summary="Mensajes de contingencia")
@requires("contingency.read")
async def list_contingency_messages(context: ContextDep) -> ContingencyMessages:
    """Los que están puestos en cada línea, los aprobados por el sitio y los últimos que se quitaron."""
    return await presenters.present_messages(context, await service.list_messages(context))


@router.get(
    "/contingency-messages/{message}/audio",
    response_class=Response,
    responses={**_AUDIO, **responses(404, 503)},
    summary="Oír un mensaje aprobado",
)
@requires("contingency.read")
async def play_contingency_message(context: ContextDep, message: SiteId) -> Response:
    """Lo mismo que oye quien llama: la grabación de la entidad, o el texto con la voz del sitio."""
    content = await service.read_audio(context, message)
    return Response(content, media_type="audio/wav", headers={"Cache-Control": "no-store"})


@router.put(
    "/lines/{line}/contingency-message", responses=responses(400, 404, 409), summary="Poner un mensaje en una línea"
)
@requires("contingency.write")
async def start_contingency_message(
    context: ContextDep, principal: CurrentPrincipal, line: SiteId, form: ContingencyForm
) -> ContingencyMessages:
    """Lo oye quien llame desde ese momento, y reemplaza el que tenga la línea. Repetirlo no cambia nada."""
    await service.start_message(context, principal, line, form)
    return await presenters.present_messages(context, await service.list_messages(context))


@router.delete("/lines/{line}/contingency-message", responses=responses(404), summary="Quitar el mensaje de una línea")
@requires("contingency.write")
async def remove_contingency_message(
    context: ContextDep, principal: CurrentPrincipal, line: SiteId
) -> ContingencyMessages:
    """Quien lo esté oyendo lo oye hasta el final. Repetirlo no cambia nada."""
    await service.remove_message(context, principal, line)
    return await presenters.present_messages(context, await service.list_messages(context))
