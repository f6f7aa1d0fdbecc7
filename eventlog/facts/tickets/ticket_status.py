"""Facts of reading out the state of a petition at the desk. Pure.

They contain filing numbers, and never the document that a caller stated.
"""

from typing import Literal

from eventlog.facts.base import Fact

Grounds = Literal["identity", "document", "number", "none"]
"""Reason why a state may be read out: the call verified its customer; the document matched; the petition has no
document, so the number is enough for the state and the last day; or the site requires no check."""
StatusRefusal = Literal["no_match", "closed"]


class TicketStatusRead(Fact, frozen=True, kw_only=True):
    """An advisor was shown the state of a petition, to read it out; the envelope says who, and on which call.

    ``grounds`` says why it may be read out.
    """

    ticket: str
    state: str
    grounds: Grounds


class TicketStatusRefused(Fact, frozen=True, kw_only=True):
    """The state of a petition was requested by ``ticket``, a number that may not exist, and not shown.

    ``reason``: number and document do not match (``no_match``), or the call had no attempts left (``closed``).
    ``attempts_left`` says how many more may fail in the call.
    """

    ticket: str
    reason: StatusRefusal
    attempts_left: int


TicketStatusFact = TicketStatusRead | TicketStatusRefused
