"""Rules of a site for reading out the state of a petition: the data that the caller must state first. Pure."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Check = Literal["petitioner_document", "none"]
"""Data required besides the filing number: the petitioner's document, or none."""
WithoutDocument = Literal["state_and_day", "nothing"]
"""Data read out for a petition without a document."""


class TicketStatusRules(msgspec.Struct, frozen=True, kw_only=True):
    """How the state of a petition is read out at the desk.

    Attributes:
        check: what is asked besides the filing number.
        without_document: what is read out for a petition without a document, such as an anonymous one.
        attempts: how many pairs of number and document may fail in one call.
    """

    check: Check = "petitioner_document"
    without_document: WithoutDocument = "state_and_day"
    attempts: Annotated[int, Meta(ge=1, le=5)] = 3
