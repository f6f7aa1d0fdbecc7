"""The validity of a mandate on a day: a check decides it, and it ends with the document. Pure."""

from datetime import date
from typing import Literal

MandateState = Literal["", "unchecked", "sufficient", "insufficient"]
"""State of the document by which a person acts for another: none, not checked yet, or the result."""
MandateStanding = Literal["", "unchecked", "insufficient", "expired", "sufficient"]


def mandate_standing(state: MandateState, until: date | None, today: date) -> MandateStanding:
    """Return what a mandate allows today; empty if there is none.

    ``until`` is the last day on which it allows to act, or None if it does not expire.
    """
    return "expired" if state == "sufficient" and until is not None and until < today else state
