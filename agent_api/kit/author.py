"""The author of a change. Pure."""

from datetime import datetime

import msgspec


class Author(msgspec.Struct, frozen=True, kw_only=True):
    """The person or process that makes a change, and the moment.

    Attributes:
        actor: as facts name it.
        at: aware.
        site_version: the site under which the change is made.
        call_id: the call in which it is made, or empty.
        user: the username that rows keep; empty where they keep none.
        name: for people, as it is at the moment.
    """

    actor: str
    at: datetime
    site_version: str
    call_id: str = ""
    user: str = ""
    name: str = ""

    def columns(self) -> dict[str, datetime | str]:
        """Return the columns that name the author of a row: ``at``, ``who`` and ``who_name``."""
        return {"at": self.at, "who": self.user, "who_name": self.name}
