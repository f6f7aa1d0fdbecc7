"""What can go wrong in the composition root itself. Messages are in Spanish: people read them at a terminal."""

from typing import ClassVar


class AtencionError(Exception):
    """Root of the errors of this room.

    Attributes:
        code: a stable name for programs.
        retryable: whether the same request may work later.
    """

    code: ClassVar[str] = "atencion_error"
    retryable: ClassVar[bool] = False


class UserCommandFailed(AtencionError):
    """What was asked for a user cannot be."""

    code = "user_command_failed"


class NotReady(AtencionError):
    """The system did not become ready in time."""

    code = "not_ready"
    retryable = True
