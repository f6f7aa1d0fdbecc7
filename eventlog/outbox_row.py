"""A fact in the outbox, as the relay reads it. Pure.

A module apart from the table's own: routers and gateways relay such facts and never open a database.
"""

import msgspec

from eventlog.facts import AnyFact


class OutboxRow(msgspec.Struct, frozen=True, kw_only=True):
    """A fact on its way into the stream.

    Attributes:
        turn: ascending within the campaign, never used twice.
        call_id: the fact's call, or empty.
    """

    turn: int
    fact: AnyFact
    call_id: str
    actor: str
    site_version: str
