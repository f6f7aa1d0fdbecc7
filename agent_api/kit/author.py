"""The author of a change. Pure."""

from datetime import datetime

import msgspec


class Author(msgspec.Struct, frozen=True, kw_only=True):
    """The person or process that makes a change, and the moment.

    Attributes:
        actor: the name used in facts.
        call_id: the call in which the change is made, or empty.
        user: the username stored in rows; empty for processes.
        name: the person's name at that moment.
    """

    actor: str
    at: datetime
    site_version: str
    call_id: str = ""
    user: str = ""
    name: str = ""

    def columns(self) -> dict[str, datetime | str]:
        """Return the author's columns of a row: ``at``, ``who`` and ``who_name``."""
        return {"at": self.at, "who": self.user, "who_name": self.name}
