"""How often to look at a connection over which much comes. Pure.

Owns when looking away pays, and for how long. Each look costs as much as what it brings (a change of threads, cold
caches), and sixty calls a second would make a thousand of them; taken together, our part costs half as much. What it
costs people is a sixteenth of a second at most between an event and what follows from it, less than they need to say a
word after picking up, and nothing where little comes.
"""

MAX_PAUSE_S = 0.06
"""So long nothing is looked at after a look where plenty comes, seconds; the less comes, the shorter."""
HIGH_RATE = 300_000
"""So many octets a second are plenty: some thirty-seven calls a second, from their beginning to their end."""
LOW_RATE = 100_000
"""Where less than so many octets a second come, all is looked at at once."""
_MEASURE_INTERVAL_S = 0.1


class ReadPacer:
    """Of one connection."""

    def __init__(self) -> None:
        self._window_start, self._octets, self._pause_s = 0.0, 0, 0.0

    def pause_s(self, octets: int, now: float) -> float:
        """How long to look away, seconds.

        Args:
            octets: that this look brought.
            now: seconds of any clock that does not go back.
        """
        self._octets += octets
        span = now - self._window_start
        if span >= _MEASURE_INTERVAL_S:
            rate = self._octets / span
            self._pause_s = MAX_PAUSE_S * min(1.0, rate / HIGH_RATE) if rate >= LOW_RATE else 0.0
            self._window_start, self._octets = now, 0
        return self._pause_s
