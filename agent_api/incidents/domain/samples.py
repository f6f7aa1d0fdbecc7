"""Samples of the systems, as a watcher buffers them until they are recorded. Pure.

Owns how equal samples become one run. A run takes the same memory for a day as for a minute, so an outage of the
database itself, during which nothing can be recorded, fits into memory. It knows no wall clock: seconds are of a
monotonic clock.
"""

from typing import Final

import msgspec

MAX_RUNS: Final = 5_000
"""The most runs that are kept; the oldest ones are dropped, and nothing is known of their time."""


class SampleRun(msgspec.Struct, frozen=True, kw_only=True):
    """Consecutive equal samples of one system.

    Attributes:
        works: the result of each sample.
        code: the code of the first failure, for programs; empty if the system works.
        began_s: the time of the first sample.
        ended_s: the time of the last sample.
        samples: the number of samples.
    """

    system: str
    works: bool
    code: str
    began_s: float
    ended_s: float
    samples: int = 1


def add_sample(
    runs: tuple[SampleRun, ...], system: str, code: str | None, at_s: float, max_gap_s: float
) -> tuple[SampleRun, ...]:
    """Add a sample to the runs, which are in the order of their beginning.

    ``code`` is None if the system works. A run ends after ``max_gap_s`` seconds without a sample.
    """
    last = next((each for each in reversed(runs) if each.system == system), None)
    if last is not None and last.works == (code is None) and at_s - last.ended_s <= max_gap_s:
        longer = msgspec.structs.replace(last, ended_s=at_s, samples=last.samples + 1)
        return tuple(longer if each is last else each for each in runs)
    begun = SampleRun(system=system, works=code is None, code=code or "", began_s=at_s, ended_s=at_s)
    return (*runs, begun)[-MAX_RUNS:]
