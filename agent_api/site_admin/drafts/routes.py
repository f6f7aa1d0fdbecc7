"""``/api/v1/site/drafts``."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.site_admin.drafts import files, publication_requests, queries, service
from agent_api.site_admin.drafts.text_previews import preview_text
from agent_api.site_admin.presenters import present_gate, present_publication
from agent_api.site_admin.schemas import (
    ChangesForm,
    DraftFileName,
    DraftId,
    DraftOut,
    DraftRevision,
    FileName,
    GateOut,
    PublicationOrderForm,
    PublicationResult,
    ReasonForm,
    SiteDraftForm,
    TextPreview,
    TextPreviewQuery,
    UpdateForm,
    changes_of,
    choices_of,
)
from agent_api.tickets.attachments.routes import ONE_FILE_BODY, read_uploads

router = APIRouter(prefix="/api/v1/site/drafts", tags=["sitio"])


@router.post("", status_code=201, responses=responses(409), summary="Abrir un borrador")
@requires("site.edit")
async def open_site_draft(context: ContextDep, principal: CurrentPrincipal, form: SiteDraftForm) -> DraftOut:
    """Empieza como la versión vigente."""
    id_ = await service.open_draft(context, principal, form.title)
    return await queries.read_draft(context, principal, id_)


@router.get("/{draft_id}", responses=responses(404), summary="Un borrador")
@requires("site.read")
async def get_site_draft(context: ContextDep, principal: CurrentPrincipal, draft_id: DraftId) -> DraftOut:
    """Su documento, sus reparos, y en palabras lo que cambia frente a la versión con la que empezó."""
    return await queries.read_draft(context, principal, draft_id)


@router.get("/{draft_id}/revision", responses=responses(404), summary="El último cambio de un borrador")
@requires("site.read")
async def get_site_draft_revision(context: ContextDep, draft_id: DraftId) -> DraftRevision:
    """Para saber si otra persona lo cambió."""
    return await queries.read_revision(context, draft_id)


@router.get("/{draft_id}/preview", responses=responses(404), summary="Cómo se leerá un texto de un borrador")
@requires("site.read")
async def preview_site_text(
    context: ContextDep, draft_id: DraftId, query: Annotated[TextPreviewQuery, Query()]
) -> TextPreview:
    """El correo o la carta, con datos inventados y lo que el borrador dice ahora. No se envía nada."""
    return await preview_text(context, draft_id, query)


@router.post("/{draft_id}/changes", responses=responses(400, 404, 409), summary="Guardar cambios de un borrador")
@requires("site.edit")
async def change_site_draft(
    context: ContextDep, principal: CurrentPrincipal, draft_id: DraftId, form: ChangesForm
) -> DraftOut:
    """Se guardan todos o ninguno. Si otra persona cambió los mismos campos, `conflicts` los trae uno por uno."""
    await service.save_changes(context, principal, draft_id, changes_of(form))
    return await queries.read_draft(context, principal, draft_id)


@router.post("/{draft_id}/update", responses=responses(404, 409), summary="Traer al borrador la versión vigente")
@requires("site.edit")
async def update_site_draft(
    context: ContextDep, principal: CurrentPrincipal, draft_id: DraftId, form: UpdateForm
) -> DraftOut:
    """Une los cambios de las dos; en los campos que ambas cambiaron hay que elegir."""
    await service.bring_up_to_date(context, principal, draft_id, choices_of(form))
    return await queries.read_draft(context, principal, draft_id)


@router.post("/{draft_id}/check", responses=responses(404), summary="Revisar un borrador antes de publicarlo")
@requires("site.edit")
async def check_site_draft(context: ContextDep, draft_id: DraftId) -> GateOut:
    """Los reparos, los mensajes sin voz y las pruebas guardadas que fallan. No guarda nada."""
    return present_gate(await publication_requests.check_draft(context, draft_id))


@router.post("/{draft_id}/publication", responses=responses(400, 404, 409), summary="Publicar un borrador")
@requires("site.edit")
async def publish_site_draft(
    context: ContextDep, principal: CurrentPrincipal, draft_id: DraftId, form: PublicationOrderForm
) -> PublicationResult:
    """Ya, o desde una fecha. Si el sitio pide dos personas, o su rol no publica, queda esperando a quien lo apruebe."""
    made = await publication_requests.request_publication(context, principal, draft_id, form)
    return PublicationResult(
        state="published" if made else "waiting",
        publication=present_publication(made, None) if made else None,
        draft=await queries.read_draft(context, principal, draft_id),
    )


@router.post("/{draft_id}/approval", responses=responses(404, 409), summary="Aprobar una publicación")
@requires("site.publish")
async def approve_site_publication(
    context: ContextDep, principal: CurrentPrincipal, draft_id: DraftId
) -> PublicationResult:
    """Otra persona que quien la pidió. Si la fecha pedida ya pasó, rige de inmediato."""
    made = await publication_requests.approve_publication(context, principal, draft_id)
    return PublicationResult(
        state="published",
        publication=present_publication(made, None),
        draft=await queries.read_draft(context, principal, draft_id),
    )


@router.post("/{draft_id}/refusal", responses=responses(404, 409), summary="Rechazar o retirar una solicitud")
@requires("site.edit")
async def refuse_site_publication(
    context: ContextDep, principal: CurrentPrincipal, draft_id: DraftId, form: ReasonForm
) -> DraftOut:
    """El borrador queda abierto otra vez. La retira quien la pidió; la rechaza quien puede publicar."""
    await publication_requests.refuse_publication(context, principal, draft_id, form.reason)
    return await queries.read_draft(context, principal, draft_id)


@router.put(
    "/{draft_id}/files/{name}",
    responses=responses(400, 404, 409, 503),
    openapi_extra=ONE_FILE_BODY,
    summary="Subir un sonido o el logo a un borrador",
)
@requires("site.edit")
async def store_site_draft_file(
    context: ContextDep, principal: CurrentPrincipal, draft_id: DraftId, name: FileName, request: Request
) -> DraftFileName:
    """Un WAV o un SVG, que el borrador nombra después en un campo. Reemplaza al que tenga el mismo nombre."""
    [upload] = await read_uploads(request, 1)
    stored = await files.store_file(context, principal, draft_id, name, upload.content)
    return DraftFileName(name=stored.name, digest=stored.digest)


@router.delete("/{draft_id}", status_code=204, responses=responses(404, 409), summary="Descartar un borrador")
@requires("site.edit")
async def discard_site_draft(context: ContextDep, principal: CurrentPrincipal, draft_id: DraftId) -> None:
    """No se puede deshacer."""
    await service.discard_draft(context, principal, draft_id)
