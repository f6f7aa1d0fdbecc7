"""A stored message: its states, its encrypted columns and its row. Pure."""

from datetime import datetime
from typing import Final, Literal

import msgspec

MessageState = Literal["waiting", "claimed", "handed", "sent", "bounced", "failed", "uncertain", "cancelled"]
TallyKey = Literal["sent", "bounced", "failed", "uncertain", "deferred"]
TALLY_KEYS: Final[tuple[TallyKey, ...]] = ("sent", "bounced", "failed", "uncertain", "deferred")
RECIPIENT, CONTENT, ANSWER = "mail.recipient", "mail.content", "mail.answer"


class MailRow(msgspec.Struct, frozen=True, kw_only=True):
    """The row of a message.

    Attributes:
        recipient: the address, encrypted.
        recipient_print: blind index of the address.
        content: the message, encrypted, with a placeholder for each ticket file; see `mail.domain.enclosures`.
        attachments: ids of those files, in order.
        digest: SHA-256 in hex of the whole message, its files included.
        try_until: the end of its attempts.
        claim: of the last attempt, or empty.
        lease_until: when the claim expires; None without a running attempt.
        answer: the last reply's text, encrypted, because it may hold the address.
        answer_code: the last reply's code, 0 without one.
        settled_at: when it reached its final state.
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
    """The part of a message that a ticket's history shows; see `MailRow`."""

    id: str
    template: str
    recipient: bytes
    attachments: tuple[str, ...] = ()
    posted_at: datetime
    state: MessageState
    tries: int
