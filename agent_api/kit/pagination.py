"""Where a page of a listing ended, as an opaque text that the next request brings back."""

import base64
import binascii
from datetime import datetime

import msgspec

from agent_api.kit.errors import BadQuery


class Cursor(msgspec.Struct, frozen=True):
    """Where a page ended: the arrival and id of its last call. Calls that arrive meanwhile move no page."""

    at: datetime
    id: str

    def encode(self) -> str:
        """As an opaque text for an address."""
        return base64.urlsafe_b64encode(f"{self.at.isoformat()} {self.id}".encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, encoded: str) -> "Cursor":
        """What `encoded` wrote.

        Raises:
            ValueError: nothing that it wrote.
        """
        try:
            text = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True).decode()
        except (binascii.Error, UnicodeError) as error:
            raise ValueError("not a cursor") from error
        moment, _, call_id = text.partition(" ")
        arrived_at = datetime.fromisoformat(moment)
        if arrived_at.tzinfo is None or not call_id or "\0" in call_id:
            raise ValueError("not a cursor")
        return cls(arrived_at, call_id)


def parse_cursor(cursor: str | None) -> Cursor | None:
    """Where the page before ended.

    Raises:
        BadQuery: the cursor is none of ours.
    """
    try:
        return Cursor.decode(cursor) if cursor else None
    except ValueError as error:
        raise BadQuery("cursor", "El cursor no es de una página anterior.") from error
