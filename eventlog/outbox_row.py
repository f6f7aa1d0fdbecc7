"""A fact that its transaction left in the outbox, as whoever carries it sees it. Pure.

It stands apart from the table's own module: routers and gateways send such facts on and never open a database.
"""

import msgspec

from eventlog.facts import AnyFact


class OutboxRow(msgspec.Struct, frozen=True, kw_only=True):
    """A fact on its way into the stream.

    Attributes:
        turn: its place among the campaign's, ascending, never used twice.
        fact: what happened.
        call_id: the call that it is about, or empty.
        actor: who did it.
        site_version: under which site.
    """

    turn: int
    fact: AnyFact
    call_id: str
    actor: str
    site_version: str
