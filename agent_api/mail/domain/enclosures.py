"""Ticket files enclosed in a message: named when it is composed, inserted when it is sent. Pure.

Owns the data of such a file that the mail needs, and the port to the storage of files. The database holds no copy of
the bytes: a stored message has a line in the place of each file, derived from the Message-ID, and `insert_files`
replaces it.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

import msgspec

from eventlog.facts.mail import StoppedBecause

NotReadyReason = Literal["files_not_examined", "files_unavailable"]
"""Why files cannot be sent yet: the antivirus has not scanned one, or the disk or its keys are unavailable."""


class Enclosure(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket file that goes with a message or a letter.

    Attributes:
        id: of the attachment.
        name: decrypted.
        media_type: like ``application/pdf``.
        content: the plain bytes.
    """

    id: str
    name: str
    media_type: str
    content: bytes


class FileLost(Exception):
    """A file of a message can never be sent."""

    def __init__(self, attachment: str, reason: StoppedBecause) -> None:
        super().__init__(f"{attachment}: {reason}")
        self.attachment = attachment
        self.reason = reason


class FilesNotReady(Exception):
    """Files of a message cannot be sent yet."""

    def __init__(self, reason: NotReadyReason) -> None:
        super().__init__(reason)
        self.reason = reason


class FileSource(Protocol):
    """Storage of ticket files."""

    async def read(self, campaign: str, ticket: str, ids: Sequence[str]) -> dict[str, bytes]:
        """Read the plain bytes of files, by id.

        Raises:
            FileLost: one of them can never be sent.
            FilesNotReady: not all of them can be sent yet.
        """
        ...


def placeholder(message_id: str, attachment: str) -> bytes:
    """Return the bytes that represent a file in a stored message: one line of base64 that no other text contains."""
    return hashlib.sha256(f"{message_id}/{attachment}".encode()).digest()


def insert_files(content: str, message_id: str, files: Mapping[str, bytes]) -> str:
    """Return a composed message with its files in their places.

    Args:
        content: as `agent_api.mail.domain.messages.compose` returned it.
        message_id: with its angle brackets.
        files: plain bytes by attachment id, for all files of the message.

    Raises:
        ValueError: the message has no place for one of them.
    """
    for id_, plain in files.items():
        line = base64.b64encode(placeholder(message_id, id_)).decode("ascii")
        before, separator, after = content.partition(f"\r\n{line}\r\n")
        if not separator:
            raise ValueError(f"the message has no part for {id_}")
        content = "".join((before, "\r\n", base64.encodebytes(plain).decode("ascii").replace("\n", "\r\n"), after))
    return content
