"""Who asks, as the desk needs to know it.

Owns nothing but the words: how somebody is known is `agent_api.access`'s, or the test's, that is given to the
application. Until one is given nobody is known, and nothing is told.
"""

from collections.abc import Awaitable, Callable, Set
from typing import Annotated, ClassVar, Protocol, cast

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from agent_api.problems import ApiError


class Asking(Protocol):
    """Somebody with a session."""

    @property
    def user(self) -> str:
        """The user name; an advisor's routing id too."""
        ...

    @property
    def name(self) -> str:
        """For people."""
        ...

    @property
    def roles(self) -> Set[str]:
        """What they are."""
        ...

    @property
    def permissions(self) -> Set[str]:
        """What they may do."""
        ...


AskingOf = Callable[[HTTPConnection], Awaitable[Asking | None]]
"""Whose a request or a socket is; None without a session."""


async def nobody(connection: HTTPConnection) -> Asking | None:
    """Nobody is known."""
    return None


class SessionRequired(ApiError):
    """Nobody asks."""

    status: ClassVar[int] = 401
    code: ClassVar[str] = "session_required"


class Forbidden(ApiError):
    """Somebody asks who may not."""

    status: ClassVar[int] = 403
    code: ClassVar[str] = "forbidden"


async def _asking(request: Request) -> Asking:
    found = await cast(AskingOf, request.app.state.asking_of)(request)
    if found is None:
        raise SessionRequired("Ingrese para continuar.")
    return found


Who = Annotated[Asking, Depends(_asking)]
