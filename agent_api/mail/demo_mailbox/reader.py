"""Read the messages of the demo's mail server, for the browser.

Owns reading the folder, which exists only in the demo.
"""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Final

from pydantic import BaseModel, Field

EML_SUFFIX: Final = ".eml"
MESSAGES_LIMIT: Final = 50


class SampleMessage(BaseModel):
    """A message received by the demo's mail server."""

    id: str
    received_at: datetime
    to: str
    sender: str
    subject: str
    message_id: str
    text: str = Field(description="La parte de texto.")
    html: str = Field(description="La parte en HTML; dice lo mismo.")
    attachments: list[str] = Field(description="Los nombres de los archivos adjuntos.")


class SampleMailbox(BaseModel):
    """The last messages, the newest first."""

    messages: list[SampleMessage]


def read_mailbox(folder: Path) -> list[SampleMessage]:
    """Return the last MESSAGES_LIMIT messages, the newest first.

    Raises:
        OSError: the folder cannot be read.
    """
    paths = sorted(folder.glob(f"*{EML_SUFFIX}"), reverse=True)[:MESSAGES_LIMIT] if folder.is_dir() else []
    return [_parse(path.stem, path.read_bytes()) for path in paths]


def _parse(name: str, content: bytes) -> SampleMessage:
    message = message_from_bytes(content, _class=EmailMessage, policy=default)
    return SampleMessage(
        id=name,
        received_at=datetime.fromtimestamp(int(name.partition("-")[0]) / 1e9, UTC),
        to=str(message.get("To", "")),
        sender=str(message.get("From", "")),
        subject=str(message.get("Subject", "")),
        message_id=str(message.get("Message-ID", "")),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        attachments=[each.get_filename() or "" for each in message.iter_attachments()],
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""
