"""Pages of lists: opaque cursors, and the window of rows that a page may still take.

Imports `errors` of the kit alone. Read `Cursor` first; `keyset` turns a window into SQL.
"""

import base64
import binascii
from datetime import datetime

import msgspec

from agent_api.kit.errors import BadQuery


class Cursor(msgspec.Struct, frozen=True):
    """The end of a page: arrival and id of its last call. Calls that arrive later do not shift pages."""

    at: datetime
    id: str

    def encode(self) -> str:
        """Return the cursor as an opaque text for a URL."""
        return base64.urlsafe_b64encode(f"{self.at.isoformat()} {self.id}".encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, encoded: str) -> "Cursor":
        """Decode what `encode` returned.

        Raises:
            ValueError: it is not a cursor.
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


class KeysetWindow(msgspec.Struct, frozen=True, kw_only=True):
    """The rows that a page may still take from one source, the newest first.

    Attributes:
        since: rows at or after it.
        end: rows before it; at this very moment, those whose key is before `end_key`.
        end_key: empty to exclude the moment.
        limit: the most rows.
    """

    since: datetime
    end: datetime
    end_key: str = ""
    limit: int


def parse_cursor(cursor: str | None) -> Cursor | None:
    """Decode the cursor of a request, or return None for the first page.

    Raises:
        BadQuery: it is not a cursor of ours.
    """
    try:
        return Cursor.decode(cursor) if cursor else None
    except ValueError as error:
        raise BadQuery("cursor", "El cursor no es de una página anterior.") from error
