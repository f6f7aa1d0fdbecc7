"""The pauses between reads of a busy connection. Pure.

Owns when a pause pays, and its length. Each read has a fixed cost (a thread switch, cold caches), and sixty calls a
second would cause a thousand reads; in batches, our part costs half as much. An event is delayed by at most a
sixteenth of a second, less than a person needs to speak after answering, and not at all under low load.
"""

MAX_PAUSE_S = 0.06
"""Seconds of pause after a read under high load; shorter under lower load."""
HIGH_RATE = 300_000
"""Octets a second that count as high load: about thirty-seven complete calls a second."""
LOW_RATE = 100_000
"""Octets a second below which there is no pause."""
_MEASURE_INTERVAL_S = 0.1


class ReadPacer:
    """The pauses of one connection."""

    def __init__(self) -> None:
        self._window_start, self._octets, self._pause_s = 0.0, 0, 0.0

    def pause_s(self, octets: int, now: float) -> float:
        """Return the pause after a read, seconds."""
        self._octets += octets
        span = now - self._window_start
        if span >= _MEASURE_INTERVAL_S:
            rate = self._octets / span
            self._pause_s = MAX_PAUSE_S * min(1.0, rate / HIGH_RATE) if rate >= LOW_RATE else 0.0
            self._window_start, self._octets = now, 0
        return self._pause_s
