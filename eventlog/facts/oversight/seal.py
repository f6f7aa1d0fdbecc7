"""Facts of deliveries to the interventoría: heads of the chain, and sealed periods. Pure.

A delivered head stands in the chain, too: later sealed periods contain it.
"""

from eventlog.facts.base import Fact


class DayHeadTold(Fact, frozen=True, kw_only=True):
    """The last link of a day was stored, and sent to the recipients that the site names.

    Attributes:
        day: local date, ISO 8601.
        seq: of the last row of that day.
        hash: of the chain up to it, hex.
        recipients: their number.
    """

    day: str
    seq: int
    hash: str
    recipients: int


class PeriodSealed(Fact, frozen=True, kw_only=True):
    """A closed month was written to one file, with everything needed to recompute its figures.

    Attributes:
        month: local, ``YYYY-MM``.
        first: number of its first fact in the chain.
        last: number of its last fact in the chain.
        digest: SHA-256 of the file, hex.
        public_key: of the signer, hex.
    """

    month: str
    first: int
    last: int
    digest: str
    public_key: str


SealFact = DayHeadTold | PeriodSealed
