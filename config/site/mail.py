"""How the entity writes to people, by e-mail and by letter, as the site says it. Pure.

Owns the shape and the bounds of these fields. It must not know how a message is sent; through which server is a
setting, for it holds a password.
"""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from config.schema.fields import Mailbox, Name, Sentence

RESERVED_BYTES: Final = 256 * 1024
"""Of a message, for its text in two parts and the headers of all parts."""


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """Who writes, how it is signed, and what is done when a message does not go out.

    Attributes:
        sender: the address that messages come from, and to which bounces return.
        sender_name: the name beside it.
        reply_to: where answers of people go; None where they go to the sender.
        signature: below every message, line by line.
        follow_up: how a person hears more of a petition; a paragraph of every receipt.
        city: from which letters are dated.
        give_up_hours: how long a message is tried; RFC 5321, section 4.5.4.1, advises four to five days.
        most_files: how many files of its ticket may go with one answer.
        most_mib: how large a message the mail server takes, in MiB as it travels: files are a third larger there.
        uncertain: what becomes of a message of which nobody knows whether it went out: sent ``again`` under the same
            Message-ID, or on ``hold`` for a person.
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
    uncertain: Literal["again", "hold"] = "again"

    @property
    def most_file_bytes(self) -> int:
        """How many bytes of files fit into one message: base64 makes 78 bytes of 57 (RFC 2045, section 6.8)."""
        return (self.most_mib * 1024 * 1024 - RESERVED_BYTES) * 57 // 78
