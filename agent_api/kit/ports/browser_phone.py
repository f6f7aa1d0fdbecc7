"""The phone within an advisor's browser: what the API is given for it, and what it refuses without it.

Owns the words. Who makes the tokens, and with what, is the composition root's.
"""

from datetime import datetime
from typing import NamedTuple, Protocol

from agent_api.kit.errors import ApiError


class BrowserPhoneToken(NamedTuple):
    """What lets a browser be somebody's phone for a while.

    Attributes:
        token: for the browser alone; whoever has it is that phone.
        until: when it ends.
    """

    token: str
    until: datetime


class BrowserPhone(Protocol):
    """Lets browsers be phones."""

    async def begin(self, user: str) -> BrowserPhoneToken:
        """Let a browser of a user be their phone; again before it ends to go on.

        Raises:
            StorageError: Valkey cannot be asked.
        """
        ...

    async def end(self, user: str) -> None:
        """Their browser is no phone any more.

        Raises:
            StorageError: Valkey cannot be asked.
        """
        ...


class NoBrowserPhone(ApiError):
    """Phones here are not in the browser."""

    status = 409
    code = "no_browser_phone"

    def __init__(self) -> None:
        super().__init__("Aquí no se atiende por el navegador: use su teléfono.")


def require_browser_phone(phone: BrowserPhone | None) -> BrowserPhone:
    """The browsers' phone.

    Raises:
        NoBrowserPhone: there is none.
    """
    if phone is None:
        raise NoBrowserPhone
    return phone
