"""A stored text message: its states and its row. Pure."""

from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec

TextMessageState = Literal["waiting", "claimed", "sent", "failed", "uncertain"]
PAUSE: Final = timedelta(hours=1)
"""How long after a message about a petition the next one may leave."""


class TextMessageRow(msgspec.Struct, frozen=True, kw_only=True):
    """The row of a text message.

    Attributes:
        about: filing number of its petition.
        recipient_ref: reference of the recipient's number among the personal data.
        try_until: the end of its attempts.
        claim: of the last attempt, or empty.
        lease_until: when the claim expires; None without a running attempt.
        reference: id at the service, or empty.
        code: the last error of the service, 0 without one.
        settled_at: when it reached its final state.
    """

    id: str
    campaign: str
    about: str
    recipient_ref: str
    text: str
    site_version: str
    call_id: str
    posted_at: datetime
    next_at: datetime
    try_until: datetime
    state: TextMessageState = "waiting"
    tries: int = 0
    claim: str = ""
    lease_until: datetime | None = None
    reference: str = ""
    code: int = 0
    settled_at: datetime | None = None


def blocks_another(row: TextMessageRow, now: datetime) -> bool:
    """Return whether a message keeps another one about the same petition from being posted.

    It does while it can still leave, and for `PAUSE` after it left or may have left.
    """
    if row.state == "failed":
        return False
    return row.settled_at is None or now - row.settled_at < PAUSE
