"""Customers as they are told over HTTP: whole to who may see them, by initials to who may not. Pure.

Owns what is told of what. Who may is asked elsewhere.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from agent_api.customers.domain import divipola
from agent_api.customers.domain.masking import masked_document, masked_name
from agent_api.customers.encrypted_rows import Stored
from agent_api.customers.merges.preview import Foretold, Side
from agent_api.customers.merges.unmerge import Joined
from agent_api.customers.schemas import (
    AddressTold,
    ChangeTold,
    CreditTold,
    CustomerFound,
    CustomerTold,
    DocumentTold,
    MergeForetold,
    MergeTold,
    SideTold,
    TieTold,
)
from agent_api.customers.store import Tie, Told


def found(customer: Stored, *, masked: bool) -> CustomerFound:
    """A customer among those found."""
    name, document = customer.record.name, customer.record.document
    return CustomerFound(
        id=customer.id,
        number=customer.number,
        name=masked_name(name) if masked else name,
        document_kind=document.kind,
        document=masked_document(document.number) if masked else document.number,
        masked=masked,
    )


def whole(customer: Stored, ties: Sequence[Tie]) -> CustomerTold:
    """Everything that is known of a customer."""
    record, details = customer.record, customer.record.details
    return CustomerTold(
        id=customer.id,
        number=customer.number,
        version=customer.version,
        name=record.name,
        document=DocumentTold(kind=record.document.kind, number=record.document.number, text=record.document.text),
        birth_date=date.fromisoformat(details.birth_date) if details.birth_date else None,
        addresses=[
            AddressTold(line=each.line, municipality=each.municipality, place=divipola.place(each.municipality))
            for each in details.addresses
        ],
        phones=list(details.phones),
        emails=list(details.emails),
        preferred_contact=details.preferred_contact,
        credits=[CreditTold(number=each.number, programme=each.programme) for each in details.credits],
        ties=[_tie(customer.id, each) for each in ties],
        created_at=customer.created_at,
        updated_at=customer.updated_at,
        erased_by=customer.erased_by,
    )


def _tie(mine: str, tie: Tie) -> TieTold:
    if tie.beneficiary == mine:
        return TieTold(relation="co_debtor", customer=tie.co_debtor, credit=tie.credit)
    return TieTold(relation="beneficiary", customer=tie.beneficiary, credit=tie.credit)


def foretold(told: Foretold) -> MergeForetold:
    """What a merge would do."""
    remaining = msgspec.structs.replace(told.kept.customer, record=told.record)
    return MergeForetold(kept=_side(told.kept), other=_side(told.other), joined=whole(remaining, told.ties))


def _side(side: Side) -> SideTold:
    return SideTold(customer=whole(side.customer, side.ties), tickets=side.tickets)


def merged(joined: Joined) -> MergeTold:
    """A record that was merged into a customer."""
    merge, record = joined.merge, joined.merged
    document = record.record.document
    return MergeTold(
        other=record.id,
        number=record.number,
        name=record.record.name,
        document_kind=document.kind,
        document=document.number,
        merged_at=merge.at,
        merged_by=merge.actor or None,
        reason=joined.reason or None,
        tickets=None if merge.came is None else len(merge.came.tickets),
        obstacle=joined.obstacle or None,
    )


def changed(told: Told) -> ChangeTold:
    """A change of the history."""
    return ChangeTold(
        customer=told.customer_id,
        version=told.version,
        field=told.field,
        old=told.old,
        new=told.new,
        at=told.at,
        by=told.actor,
        call_id=told.call_id or None,
    )
