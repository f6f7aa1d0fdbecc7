"""``/api/v1/tickets/{number}/attachments``."""

from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response
from python_multipart.exceptions import FormParserError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from agent_api.access.guard import LARGE_BODIES, CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.tickets.attachments import service
from agent_api.tickets.attachments.domain.file_type import MEDIA_TYPES
from agent_api.tickets.attachments.schemas import AttachmentId, AttachmentList
from agent_api.tickets.attachments.service import FileContent
from agent_api.tickets.attachments.uploads import FIELD, FormUnreadable, Upload

router = APIRouter(prefix="/api/v1/tickets/{number}/attachments", tags=["tickets"])
Number = Annotated[str, Path(max_length=40)]


def _files_body(**limits: int) -> dict[str, Any]:
    files = {"type": "array", "minItems": 1, "items": {"type": "string", "format": "binary"}, **limits}
    schema = {"type": "object", "required": [FIELD], "properties": {FIELD: files}}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


_REQUEST_BODY: Final = _files_body()
"""The body, for OpenAPI."""
ONE_FILE_BODY: Final = _files_body(maxItems=1)
"""The body of a route that takes one file."""
FILE_CONTENT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "El archivo",
        "content": {name: {"schema": {"type": "string", "format": "binary"}} for name in MEDIA_TYPES.values()},
    },
    **responses(404, 409, 500, 503),
}


@router.post(
    "",
    status_code=201,
    responses=responses(404, 409, 503),
    openapi_extra=_REQUEST_BODY,
    summary="Adjuntar archivos a un ticket",
)
@requires("ticket.work")
async def attach_files(
    context: ContextDep, principal: CurrentPrincipal, number: Number, request: Request
) -> AttachmentList:
    """Todos o ninguno. El tipo se conoce por el contenido; un programa o un documento con macros no se recibe.

    Enviar otra vez el mismo archivo no lo adjunta dos veces. Lo que el antivirus retiene queda adjunto, sin que nadie
    pueda abrirlo.
    """
    files = await read_uploads(request, context.site.attachments.most_files)
    return AttachmentList(attachments=await service.attach_files(context, principal, number, files))


@router.get("", responses=responses(404), summary="Archivos de un ticket")
@requires("ticket.read")
async def list_attachments(context: ContextDep, principal: CurrentPrincipal, number: Number) -> AttachmentList:
    """Los de quien puede ver el ticket, del primero al último."""
    return AttachmentList(attachments=await service.list_attachments(context, principal, number))


@router.get(
    "/{attachment_id}", response_class=Response, responses=FILE_CONTENT, summary="Descargar un archivo de un ticket"
)
@requires("ticket.read")
async def open_attachment(
    context: ContextDep, principal: CurrentPrincipal, number: Number, attachment_id: AttachmentId
) -> Response:
    """Siempre como descarga. Quién lo abre queda en el registro. Lo que el antivirus retiene no se entrega."""
    return download_response(await service.open_attachment(context, principal, number, attachment_id))


def download_response(file: FileContent) -> Response:
    """Return a file of a person as a download that no browser opens in the page."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",  # RFC 6266, section 5
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(file.content, media_type=file.media_type, headers=headers)


async def read_uploads(request: Request, most_files: int) -> list[Upload]:
    """Read the files of a request (multipart/form-data, RFC 7578) in memory only, because they are not encrypted.

    Raises:
        FormUnreadable: the body is not such a form, has another field, no file, or too many files.
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise FormUnreadable
    parser = MultiPartParser(request.headers, request.stream(), max_files=most_files, max_fields=0)
    parser.spool_max_size = max(LARGE_BODIES.values()) + 1  # never spool to disk: the content is not encrypted
    try:
        form = await parser.parse()
    except (MultiPartException, FormParserError, ValueError, LookupError):
        raise FormUnreadable from None
    try:
        files = [(name, each) for name, each in form.multi_items() if isinstance(each, UploadFile)]
        if not files or any(name != FIELD for name, _ in files):
            raise FormUnreadable
        return [Upload(each.filename or "", await each.read()) for _, each in files]
    finally:
        await form.close()
