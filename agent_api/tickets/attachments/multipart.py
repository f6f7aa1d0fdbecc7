"""Files out of a request's body (multipart/form-data, RFC 7578).

Owns how the body is read: in memory alone, for it is plain, and within the door's bound. The names and types that the
client says are only told on; nothing here believes them.
"""

from typing import Any, Final

import msgspec
from fastapi import Request
from python_multipart.exceptions import FormParserError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from agent_api.access.guard import LARGE_BODIES
from agent_api.kit.errors import ApiError, BodyTooLarge
from config.site.tickets.attachments import Attachments

FIELD: Final = "files"
REQUEST_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FIELD],
                    "properties": {
                        FIELD: {"type": "array", "minItems": 1, "items": {"type": "string", "format": "binary"}}
                    },
                }
            }
        },
    }
}
"""The body, for OpenAPI."""


class FormUnreadable(ApiError):
    """The body is no form with files."""

    status = 422
    code = "malformed_body"

    def __init__(self) -> None:
        super().__init__(f"Envíe los archivos como multipart/form-data, cada uno en el campo «{FIELD}».")


class FileTooLarge(BodyTooLarge):
    """A file is larger than the site takes."""

    code = "attachment_too_large"

    def __init__(self, name: str, most_mib: int) -> None:
        ApiError.__init__(self, f"El archivo «{name}» pesa más de {most_mib} MiB: redúzcalo o pártalo en varios.")


class Upload(msgspec.Struct, frozen=True):
    """A file as the client sent it."""

    name: str
    content: bytes


async def read_uploads(request: Request, rules: Attachments) -> list[Upload]:
    """The files of a request.

    Args:
        request: whose body nobody has read.
        rules: the site's.

    Raises:
        FormUnreadable: the body is no such form, has another field, no file, or more of them than a ticket may have.
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise FormUnreadable
    parser = MultiPartParser(request.headers, request.stream(), max_files=rules.most_files, max_fields=0)
    parser.spool_max_size = max(LARGE_BODIES.values()) + 1  # never over to a disk: what comes is plain
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
