"""Limit of the bytes sent to an address that has not proved its presence. Pure.

Owns the sum: three times the received bytes, as for a QUIC server before address validation (RFC 9000 §8.1). A UDP
sender can be forged. The proof is the ACK of our answer (RFC 3261 §13.3.1.4), because it holds a tag that we sent to
no other address.
"""

AMPLIFICATION_FACTOR = 3
ANSWER_BYTES = 1000
"""Bytes reserved while ringing (180), so that the answer itself can be sent at once."""


class AmplificationLimit:
    """The bytes that one exchange may still send."""

    __slots__ = ("_is_lifted", "_remaining_bytes")

    def __init__(self, received: int) -> None:
        self._remaining_bytes, self._is_lifted = AMPLIFICATION_FACTOR * received, False

    def receive(self, size: int) -> None:
        """Count received bytes, such as a repeated request."""
        self._remaining_bytes += AMPLIFICATION_FACTOR * size

    def spend(self, size: int, reserve: int = 0) -> bool:
        """Spend bytes; return whether they may be sent and leave ``reserve`` bytes."""
        if self._is_lifted:
            return True
        if size + reserve > self._remaining_bytes:
            return False
        self._remaining_bytes -= size
        return True

    def lift(self) -> None:
        """Remove the limit: the far end has proved its presence."""
        self._is_lifted = True


def is_within_limit(sent_bytes: int, received: int) -> bool:
    """Return whether one response of so many bytes may be sent to a message."""
    return sent_bytes <= AMPLIFICATION_FACTOR * received
