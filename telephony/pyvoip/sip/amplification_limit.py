"""How many bytes may be sent to an address that has not shown that it is there. Pure.

Owns the sum: three times what came from it, as a QUIC server may send before its client's address is validated
(RFC 9000 §8.1). Over UDP anybody can write any sender; what shows that somebody is there is the ACK of our answer,
since it bears a tag that we sent nowhere else (RFC 3261 §13.3.1.4).
"""

AMPLIFICATION_FACTOR = 3
ANSWER_BYTES = 1000
"""Kept free of what announces an answer (180), so that the answer itself can be given at once."""


class AmplificationLimit:
    """What one exchange may still send.

    Args:
        received: bytes that began it.
    """

    __slots__ = ("_is_lifted", "_remaining_bytes")

    def __init__(self, received: int) -> None:
        self._remaining_bytes, self._is_lifted = AMPLIFICATION_FACTOR * received, False

    def receive(self, size: int) -> None:
        """Count bytes that came, such as a repeated request."""
        self._remaining_bytes += AMPLIFICATION_FACTOR * size

    def spend(self, size: int, reserve: int = 0) -> bool:
        """Count bytes that are to be sent; return whether they may be.

        Args:
            size: bytes.
            reserve: bytes that must be left afterwards.
        """
        if self._is_lifted:
            return True
        if size + reserve > self._remaining_bytes:
            return False
        self._remaining_bytes -= size
        return True

    def lift(self) -> None:
        """Bound the exchange no longer: the far end has shown that it is there."""
        self._is_lifted = True


def is_within_limit(sent_bytes: int, received: int) -> bool:
    """Return whether an answer of so many bytes may be given to one message, once."""
    return sent_bytes <= AMPLIFICATION_FACTOR * received
