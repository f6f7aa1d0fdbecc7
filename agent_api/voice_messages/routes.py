"""``/api/v1/voice-messages``."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.customers.caller_numbers import caller_numbers_of
from agent_api.kit.deps import ContextDep
from agent_api.kit.errors import BadQuery
from agent_api.kit.pagination import Cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.recordings.routes import AUDIO_RESPONSES, RangeHeader, stream_audio
from agent_api.recordings.schemas import RecordingId
from agent_api.tickets.schemas import IdempotencyKey, Petition
from agent_api.voice_messages import service
from agent_api.voice_messages.schemas import AttendForm, VoiceMessage, VoiceMessagePage, VoiceMessageQuery

router = APIRouter(prefix="/api/v1/voice-messages", tags=["mensajes de voz"])


@router.get("", summary="Mensajes de voz por atender")
@requires("message.attend")
async def list_voice_messages(
    context: ContextDep, principal: CurrentPrincipal, query: Annotated[VoiceMessageQuery, Query()]
) -> VoiceMessagePage:
    """Primero el que más espera; con `attended=true`, los que ya se atendieron, primero el último que se dejó."""
    messages, more = await service.list_messages(context.engine, context.campaign, query, _cursor(query.cursor))
    return VoiceMessagePage(
        messages=await service.present_messages(context.site, principal, messages, caller_numbers_of(context)),
        next=more.encode() if more else None,
    )


@router.get("/{recording_id}", responses=responses(404), summary="Un mensaje de voz")
@requires("message.attend")
async def get_voice_message(
    context: ContextDep, principal: CurrentPrincipal, recording_id: RecordingId
) -> VoiceMessage:
    """Quién lo dejó y cuándo, y con qué radicado se atendió si ya se atendió."""
    message = await service.find(context.engine, context.campaign, recording_id)
    (presented,) = await service.present_messages(context.site, principal, [message], caller_numbers_of(context))
    return presented


@router.get(
    "/{recording_id}/audio", response_class=Response, responses=AUDIO_RESPONSES, summary="Oír un mensaje de voz"
)
@requires("message.attend")
async def play_voice_message(
    context: ContextDep,
    principal: CurrentPrincipal,
    recording_id: RecordingId,
    range_: RangeHeader = None,
) -> Response:
    """Como una grabación: `Range` salta a cualquier parte, y quién lo oye queda en el registro."""
    await service.find(context.engine, context.campaign, recording_id)  # refuses the recording of a call
    return await stream_audio(context, principal, recording_id, range_)


@router.post("/{recording_id}/attended", responses=responses(404, 409), summary="Dar por atendido un mensaje de voz")
@requires("message.attend")
async def attend_voice_message(
    context: ContextDep, principal: CurrentPrincipal, recording_id: RecordingId, form: AttendForm
) -> VoiceMessage:
    """Con el radicado de la petición en la que terminó. Repetirlo con el mismo radicado no cambia nada."""
    attended = await service.attend(context, principal, recording_id, form.ticket)
    (presented,) = await service.present_messages(context.site, principal, [attended], caller_numbers_of(context))
    return presented


@router.post(
    "/{recording_id}/ticket",
    status_code=201,
    responses=responses(404, 409),
    summary="Radicar lo que pide un mensaje de voz",
)
@requires("message.attend")
async def file_voice_message(
    context: ContextDep,
    principal: CurrentPrincipal,
    recording_id: RecordingId,
    petition: Petition,
    idempotency_key: Annotated[IdempotencyKey, Header()],
) -> VoiceMessage:
    """Radica la petición en la llamada del mensaje y lo da por atendido, las dos cosas o ninguna.

    Con la misma clave y el mismo cuerpo, la misma respuesta; si otra persona lo atendió antes, no se radica nada.
    """
    attended = await service.file_petition(context, principal, recording_id, petition, idempotency_key)
    (presented,) = await service.present_messages(context.site, principal, [attended], caller_numbers_of(context))
    return presented


def _cursor(cursor: str | None) -> Cursor | None:
    try:
        return Cursor.decode(cursor) if cursor else None
    except ValueError as error:
        raise BadQuery("cursor", "El cursor no es de una página anterior.") from error
