"""A file as a client sends it, and the errors of the form that contains it."""

from typing import Final

import msgspec

from agent_api.kit.errors import ApiError, BodyTooLarge

FIELD: Final = "files"
"""The field of each file in the form."""


class FormUnreadable(ApiError):
    """The body is not a form with files."""

    status = 422
    code = "malformed_body"

    def __init__(self) -> None:
        super().__init__(f"Envíe los archivos como multipart/form-data, cada uno en el campo «{FIELD}».")


class FileTooLarge(BodyTooLarge):
    """A file is larger than the site allows."""

    code = "attachment_too_large"

    def __init__(self, name: str, most_mib: int) -> None:
        ApiError.__init__(self, f"El archivo «{name}» pesa más de {most_mib} MiB: redúzcalo o pártalo en varios.")


class Upload(msgspec.Struct, frozen=True):
    """A file as the client sent it."""

    name: str
    content: bytes
