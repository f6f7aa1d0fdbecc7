"""Customer operations: search, read, change, merge. Each one writes a fact.

Owns these operations. `authorization` and the permissions decide who may use them; `update` performs a change.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.access.principal import Principal
from agent_api.customers import name_search, queries, store
from agent_api.customers.authorization import WITHOUT_CALL, authorize, resolve_call
from agent_api.customers.domain import phonetics
from agent_api.customers.domain.documents import Document, split_document
from agent_api.customers.domain.field_parsers import InvalidField, read_birth_date
from agent_api.customers.domain.record import Address
from agent_api.customers.encrypted_rows import CustomerCipher, StoredCustomer
from agent_api.customers.merges.preview import MergePreview, build_preview
from agent_api.customers.merges.survivors import surviving_customer_id
from agent_api.customers.merges.unmerge import MergedRecord, list_merged_records, unmerge
from agent_api.customers.presenters import present_found
from agent_api.customers.problems import (
    CustomerChanged,
    CustomerDataErased,
    CustomerMerged,
    CustomerUnknown,
    DocumentNotYours,
    DocumentTaken,
    MergeOfOne,
)
from agent_api.customers.queries import HistoryEntry
from agent_api.customers.schemas import CustomerForm, CustomerMatch, CustomerSearch, MergeForm, UnmergeForm
from agent_api.customers.update import merge_records, update_record
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import start_of_local_day
from agent_api.kit.errors import BadQuery
from agent_api.kit.facts import append_facts
from config.site.model import Site
from eventlog.facts import CustomerRead, CustomersSearched
from eventlog.facts.customers.customer import Sought
from storage.postgres.engine import read_connection, unit_of_work
from telephony.phone_numbers import to_e164, typed_to_e164

MIN_NAME_LETTERS: Final = 4
MAX_CHANGES: Final = 500
_SINGLE_CRITERION_MESSAGE: Final = "Busque por una sola cosa: document, number, name o phone."


async def find_customers(
    context: ApiContext, principal: Principal, query: CustomerSearch, now: datetime
) -> tuple[list[StoredCustomer], str | None]:
    """Search customers by exactly one criterion; the search is recorded as a fact.

    Returns:
        The matches, and the id of the customer that the current call verified, or None.

    Raises:
        BadQuery: no criterion, several, or an invalid value.
    """
    by, value = _single_criterion(query)
    customer_cipher = CustomerCipher(context.cipher, context.campaign)
    customers = await _find_customers(context.engine, customer_cipher, by, value, query.limit)
    call = await resolve_call(context.router, context.journal, principal, None, now)
    verified = await context.verified_customer(call, principal.user) if call else None
    fact = CustomersSearched(by=by, found=len(customers), masked=not principal.has_permission(WITHOUT_CALL))
    async with unit_of_work(context.engine) as connection:
        await append_facts(connection, context.campaign, [fact], _author(context.site, principal, call, now))
    return customers, verified


async def match_customers(
    context: ApiContext, criteria: Mapping[Sought, Any], most: int
) -> dict[Sought, list[StoredCustomer]]:
    """Return the customers that match each of some criteria, for the search of everything.

    The calling code checks the permission, masks the results and records the search.

    Raises:
        BadQuery: a criterion has an invalid value.
    """
    customer_cipher = CustomerCipher(context.cipher, context.campaign)
    return {
        by: await _find_customers(context.engine, customer_cipher, by, value, most) for by, value in criteria.items()
    }


def _single_criterion(query: CustomerSearch) -> tuple[Sought, Any]:
    criteria: dict[Sought, Any] = {
        "document": query.document,
        "number": query.number,
        "name": query.name,
        "phone": query.phone,
    }
    non_empty = [(by, value) for by, value in criteria.items() if value is not None]
    if len(non_empty) != 1:
        raise BadQuery("name", _SINGLE_CRITERION_MESSAGE)
    return non_empty[0]


async def _find_customers(
    engine: AsyncEngine, customer_cipher: CustomerCipher, by: Sought, value: Any, most: int
) -> list[StoredCustomer]:
    match by:
        case "name":
            if phonetics.count_letters(phonetics.name_words(value)) < MIN_NAME_LETTERS:
                raise BadQuery("name", f"Escriba al menos {MIN_NAME_LETTERS} letras del nombre.")
            return await name_search.find_by_name(engine, customer_cipher, value, most)
        case "phone":
            number = typed_to_e164(value) or to_e164(value)
            if number is None:
                raise BadQuery("phone", "Escriba el teléfono con sus 10 cifras, o con el indicativo del país.")
            return (await queries.find_by(engine, customer_cipher, by, customer_cipher.phone_print(number)))[:most]
        case "document":
            kind, number = split_document(value)
            customers = await queries.find_by(engine, customer_cipher, by, customer_cipher.document_print(number))
            return [each for each in customers if kind in (None, each.record.document.kind)][:most]
    return await queries.find_by(engine, customer_cipher, by, value)


async def read_customer(
    context: ApiContext, principal: Principal, customer_id: str, call_id: str | None, now: datetime
) -> tuple[StoredCustomer, Sequence[queries.CreditTie]]:
    """Return a customer's data and ties to an authorized user; the read is recorded as a fact.

    Raises:
        IdentityRequired: this call has not verified that customer.
        CustomerUnknown: no such customer.
        CustomerMerged: the record was merged into another.
    """
    call = await authorize(context, principal, customer_id, call_id, now)
    customer_cipher = CustomerCipher(context.cipher, context.campaign)
    customer = await _find_current(context.engine, customer_cipher, customer_id)
    await _append_read_fact(
        context.engine,
        context.campaign,
        CustomerRead(customer_ref=customer_id, what="data"),
        _author(context.site, principal, call, now),
    )
    return customer, await queries.find_credit_ties(context.engine, customer_cipher, customer_id)


async def require_current(context: ApiContext, customer_id: str) -> StoredCustomer:
    """Return a customer's record, for a page of another noun. The calling code has checked the authorization.

    Raises:
        CustomerUnknown, CustomerMerged: no such customer, or it was merged into another.
    """
    return await _find_current(context.engine, CustomerCipher(context.cipher, context.campaign), customer_id)


async def read_match(
    context: ApiContext, principal: Principal, customer_id: str, now: datetime
) -> CustomerMatch | None:
    """Return a customer's name and document for a page of another noun; None if there is no such customer.

    They are masked unless the reader may read customers without a call; the unmasked read is recorded as a fact. Of a
    merged customer, the surviving one is returned.
    """
    survivor = await surviving_customer_id(context.engine, context.campaign, customer_id)
    customer_cipher = CustomerCipher(context.cipher, context.campaign)
    matches = await queries.find_by(context.engine, customer_cipher, "id", survivor)
    if not matches:
        return None
    masked = not principal.has_permission(WITHOUT_CALL)
    if not masked:
        await _append_read_fact(
            context.engine,
            context.campaign,
            CustomerRead(customer_ref=survivor, what="data"),
            _author(context.site, principal, "", now),
        )
    return present_found(matches[0], masked=masked)


async def read_changes(
    context: ApiContext, principal: Principal, customer_id: str, call_id: str | None, now: datetime
) -> list[HistoryEntry]:
    """Return a customer's history to an authorized user; the read is recorded as a fact.

    Raises:
        IdentityRequired: this call has not verified that customer.
        CustomerUnknown: no such customer.
    """
    call = await authorize(context, principal, customer_id, call_id, now)
    customer_cipher = CustomerCipher(context.cipher, context.campaign)
    if not await queries.find_by(context.engine, customer_cipher, "id", customer_id):
        raise CustomerUnknown
    await _append_read_fact(
        context.engine,
        context.campaign,
        CustomerRead(customer_ref=customer_id, what="changes"),
        _author(context.site, principal, call, now),
    )
    return await queries.list_changes(context.engine, customer_cipher, customer_id, MAX_CHANGES)


async def change_customer(
    context: ApiContext, principal: Principal, customer_id: str, form: CustomerForm, now: datetime
) -> None:
    """Change a customer's data for an authorized user.

    Raises:
        IdentityRequired: this call has not verified that customer.
        DocumentNotYours: only the back office corrects a document, without a call.
        BadQuery: invalid birth date.
        CustomerChanged: another user changed it since it was read.
        DocumentTaken: another customer has that document.
        CustomerUnknown, CustomerMerged: no such customer, or it was merged into another.
    """
    call = await authorize(context, principal, customer_id, form.call_id, now)
    if form.document is not None and not principal.has_permission(WITHOUT_CALL):
        raise DocumentNotYours
    customer_cipher = CustomerCipher(context.cipher, context.campaign)
    async with unit_of_work(context.engine) as connection:
        old = _require_version(
            await queries.lock_customers(connection, customer_cipher, [customer_id]), customer_id, form.version
        )
        new = old.record.with_fields(**_form_fields(form, now))
        if new.document != old.record.document and await store.is_document_taken(
            connection, customer_cipher, new.document
        ):
            raise DocumentTaken
        await update_record(connection, customer_cipher, old, new, _author(context.site, principal, call, now))


def _form_fields(form: CustomerForm, now: datetime) -> dict[str, object]:
    """Return the record's fields that a form sets; null clears an optional one.

    Raises:
        BadQuery: invalid birth date.
    """
    values = {name: getattr(form, name) for name in form.model_fields_set - {"version", "call_id"}}
    for name in ("name", "document"):
        if values.get(name, ...) is None:
            del values[name]
    if "document" in values:
        values["document"] = Document(values["document"].kind, values["document"].number)
    if "birth_date" in values:
        values["birth_date"] = _parse_birth_date(values["birth_date"], now) if values["birth_date"] else ""
    if "addresses" in values:
        values["addresses"] = tuple(Address(each.line, each.municipality) for each in values["addresses"] or ())
    for name in {"phones", "emails"} & values.keys():
        values[name] = tuple(values[name] or ())
    return values


def _parse_birth_date(day: date, now: datetime) -> str:
    try:
        return read_birth_date(day.isoformat(), start_of_local_day(now).date())
    except InvalidField as error:
        raise BadQuery("birth_date", str(error)) from None


async def merge_customers(
    context: ApiContext, principal: Principal, customer_id: str, form: MergeForm, now: datetime
) -> None:
    """Merge two records of one customer.

    Raises:
        MergeOfOne: both ids are the same record.
        CustomerChanged: another user changed one of them since it was read.
        CustomerUnknown, CustomerMerged: no such customer, or it was merged into another.
    """
    if form.other == customer_id:
        raise MergeOfOne
    customer_cipher = CustomerCipher(context.cipher, context.campaign)
    async with unit_of_work(context.engine) as connection:
        both = await queries.lock_customers(connection, customer_cipher, [customer_id, form.other])
        survivor = _require_version(both, customer_id, form.version)
        merged = _require_version(both, form.other, form.other_version)
        by, tickets = _author(context.site, principal, "", now), context.handlers.customer_tickets
        await merge_records(connection, customer_cipher, survivor, merged, by, tickets=tickets, reason=form.reason)


async def preview_merge(
    context: ApiContext, principal: Principal, customer_id: str, other_id: str, now: datetime
) -> MergePreview:
    """Return the preview of a merge; the read of both records is recorded as facts.

    Raises:
        MergeOfOne: both ids are the same record.
        CustomerUnknown, CustomerMerged: no such customer, or it was merged into another.
    """
    if other_id == customer_id:
        raise MergeOfOne
    customer_cipher = CustomerCipher(context.cipher, context.campaign)
    survivor, other = [await _find_current(context.engine, customer_cipher, each) for each in (customer_id, other_id)]
    for each in (survivor, other):
        await _append_read_fact(
            context.engine,
            context.campaign,
            CustomerRead(customer_ref=each.id, what="data"),
            _author(context.site, principal, "", now),
        )
    ties = {
        each.id: await queries.find_credit_ties(context.engine, customer_cipher, each.id) for each in (survivor, other)
    }
    async with read_connection(context.engine) as connection:
        tickets = await context.handlers.customer_tickets.count_by_customer(
            connection, context.campaign, [survivor.id, other.id]
        )
    return build_preview(survivor, other, ties, tickets)


async def unmerge_customers(
    context: ApiContext, principal: Principal, customer_id: str, form: UnmergeForm, now: datetime
) -> None:
    """Undo a merge of two records.

    Raises:
        NotSeparable: they are not merged, or undoing it is ambiguous.
        CustomerChanged: another user changed the survivor since it was read.
        CustomerUnknown, CustomerMerged: no such customer, or it was merged into another.
    """
    customer_cipher = CustomerCipher(context.cipher, context.campaign)
    async with unit_of_work(context.engine) as connection:
        both = await queries.lock_customers(connection, customer_cipher, [customer_id, form.other])
        survivor, other = _require_version(both, customer_id, form.version), both.get(form.other)
        if other is None:
            raise CustomerUnknown
        by, tickets = _author(context.site, principal, "", now), context.handlers.customer_tickets
        await unmerge(connection, customer_cipher, survivor, other, by, tickets=tickets, reason=form.reason)


async def read_merges(
    context: ApiContext, principal: Principal, customer_id: str, now: datetime
) -> tuple[StoredCustomer, list[MergedRecord]]:
    """Return a customer and the merges into it; the read is recorded as a fact.

    Raises:
        CustomerUnknown, CustomerMerged: no such customer, or it was merged into another.
    """
    customer_cipher = CustomerCipher(context.cipher, context.campaign)
    survivor = await _find_current(context.engine, customer_cipher, customer_id)
    await _append_read_fact(
        context.engine,
        context.campaign,
        CustomerRead(customer_ref=customer_id, what="changes"),
        _author(context.site, principal, "", now),
    )
    async with unit_of_work(context.engine) as connection:
        return survivor, await list_merged_records(connection, customer_cipher, survivor)


async def _find_current(engine: AsyncEngine, customer_cipher: CustomerCipher, customer_id: str) -> StoredCustomer:
    matches = await queries.find_by(engine, customer_cipher, "id", customer_id)
    return _require_current(matches[0] if matches else None)


def _require_current(customer: StoredCustomer | None) -> StoredCustomer:
    if customer is None:
        raise CustomerUnknown
    if customer.merged_into is not None:
        raise CustomerMerged(customer.merged_into)
    return customer


def _require_version(customers: dict[str, StoredCustomer], customer_id: str, version: int) -> StoredCustomer:
    customer = _require_current(customers.get(customer_id))
    if customer.erased_by is not None:
        raise CustomerDataErased(customer.erased_by)
    if customer.version != version:
        raise CustomerChanged(customer.version)
    return customer


async def _append_read_fact(engine: AsyncEngine, campaign: str, fact: CustomerRead, author: Author) -> None:
    async with unit_of_work(engine) as connection:
        await append_facts(connection, campaign, [fact], author)


def _author(site: Site, principal: Principal, call: str, now: datetime) -> Author:
    return principal.author(at=now, site_version=site.version, call_id=call)
