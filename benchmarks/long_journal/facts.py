"""An invented past: simultaneous calls that 5,000 advisors answer in rotation. Equal arguments give equal facts. Pure.

Owns the facts and their order. The system's own functions make, encode and chain them.
"""

import hashlib
from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

from benchmarks.system.running_system import facts_of_call
from config.milliseconds import from_milliseconds
from eventlog.facts import Envelope
from eventlog.outbox_row import OutboxRow
from eventlog.person import Person, make_person

CAMPAIGN: Final = "icetex"
ADVISORS: Final = 5_000
SIDE_BY_SIDE: Final = 200
FACTS_A_CALL: Final = 11
OPEN_GROUP: Final = 0
"""The group whose calls never end: half of them wait in a queue, half are in conversation."""
_WAITING, _TALKING = 4, 8
_BEGAN_MS: Final = 1_767_225_600_000  # 2026-01-01
_STEP_MS: Final = 3


def caller(number: int) -> Person:
    """Return the caller of a call."""
    return make_person(f"3{number % 10**9:09}", hashlib.sha256(b"%d" % number).digest())


def group(number: int, after: int) -> Iterator[Envelope]:
    """Yield the facts of a group's calls in the order of the log.

    ``after`` is the number of the last fact before the group.
    """
    first = number * SIDE_BY_SIDE
    steps = zip_longest(*(_life(each) for each in range(first, first + SIDE_BY_SIDE)))
    happened = (each for step in steps for each in step if each is not None)
    for seq, each in enumerate(happened, after + 1):
        yield Envelope(
            id=f"1-{seq}",
            at=from_milliseconds(_BEGAN_MS + seq * _STEP_MS),
            campaign=CAMPAIGN,
            call_id=each.call_id,
            actor=each.actor,
            site_version=each.site_version,
            fact=each.fact,
        )


def _life(number: int) -> list[OutboxRow]:
    facts = list(facts_of_call(f"call-{number:09}", f"asesor{number % ADVISORS:04}", caller(number), "s1"))
    if number // SIDE_BY_SIDE != OPEN_GROUP:
        return facts
    return facts[: _WAITING if number % 2 else _TALKING]
