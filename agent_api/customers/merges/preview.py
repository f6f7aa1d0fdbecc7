"""What a merge of two records would do, before anybody does it: by the functions that do it.

Owns what is shown of it. It changes nothing.
"""

from collections.abc import Mapping, Sequence

import msgspec

from agent_api.customers.domain.record import Record, joined
from agent_api.customers.encrypted_rows import Stored
from agent_api.customers.store import Tie


class Side(msgspec.Struct, frozen=True):
    """One of two records, with its ties, and how many tickets it has."""

    customer: Stored
    ties: Sequence[Tie]
    tickets: int


class Foretold(msgspec.Struct, frozen=True):
    """Two records, and the one that would remain as it would be: what it would know, and its ties."""

    kept: Side
    other: Side
    record: Record
    ties: Sequence[Tie]


def foretell(kept: Stored, other: Stored, ties: Mapping[str, Sequence[Tie]], tickets: Mapping[str, int]) -> Foretold:
    """What a merge would make of two records.

    Args:
        kept: the one that would remain.
        other: the one that would be merged into it.
        ties: of each, by its id.
        tickets: how many each has, by its id; none where it is not named.
    """
    mine, theirs = (Side(each, ties[each.id], tickets.get(each.id, 0)) for each in (kept, other))
    together = _together(kept.id, other.id, mine.ties, theirs.ties)
    return Foretold(mine, theirs, record=joined(kept.record, other.record), ties=together)


def _together(kept: str, other: str, mine: Sequence[Tie], theirs: Sequence[Tie]) -> list[Tie]:
    """The ties that remain: nobody answers for a credit of their own."""
    handed = [
        Tie(
            beneficiary=kept if each.beneficiary == other else each.beneficiary,
            co_debtor=kept if each.co_debtor == other else each.co_debtor,
            credit=each.credit,
        )
        for each in theirs
    ]
    new = [each for each in handed if each.beneficiary != each.co_debtor and each not in mine]
    return [*mine, *new]
