"""What a merge of two records would do, before anybody does it: by the functions that do it.

Owns what is shown of it. It changes nothing.
"""

from collections.abc import Mapping, Sequence

import msgspec

from agent_api.customers.domain.record import CustomerRecord, combine_records
from agent_api.customers.encrypted_rows import StoredCustomer
from agent_api.customers.queries import CreditTie


class MergeSide(msgspec.Struct, frozen=True):
    """One of two records, with its ties, and how many tickets it has."""

    customer: StoredCustomer
    ties: Sequence[CreditTie]
    tickets: int


class MergePreview(msgspec.Struct, frozen=True):
    """Two records, and the one that would remain as it would be: what it would know, and its ties."""

    kept: MergeSide
    other: MergeSide
    record: CustomerRecord
    ties: Sequence[CreditTie]


def build_preview(
    survivor: StoredCustomer, other: StoredCustomer, ties: Mapping[str, Sequence[CreditTie]], tickets: Mapping[str, int]
) -> MergePreview:
    """What a merge would make of two records.

    Args:
        survivor: the one that would remain.
        other: the one that would be merged into it.
        ties: of each, by its id.
        tickets: how many each has, by its id; none where it is not named.
    """
    side, other_side = (MergeSide(each, ties[each.id], tickets.get(each.id, 0)) for each in (survivor, other))
    together = _combined_ties(survivor.id, other.id, side.ties, other_side.ties)
    return MergePreview(side, other_side, record=combine_records(survivor.record, other.record), ties=together)


def _combined_ties(
    survivor: str, other: str, ties: Sequence[CreditTie], other_ties: Sequence[CreditTie]
) -> list[CreditTie]:
    """The ties that remain: nobody answers for a credit of their own."""
    handed = [
        CreditTie(
            beneficiary=survivor if each.beneficiary == other else each.beneficiary,
            co_debtor=survivor if each.co_debtor == other else each.co_debtor,
            credit=each.credit,
        )
        for each in other_ties
    ]
    new = [each for each in handed if each.beneficiary != each.co_debtor and each not in ties]
    return [*ties, *new]
