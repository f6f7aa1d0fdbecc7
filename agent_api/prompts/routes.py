"""``/api/v1/prompts`` and ``/api/v1/prompt-previews``."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.prompts import presenters, service
from agent_api.prompts.schemas import (
    PreviewForm,
    PromptDetail,
    PromptKey,
    PromptVoices,
    SoundQuery,
    SoundUpload,
    StoredSound,
    VoiceForm,
)
from agent_api.tickets.attachments.routes import ONE_FILE_BODY, read_uploads

router = APIRouter(prefix="/api/v1", tags=["voces"])
_AUDIO: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "Un WAV de 8000 muestras por segundo, mono",
        "content": {service.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/prompts", summary="Las voces de los mensajes")
@requires("prompt.read")
async def list_prompts(context: ContextDep, principal: CurrentPrincipal) -> PromptVoices:
    """Todos los mensajes del sitio y las frases de Atención, con su voz y dónde se oyen."""
    return await presenters.present_voices(context, principal)


@router.get("/prompts/{prompt}", responses=responses(404), summary="La voz de un mensaje y sus grabaciones")
@requires("prompt.read")
async def get_prompt(context: ContextDep, prompt: PromptKey) -> PromptDetail:
    """Las últimas grabaciones, primero la más reciente, también las que se hicieron con otro texto."""
    return await presenters.present_detail(context, prompt)


@router.get(
    "/prompts/{prompt}/audio",
    response_class=Response,
    responses={**_AUDIO, **responses(404, 503)},
    summary="Oír un mensaje",
)
@requires("prompt.read")
async def play_prompt(context: ContextDep, prompt: PromptKey, query: Annotated[SoundQuery, Query()]) -> Response:
    """Lo que oye ahora quien llama, o una de sus grabaciones."""
    return _audio(await service.read_audio(context, prompt, query.sound))


@router.post(
    "/prompts/{prompt}/sounds",
    status_code=201,
    responses=responses(400, 404, 409, 503),
    openapi_extra=ONE_FILE_BODY,
    summary="Guardar una grabación de un mensaje",
)
@requires("prompt.write")
async def store_prompt_sound(
    context: ContextDep,
    principal: CurrentPrincipal,
    prompt: PromptKey,
    query: Annotated[SoundUpload, Query()],
    request: Request,
) -> StoredSound:
    """Un WAV. Se mide y se convierte; si tiene fallas, el error las dice, con las medidas. Todavía nadie la oye."""
    [upload] = await read_uploads(request, 1)
    row, is_new = await service.store_sound(context, principal, prompt, query.source, upload)
    return StoredSound(sound=await presenters.present_sound(context, row), is_new=is_new)


@router.put("/prompts/{prompt}/voice", responses=responses(404), summary="Elegir la voz de un mensaje")
@requires("prompt.write")
async def choose_prompt_voice(
    context: ContextDep, principal: CurrentPrincipal, prompt: PromptKey, form: VoiceForm
) -> PromptDetail:
    """Vale para el texto vigente y la oye quien llame en unos segundos. Repetirlo no cambia nada."""
    await service.choose_voice(context, principal, prompt, form.sound)
    return await presenters.present_detail(context, prompt)


@router.post(
    "/prompt-previews",
    response_class=Response,
    responses={**_AUDIO, **responses(503)},
    summary="Oír un texto con la voz sintetizada",
)
@requires("prompt.write")
async def preview_prompt(context: ContextDep, form: PreviewForm) -> Response:
    """No se guarda nada."""
    return _audio(await service.preview_text(context, form.text))


def _audio(content: bytes) -> Response:
    return Response(content, media_type=service.MEDIA_TYPE, headers={"Cache-Control": "no-store"})
