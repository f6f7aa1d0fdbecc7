"""Samples of the systems, as one watcher keeps them until it can tell them. Pure.

Owns how samples become spells: a system that works, or does not, as long as it was asked without a break. A spell is as
large for a day as for a minute, so an outage of the database itself, in which nothing can be told, fits into memory. It
knows no wall clock: seconds are of a clock that never goes back.
"""

from typing import Final

import msgspec

MAX_RUNS: Final = 5_000
"""Beyond them the oldest are given up, and their time becomes one of which nobody knows."""


class SampleRun(msgspec.Struct, frozen=True, kw_only=True):
    """Samples of one system that say the same, in a row.

    Attributes:
        system: id in the site.
        works: what they say.
        code: why it does not work, for programs, as the first of them had it; empty where it works.
        began_s: when the first was taken.
        ended_s: when the last was taken.
        samples: how many.
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
    """The spells with one more sample.

    Args:
        runs: in the order in which they began.
        system: that was asked.
        code: None if it works, else why it does not.
        at_s: when it was asked.
        max_gap_s: after how many seconds without a sample a spell is over.
    """
    last = next((each for each in reversed(runs) if each.system == system), None)
    if last is not None and last.works == (code is None) and at_s - last.ended_s <= max_gap_s:
        longer = msgspec.structs.replace(last, ended_s=at_s, samples=last.samples + 1)
        return tuple(longer if each is last else each for each in runs)
    begun = SampleRun(system=system, works=code is None, code=code or "", began_s=at_s, ended_s=at_s)
    return (*runs, begun)[-MAX_RUNS:]
