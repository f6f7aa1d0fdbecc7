"""Schemas of attachments."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from agent_api.tickets.attachments.domain.scan_verdict import State

AttachmentId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class Attachment(BaseModel):
    """A file of a ticket, without its content."""

    id: str
    name: str | None = Field(description="Como se guarda al descargarlo; null para quien no puede leer el ticket.")
    media_type: str = Field(description="Lo que es, según su contenido.")
    size: int = Field(description="En bytes.")
    digest: str = Field(description="SHA-256 del archivo cifrado, como está en el registro.")
    stored_at: datetime
    stored_by: str
    stored_by_name: str
    state: State = Field(
        description="`open`, se puede abrir; `waiting`, el antivirus aún no lo examina; `withheld`, el antivirus lo"
        " retuvo: se conserva y nadie puede abrirlo."
    )
    why: str = Field(description="Por qué no se puede abrir; vacío si se puede.")


class AttachmentList(BaseModel):
    """The files of a ticket, the oldest first."""

    attachments: list[Attachment]
