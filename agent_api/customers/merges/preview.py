"""Preview of a merge, computed by the functions that perform it.

Owns the content of the preview. It changes nothing.
"""

from collections.abc import Mapping, Sequence

import msgspec

from agent_api.customers.domain.record import CustomerRecord, combine_records
from agent_api.customers.encrypted_rows import StoredCustomer
from agent_api.customers.queries import CreditTie


class MergeSide(msgspec.Struct, frozen=True):
    """One of the two records, with its ties and its number of tickets."""

    customer: StoredCustomer
    ties: Sequence[CreditTie]
    tickets: int


class MergePreview(msgspec.Struct, frozen=True):
    """Both records, and the surviving one with its future data and ties."""

    kept: MergeSide
    other: MergeSide
    record: CustomerRecord
    ties: Sequence[CreditTie]


def build_preview(
    survivor: StoredCustomer, other: StoredCustomer, ties: Mapping[str, Sequence[CreditTie]], tickets: Mapping[str, int]
) -> MergePreview:
    """Build the preview of a merge; `ties` and `tickets` are by customer id."""
    side, other_side = (MergeSide(each, ties[each.id], tickets.get(each.id, 0)) for each in (survivor, other))
    together = _combined_ties(survivor.id, other.id, side.ties, other_side.ties)
    return MergePreview(side, other_side, record=combine_records(survivor.record, other.record), ties=together)


def _combined_ties(
    survivor: str, other: str, ties: Sequence[CreditTie], other_ties: Sequence[CreditTie]
) -> list[CreditTie]:
    """Return the ties after the merge, without those of a customer to itself."""
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
