"""How the entity writes to people, as the site says; the server is a setting: its URL has a password. Pure."""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from config.schema.fields import Mailbox, Name, Sentence

RESERVED_BYTES: Final = 256 * 1024
"""Bytes of a message reserved for its text in two parts and the headers of all parts."""
UNDO_SECONDS: Final = 10
"""How long an answer waits before it leaves, unless the site says otherwise."""


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """Sender, signature and handling of unsent messages.

    Attributes:
        sender: address of messages and of their bounces.
        reply_to: address for answers of people; None for the sender.
        follow_up: how a person can follow a petition; a paragraph of every receipt.
        city: city in the date line of letters.
        give_up_hours: how long to try a message; RFC 5321, section 4.5.4.1, advises four to five days.
        most_files: maximum of files of its ticket in one answer.
        most_mib: maximum size of an encoded message, in MiB; encoding makes files a third larger.
        undo_seconds: how long an answer waits before it leaves, so that its sender can undo the sending; 0 for no wait.
        uncertain: what to do with a message whose delivery to the server is uncertain: send it ``again`` under the same
            Message-ID, or ``hold`` it for a person.
    """

    sender: Mailbox
    sender_name: Name
    reply_to: Mailbox | None = None
    signature: tuple[Sentence, ...]
    follow_up: Sentence
    city: Name = "Bogotá D. C."
    give_up_hours: Annotated[int, Meta(ge=1, le=240)] = 96
    most_files: Annotated[int, Meta(ge=1, le=100)] = 10
    most_mib: Annotated[int, Meta(ge=1, le=150)] = 20
    undo_seconds: Annotated[int, Meta(ge=0, le=30)] = UNDO_SECONDS
    uncertain: Literal["again", "hold"] = "again"

    @property
    def most_file_bytes(self) -> int:
        """Bytes of files that fit into one message: base64 makes 78 bytes of 57 (RFC 2045, section 6.8)."""
        return (self.most_mib * 1024 * 1024 - RESERVED_BYTES) * 57 // 78
