"""The fact that a period of the contract was closed. Pure."""

from eventlog.facts.base import Fact


class PeriodClosed(Fact, frozen=True, kw_only=True):
    """A local month was closed: its indicators keep their definitions for ever; the envelope says by whom.

    ``month`` is YYYY-MM; ``definitions`` is the SHA-256 of the definitions' canonical JSON, hex.
    """

    month: str
    definitions: str
