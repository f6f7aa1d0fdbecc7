"""A message as it is stored: its states, its sealed columns and its row. Pure."""

from datetime import datetime
from typing import Final, Literal

import msgspec

MessageState = Literal["waiting", "claimed", "handed", "sent", "bounced", "failed", "uncertain"]
TallyKey = Literal["sent", "bounced", "failed", "uncertain", "deferred"]
TALLY_KEYS: Final[tuple[TallyKey, ...]] = ("sent", "bounced", "failed", "uncertain", "deferred")
RECIPIENT, CONTENT, ANSWER = "mail.recipient", "mail.content", "mail.answer"


class MailRow(msgspec.Struct, frozen=True, kw_only=True):
    """A message as its row holds it.

    Attributes:
        recipient: its address, sealed.
        recipient_print: blind index of that address.
        content: the message, sealed; in the place of each file of the ticket stands a line, see `mail.enclosures`.
        attachments: ids of those files, in order.
        digest: SHA-256 in hex of the whole message, its files included.
        try_until: when the bound of its tries is over.
        claim: of the last try, or empty.
        lease_until: by when that try must have written down what it found; None while there is none.
        answer: the last answer's text, sealed; it may hold the address.
        answer_code: the last answer's code, 0 without one.
        settled_at: when it got its last state.
    """

    id: str
    campaign: str
    template: str
    about: str
    site_version: str
    call_id: str
    posted_by: str
    posted_at: datetime
    sender: str
    recipient: bytes
    recipient_print: str
    message_id: str
    content: bytes
    attachments: tuple[str, ...] = ()
    digest: str
    next_at: datetime
    try_until: datetime
    state: MessageState = "waiting"
    tries: int = 0
    claim: str = ""
    lease_until: datetime | None = None
    answer: bytes | None = None
    answer_code: int = 0
    settled_at: datetime | None = None


class MessageSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What a ticket's story tells of a message; see `MailRow`."""

    id: str
    template: str
    recipient: bytes
    attachments: tuple[str, ...] = ()
    posted_at: datetime
    state: MessageState
    tries: int
