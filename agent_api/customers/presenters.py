"""Customers as API responses: complete, or masked to initials. Pure.

Owns the content of each response. Callers check permissions first.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from agent_api.customers.domain import divipola
from agent_api.customers.domain.duplicates import Resemblance
from agent_api.customers.domain.masking import mask_document, mask_name
from agent_api.customers.encrypted_rows import StoredCustomer
from agent_api.customers.merges.preview import MergePreview, MergeSide
from agent_api.customers.merges.unmerge import MergedRecord
from agent_api.customers.queries import CreditTie, HistoryEntry
from agent_api.customers.schemas import (
    AddressDetail,
    CreditDetail,
    CustomerChange,
    CustomerDetail,
    CustomerMatch,
    DocumentDetail,
    MergedRecordDetail,
    MergePreviewDetail,
    MergeSideDetail,
    SimilarCustomer,
    TieDetail,
)


def present_found(customer: StoredCustomer, *, masked: bool) -> CustomerMatch:
    """Return a search result."""
    name, document = customer.record.name, customer.record.document
    return CustomerMatch(
        id=customer.id,
        number=customer.number,
        name=mask_name(name) if masked else name,
        document_kind=document.kind,
        document=mask_document(document.number) if masked else document.number,
        masked=masked,
    )


def present_similar(customer: StoredCustomer, same: Sequence[Resemblance]) -> SimilarCustomer:
    """Return a customer who may be the one to register, with what is the same."""
    return SimilarCustomer(**present_found(customer, masked=False).model_dump(), same=list(same))


def present_customer(customer: StoredCustomer, ties: Sequence[CreditTie]) -> CustomerDetail:
    """Return all data of a customer."""
    record, details = customer.record, customer.record.details
    return CustomerDetail(
        id=customer.id,
        number=customer.number,
        version=customer.version,
        name=record.name,
        document=DocumentDetail(kind=record.document.kind, number=record.document.number, text=record.document.text),
        birth_date=date.fromisoformat(details.birth_date) if details.birth_date else None,
        addresses=[
            AddressDetail(line=each.line, municipality=each.municipality, place=divipola.place_label(each.municipality))
            for each in details.addresses
        ],
        phones=list(details.phones),
        emails=list(details.emails),
        preferred_contact=details.preferred_contact,
        credits=[CreditDetail(number=each.number, programme=each.programme) for each in details.credits],
        ties=[_present_tie(customer.id, each) for each in ties],
        created_at=customer.created_at,
        updated_at=customer.updated_at,
        erased_by=customer.erased_by,
    )


def _present_tie(customer_id: str, tie: CreditTie) -> TieDetail:
    if tie.beneficiary == customer_id:
        return TieDetail(relation="co_debtor", customer=tie.co_debtor, credit=tie.credit)
    return TieDetail(relation="beneficiary", customer=tie.beneficiary, credit=tie.credit)


def present_preview(preview: MergePreview) -> MergePreviewDetail:
    """Return the preview of a merge."""
    remaining = msgspec.structs.replace(preview.kept.customer, record=preview.record)
    return MergePreviewDetail(
        kept=_present_side(preview.kept),
        other=_present_side(preview.other),
        joined=present_customer(remaining, preview.ties),
    )


def _present_side(side: MergeSide) -> MergeSideDetail:
    return MergeSideDetail(customer=present_customer(side.customer, side.ties), tickets=side.tickets)


def present_merge(merged_record: MergedRecord) -> MergedRecordDetail:
    """Return a record that was merged into a customer."""
    merge, record = merged_record.merge, merged_record.merged
    document = record.record.document
    return MergedRecordDetail(
        other=record.id,
        number=record.number,
        name=record.record.name,
        document_kind=document.kind,
        document=document.number,
        merged_at=merge.at,
        merged_by=merge.actor or None,
        reason=merged_record.reason or None,
        tickets=None if merge.effects is None else len(merge.effects.tickets),
        obstacle=merged_record.obstacle or None,
    )


def present_change(entry: HistoryEntry) -> CustomerChange:
    """Return a change of the history."""
    return CustomerChange(
        customer=entry.customer_id,
        version=entry.version,
        field=entry.field,
        old=entry.old,
        new=entry.new,
        at=entry.at,
        by=entry.actor,
        call_id=entry.call_id or None,
    )
