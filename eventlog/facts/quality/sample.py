"""Facts of a weekly sample of quality: planned, seeded, drawn, replaced. Pure.

With the facts of the week, they suffice to repeat a draw. ``week`` is an ISO 8601 week in Bogotá, ``2026-W47``; hashes
are 64 hex digits, and the interventoría's number 40 decimal digits. ``item`` is the id of a call, or the number of a
ticket.
"""

from typing import Literal, get_args

from eventlog.facts.base import Fact

SampleChannel = Literal["phone", "written"]
"""Channel of a sample: answered calls, or tickets whose answer was released."""
SAMPLE_CHANNELS: tuple[SampleChannel, ...] = get_args(SampleChannel)
SeedCase = Literal["committed", "unrevealed", "head"]
"""Origin of a seed. ``committed``: the chain's head and the number that the interventoría revealed; ``unrevealed``: the
head alone, because a committed number was not revealed in time; ``head``: the head alone, because there was no
number."""


class SamplePlanned(Fact, frozen=True, kw_only=True):
    """The parameters of a sample, from the site version in force when the week began, which the envelope names.

    Attributes:
        confidence: percent.
        margin: half the width of the interval, a decimal fraction of 1.
        expected: expected proportion, a decimal fraction of 1.
        each_advisor: whether each advisor has at least one item.
        draws_at: when the sample is drawn, ISO 8601 with its zone.
        reveal_by: until when the draw waits for a committed number, ISO 8601 with its zone.
    """

    week: str
    channel: SampleChannel
    confidence: int
    margin: str
    expected: str
    each_advisor: bool
    draws_at: str
    reveal_by: str


class SampleSeedCommitted(Fact, frozen=True, kw_only=True):
    """The interventoría committed a number for the samples of a week: ``commitment`` is its SHA-256.

    It counts if this fact is in the chain before the week begins, and no earlier one is.
    """

    week: str
    commitment: str


class SampleSeedRevealed(Fact, frozen=True, kw_only=True):
    """The interventoría revealed the number that it had committed for a week."""

    week: str
    number: str


class SampleDrawn(Fact, frozen=True, kw_only=True):
    """A sample was drawn; `SampleStratumDrawn` and `SampleItemDrawn` of the same draw follow.

    Attributes:
        population: number of items in the frame.
        size: number of items drawn.
        strata: number of strata.
        frame: SHA-256 of the ids in the frame.
        head_seq: number of the week's last fact in the chain.
        head: hash of the chain there.
    """

    week: str
    channel: SampleChannel
    population: int
    size: int
    strata: int
    frame: str
    head_seq: int
    head: str
    seed: str
    seed_case: SeedCase


class SampleStratumDrawn(Fact, frozen=True, kw_only=True):
    """The items of a line and an advisor in the frame, and the number drawn of them."""

    week: str
    channel: SampleChannel
    line: str
    advisor: str
    population: int
    size: int


class SampleItemDrawn(Fact, frozen=True, kw_only=True):
    """An item of a sample; ``position`` is its place in the order of its stratum, from 1."""

    week: str
    channel: SampleChannel
    line: str
    advisor: str
    position: int
    item: str


class SampleItemReplaced(Fact, frozen=True, kw_only=True):
    """The next item of its stratum, at ``position``, took the place of one that cannot be evaluated.

    ``reason`` is an id of the site's reasons.
    """

    week: str
    channel: SampleChannel
    item: str
    replacement: str
    position: int
    reason: str


SampleFact = (
    SamplePlanned
    | SampleSeedCommitted
    | SampleSeedRevealed
    | SampleDrawn
    | SampleStratumDrawn
    | SampleItemDrawn
    | SampleItemReplaced
)
