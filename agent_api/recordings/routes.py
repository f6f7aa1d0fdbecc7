"""``/api/v1/recordings``."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Response
from fastapi.responses import StreamingResponse

from agent_api.access.guard import CurrentPrincipal
from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.recordings import service, waveforms
from agent_api.recordings.domain.waveform import TOP
from agent_api.recordings.schemas import Recording, RecordingId, RecordingWaveform
from agent_api.recordings.service import AudioStream

MEDIA_TYPE = "audio/wav"
_AUDIO_CONTENT = {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
AUDIO_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "Todo el sonido", **_AUDIO_CONTENT},
    206: {"description": "La parte que se pidió", **_AUDIO_CONTENT},
    **responses(404, 409, 410, 416, 500),
}
"""Responses of the audio routes."""
WAVEFORM_ERRORS = responses(404, 409, 410, 500, 503)
RangeHeader = Annotated[str | None, Header(alias="Range", max_length=200)]
router = APIRouter(prefix="/api/v1/recordings", tags=["grabaciones"])


@router.get("/{recording_id}", responses=responses(404), summary="Una grabación, sin su sonido")
@requires("recording.play")
async def get_recording(context: ContextDep, recording_id: RecordingId) -> Recording:
    """Cuánto dura, dónde calla y hasta cuándo se guarda."""
    return await service.find(context.engine, context.site, recording_id)


@router.get("/{recording_id}/waveform", responses=WAVEFORM_ERRORS, summary="La forma de onda")
@requires("recording.play")
async def get_waveform(context: ContextDep, recording_id: RecordingId) -> RecordingWaveform:
    """Qué tan fuerte suena cada parte, a lo largo de la grabación. Se mide una vez y se borra con ella."""
    return await read_waveform(context, recording_id)


@router.get(
    "/{recording_id}/audio",
    response_class=Response,
    responses=AUDIO_RESPONSES,
    summary="Oír una grabación",
)
@requires("recording.play")
async def play_recording(
    context: ContextDep,
    principal: CurrentPrincipal,
    recording_id: RecordingId,
    range_: RangeHeader = None,
) -> Response:
    """WAV de dos canales; con `Range` se salta a cualquier parte. Quién la oye queda en el registro."""
    return await stream_audio(context, principal, recording_id, range_)


async def read_waveform(context: ApiContext, recording_id: str) -> RecordingWaveform:
    """Return the waveform of a recording; whether the user may hear it was checked before."""
    waveform = await waveforms.load_waveform(context.engine, context.campaign, context.recording_vault, recording_id)
    return RecordingWaveform(
        interval_ms=waveform.interval_ms, top=TOP, caller=waveform.caller, advisor=waveform.advisor
    )


async def stream_audio(
    context: ApiContext, principal: Principal, recording_id: str, range_header: str | None
) -> Response:
    """Log who listens, and stream a recording; whether the user may hear it was checked before."""
    audio = await service.open_audio(
        context.engine,
        context.campaign,
        context.recording_vault,
        principal,
        recording_id,
        range_header=range_header,
        now=context.now,
    )
    return _audio_response(audio)


def _audio_response(audio: AudioStream) -> Response:
    """Build the response with the whole audio or a range of it."""
    stretch = audio.byte_range
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Length": str(stretch.end - stretch.begin),
        "Cache-Control": "no-store",
    }
    if audio.partial:
        headers["Content-Range"] = f"bytes {stretch.begin}-{stretch.end - 1}/{audio.size}"
    return StreamingResponse(audio.chunks, 206 if audio.partial else 200, headers, MEDIA_TYPE)
