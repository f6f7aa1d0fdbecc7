"""How often to look at a connection over which much comes. Pure.

Owns when looking away pays. Each look costs as much as what it brings (a change of threads, cold caches), and sixty
calls a second would make a thousand of them; taken together, our part costs a third less. What it costs people is a
hundredth of a second at most between an event and what follows from it, and nothing where little comes.
"""

REST_S = 0.01
"""So long nothing is looked at after a look, where much comes, seconds."""
MUCH = 150_000
"""So many octets a second are much: some sixteen calls a second, from their beginning to their end."""
_SPAN_S = 0.1


class Pace:
    """Of one connection."""

    def __init__(self) -> None:
        self._since, self._octets, self._is_much = 0.0, 0, False

    def rest_s(self, octets: int, now: float) -> float:
        """How long to look away, seconds.

        Args:
            octets: that this look brought.
            now: seconds of any clock that does not go back.
        """
        self._octets += octets
        span = now - self._since
        if span >= _SPAN_S:
            self._is_much = self._octets >= MUCH * span
            self._since, self._octets = now, 0
        return REST_S if self._is_much else 0.0
