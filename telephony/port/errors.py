"""The errors of the port's contract, which every gateway raises and its callers catch. Pure.

Owns the base class of the room's errors. An error of one gateway is in the module that raises it.
"""

from typing import ClassVar

from telephony.port.commands import Command


class TelephonyError(Exception):
    """Base class of the errors of this room.

    Attributes:
        code: a stable name for programs.
        retryable: the same request may work later.
    """

    code: ClassVar[str] = "telephony_error"
    retryable: ClassVar[bool] = False


class Unsupported(TelephonyError):
    """The gateway does not support this command."""

    code = "unsupported_command"

    def __init__(self, gateway: str, command: type[Command]) -> None:
        super().__init__(f"the gateway {gateway!r} cannot do {command.__name__}")
        self.gateway = gateway
        self.command = command


class UnknownLeg(TelephonyError):
    """The gateway does not hold this call or leg, or no longer holds it."""

    code = "unknown_leg"


class UnknownSound(TelephonyError):
    """No sound has this key."""

    code = "unknown_sound"
