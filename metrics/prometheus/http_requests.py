"""What a process was asked by HTTP, counted for Prometheus. Pure.

Owns the labels and the buckets: an area is one of the nouns of our API, or ``pages`` or ``other``; a status is its
class. So there are never more series than areas times classes, whatever is asked.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import accumulate
from typing import Final

import msgspec

BUCKETS_S: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
STATUSES: Final = ("1xx", "2xx", "3xx", "4xx", "5xx")
API: Final = "/api/v1/"
_OTHER, _PAGES = "other", "pages"


class Durations(msgspec.Struct):
    """A histogram.

    Attributes:
        counts: how many fell into each of BUCKETS_S, and beyond, not added up.
        sum_s: of all, seconds.
    """

    counts: list[int] = msgspec.field(default_factory=lambda: [0] * (len(BUCKETS_S) + 1))
    sum_s: float = 0.0


class RequestCounts:
    """What was asked.

    Args:
        nouns: of the API: what stands in an address behind `API`.

    Attributes:
        answered: how many requests, by area and class of status.
        durations: how long they took, by area.
    """

    def __init__(self, nouns: Collection[str] = ()) -> None:
        self._areas = frozenset(nouns)
        areas = (*self._areas, _OTHER, _PAGES)
        # Servers' faults are there from the start: the first one must be seen as an increase.
        self.answered: Counter[tuple[str, str]] = Counter({(area, "5xx"): 0 for area in areas})
        self.durations: dict[str, Durations] = {area: Durations() for area in areas}

    def area_of(self, path: str) -> str:
        """What an address is about."""
        if not path.startswith(API):
            return _PAGES
        noun = path[len(API) :].partition("/")[0]
        return noun if noun in self._areas else _OTHER

    def record(self, path: str, status: int, seconds: float) -> None:
        """Count a request that was answered.

        Args:
            path: its address.
            status: of HTTP.
            seconds: until the answer began.
        """
        area = self.area_of(path)
        self.answered[area, STATUSES[min(max(status // 100, 1), 5) - 1]] += 1
        durations = self.durations[area]
        durations.counts[bisect_left(BUCKETS_S, seconds)] += 1
        durations.sum_s += seconds


def cumulative(durations: Durations) -> Iterator[int]:
    """The counts as Prometheus wants them."""
    return accumulate(durations.counts)
