"""The phone in an advisor's browser: the port that the API uses, and the refusal if there is none.

Owns the port. The composition root implements the tokens.
"""

from datetime import datetime
from typing import NamedTuple, Protocol

from agent_api.kit.errors import ApiError


class BrowserPhoneToken(NamedTuple):
    """A token that lets a browser act as a user's phone until a moment.

    Attributes:
        token: a secret for the browser alone; its holder can act as that phone.
    """

    token: str
    until: datetime


class BrowserPhone(Protocol):
    """Lets advisors use their browser as their phone."""

    async def begin(self, user: str) -> BrowserPhoneToken:
        """Let a user's browser be their phone; call again before the token ends to renew it.

        Raises:
            StorageError: Valkey cannot be asked.
        """
        ...

    async def end(self, *users: str) -> None:
        """End the use of each user's browser as their phone.

        Raises:
            StorageError: Valkey cannot be asked.
        """
        ...


class NoBrowserPhone(ApiError):
    """This site does not use browser phones."""

    status = 409
    code = "no_browser_phone"

    def __init__(self) -> None:
        super().__init__("Aquí no se atiende por el navegador: use su teléfono.")


def require_browser_phone(phone: BrowserPhone | None) -> BrowserPhone:
    """Return the port.

    Raises:
        NoBrowserPhone: there is none.
    """
    if phone is None:
        raise NoBrowserPhone
    return phone
