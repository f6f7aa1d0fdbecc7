"""``/api/v1/staff-messages``, ``/announcements`` and ``/bulletins``, and those for the user who asks."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from agent_api.access.guard import CurrentPrincipal
from agent_api.announcements import audience, exports, presenters, service
from agent_api.announcements.schemas import (
    AnnouncementForm,
    AudienceChoices,
    BulletinDetail,
    BulletinExportForm,
    BulletinId,
    BulletinPage,
    BulletinQuery,
    MessageForm,
    OwnBulletinPage,
    OwnBulletinQuery,
    ReceiptForm,
)
from agent_api.exports.files import MEDIA_TYPES
from agent_api.exports.schemas import FILE_RESPONSES, file_headers
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import SIGNED_IN, requires
from agent_api.kit.problems import responses

router = APIRouter(prefix="/api/v1", tags=["anuncios y mensajes"])
Id = Annotated[BulletinId, Path()]


@router.get("/bulletin-audiences", summary="Destinatarios de un mensaje o anuncio")
@requires("bulletin.publish")
async def list_bulletin_audiences(context: ContextDep) -> AudienceChoices:
    """Las colas, los roles, los equipos y los asesores que se pueden escoger."""
    return await audience.list_choices(context)


@router.post("/staff-messages", status_code=201, responses=responses(400, 429), summary="Enviar un mensaje a asesores")
@requires("bulletin.publish")
async def send_staff_message(context: ContextDep, principal: CurrentPrincipal, form: MessageForm) -> BulletinDetail:
    """Les aparece enseguida en el escritorio, también en llamada y sin sonido, hasta que lo marquen como leído."""
    return await presenters.read_bulletin(context, await service.send_message(context, principal, form))


@router.post("/announcements", status_code=201, responses=responses(400, 429), summary="Publicar un anuncio")
@requires("bulletin.publish")
async def publish_announcement(
    context: ContextDep, principal: CurrentPrincipal, form: AnnouncementForm
) -> BulletinDetail:
    """Lo ven en el escritorio libre, en la campana y en «Anuncios», también quienes lleguen mientras vale."""
    return await presenters.read_bulletin(context, await service.publish_announcement(context, principal, form))


@router.get("/bulletins", responses=responses(400), summary="Mensajes y anuncios enviados")
@requires("bulletin.read")
async def list_bulletins(context: ContextDep, query: Annotated[BulletinQuery, Query()]) -> BulletinPage:
    """Primero el último, con cuántas personas lo recibieron y lo leyeron."""
    return await presenters.list_bulletins(context, query)


@router.get("/bulletins/{bulletin_id}", responses=responses(404), summary="Un mensaje o anuncio y sus lecturas")
@requires("bulletin.read")
async def read_bulletin(context: ContextDep, bulletin_id: Id) -> BulletinDetail:
    """Quién lo recibió, quién lo leyó y a qué hora; primero quienes no lo han leído."""
    return await presenters.read_bulletin(context, bulletin_id)


@router.post("/bulletins/{bulletin_id}/withdraw", responses=responses(404), summary="Retirar un mensaje o anuncio")
@requires("bulletin.publish")
async def withdraw_bulletin(context: ContextDep, principal: CurrentPrincipal, bulletin_id: Id) -> BulletinDetail:
    """Deja de mostrarse; las lecturas quedan. Repetirlo no cambia nada."""
    await service.withdraw(context, principal, bulletin_id)
    return await presenters.read_bulletin(context, bulletin_id)


@router.post(
    "/bulletin-exports",
    response_class=Response,
    responses={**FILE_RESPONSES, **responses(404, 409)},
    summary="Exportar las lecturas de un mensaje o anuncio",
)
@requires("list.export")
async def export_bulletin_receipts(
    context: ContextDep, principal: CurrentPrincipal, form: BulletinExportForm
) -> Response:
    """Una fila por persona. Queda en el registro."""
    content = await exports.export_receipts(context, principal, form)
    headers = file_headers(f"lecturas-{form.bulletin}", form.format)
    return Response(content, media_type=MEDIA_TYPES[form.format], headers=headers)


@router.get("/me/bulletins", responses=responses(400), summary="Mensajes y anuncios para usted")
@requires(SIGNED_IN)
async def list_own_bulletins(
    context: ContextDep, principal: CurrentPrincipal, query: Annotated[OwnBulletinQuery, Query()]
) -> OwnBulletinPage:
    """Primero el último; los que valen ahora, o todos."""
    return await presenters.list_own(context, principal.user, query)


@router.post("/me/bulletin-receipts", status_code=204, summary="Marcar mensajes y anuncios como recibidos o leídos")
@requires(SIGNED_IN)
async def mark_own_bulletins(context: ContextDep, principal: CurrentPrincipal, form: ReceiptForm) -> None:
    """Solo los de usted. La primera hora es la que queda."""
    await service.mark_receipts(context, principal, form)
