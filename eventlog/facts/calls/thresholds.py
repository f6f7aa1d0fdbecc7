"""The fact that the thresholds of a queue on the board changed. Pure.

The envelope says who changed them.
"""

from eventlog.facts.base import Fact


class QueueThresholdsChanged(Fact, frozen=True, kw_only=True):
    """The board marks a queue from other values on; 0 is no threshold.

    Attributes:
        waiting: callers who wait at once, at least.
        longest_wait_s: longer than this, s.
        service_level: of the day, below, percent.
        abandon_rate: of the day, above, percent.
        from_site: whether they are those of the site's folder again.
    """

    queue: str
    waiting: int
    longest_wait_s: int
    service_level: int
    abandon_rate: int
    from_site: bool
