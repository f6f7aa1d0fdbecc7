"""Facts of what is given to the interventoría: heads of the chain, and sealed periods. Pure.

Owns these kinds of facts; `eventlog.facts` joins them to the vocabulary. A head that was told stands in the chain, too:
what is sealed later holds it.
"""

from eventlog.facts.base import Fact


class DayHeadTold(Fact, frozen=True, kw_only=True):
    """The last link of a day was written down, and sent to whom the site names.

    Attributes:
        day: local date, ISO 8601.
        seq: of the last row of that day.
        hash: the chain's up to it, hex.
        recipients: to how many it was sent.
    """

    day: str
    seq: int
    hash: str
    recipients: int


class PeriodSealed(Fact, frozen=True, kw_only=True):
    """A closed month was written into one file, with everything from which its figures can be computed again.

    Attributes:
        month: local, ``YYYY-MM``.
        first: number of its first fact in the chain.
        last: of its last one.
        digest: SHA-256 of the file, hex.
        public_key: of who signed it, hex.
    """

    month: str
    first: int
    last: int
    digest: str
    public_key: str


SealFact = DayHeadTold | PeriodSealed
