"""HTTP requests of a process, counted for Prometheus. Pure.

Owns the labels and the buckets. An area is a noun of our API, or ``pages`` or ``other``; a status is its class. So the
number of series is at most areas times classes, for any requests.
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
    """A histogram in seconds; `counts` has one count for each of BUCKETS_S and one beyond, not cumulative."""

    counts: list[int] = msgspec.field(default_factory=lambda: [0] * (len(BUCKETS_S) + 1))
    sum_s: float = 0.0


class RequestCounts:
    """Counts and durations of requests; `nouns` are the path segments directly after `API`."""

    def __init__(self, nouns: Collection[str] = ()) -> None:
        self._areas = frozenset(nouns)
        areas = (*self._areas, _OTHER, _PAGES)
        # Server errors start at 0, so that Prometheus sees the first one as an increase.
        self.answered: Counter[tuple[str, str]] = Counter({(area, "5xx"): 0 for area in areas})
        self.durations: dict[str, Durations] = {area: Durations() for area in areas}

    def area_of(self, path: str) -> str:
        """Return the area of a path."""
        if not path.startswith(API):
            return _PAGES
        noun = path[len(API) :].partition("/")[0]
        return noun if noun in self._areas else _OTHER

    def record(self, path: str, status: int, seconds: float) -> None:
        """Count an answered request; `seconds` is the time until the answer began."""
        area = self.area_of(path)
        self.answered[area, STATUSES[min(max(status // 100, 1), 5) - 1]] += 1
        durations = self.durations[area]
        durations.counts[bisect_left(BUCKETS_S, seconds)] += 1
        durations.sum_s += seconds


def cumulative(durations: Durations) -> Iterator[int]:
    """Return cumulative counts, as Prometheus wants them."""
    return accumulate(durations.counts)
