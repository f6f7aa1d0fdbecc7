"""Facts of deliveries to the interventoría: heads of the chain, and sealed periods. Pure.

A delivered head is in the chain, too: later sealed periods contain it.
"""

from eventlog.facts.base import Fact


class DayHeadTold(Fact, frozen=True, kw_only=True):
    """The last link of a day was stored, and sent to the number of ``recipients`` that the site names.

    ``day`` is a local date, ISO 8601; ``seq`` is its last row, ``hash`` that of the chain up to it, hex.
    """

    day: str
    seq: int
    hash: str
    recipients: int


class PeriodSealed(Fact, frozen=True, kw_only=True):
    """A closed month was written to one file, with everything needed to recompute its figures.

    ``month`` is local, ``YYYY-MM``. ``first`` and ``last`` number its facts in the chain; ``digest`` is the SHA-256 of
    the file, hex; ``public_key`` is the signer's, hex.
    """

    month: str
    first: int
    last: int
    digest: str
    public_key: str


SealFact = DayHeadTold | PeriodSealed
