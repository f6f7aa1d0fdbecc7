"""The errors of the port's contract, which every gateway raises and its callers catch. Pure.

Owns the root of the errors of the room, too. An error that one gateway alone raises stands where it is raised.
"""

from typing import ClassVar

from telephony.port.commands import Command


class TelephonyError(Exception):
    """Root of the errors of this room.

    Attributes:
        code: a stable name for programs.
        retryable: whether the same request may work later.
    """

    code: ClassVar[str] = "telephony_error"
    retryable: ClassVar[bool] = False


class Unsupported(TelephonyError):
    """The gateway cannot do this command, and says so by name."""

    code = "unsupported_command"

    def __init__(self, gateway: str, command: type[Command]) -> None:
        super().__init__(f"the gateway {gateway!r} cannot do {command.__name__}")
        self.gateway = gateway
        self.command = command


class UnknownLeg(TelephonyError):
    """The command names a call or a leg that this gateway does not hold (any more)."""

    code = "unknown_leg"


class UnknownSound(TelephonyError):
    """No sound has this key."""

    code = "unknown_sound"
