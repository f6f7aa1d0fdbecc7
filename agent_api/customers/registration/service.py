"""Register a customer: compare with the existing ones, and store the record with its fact.

Owns these operations. The routes decide who may use them.
"""

from datetime import datetime
from typing import Final

import msgspec

from agent_api.access.principal import Principal
from agent_api.customers import name_search, queries, store
from agent_api.customers.domain.documents import Document
from agent_api.customers.domain.duplicates import Resemblance, resemblances
from agent_api.customers.domain.field_parsers import InvalidField, read_birth_date
from agent_api.customers.domain.record import Address, CustomerRecord, Details
from agent_api.customers.encrypted_rows import CustomerCipher, StoredCustomer
from agent_api.customers.problems import CustomerSimilar, DocumentTaken
from agent_api.customers.schemas import CustomerRegistration
from agent_api.kit.context import ApiContext
from agent_api.kit.dates import local_date
from agent_api.kit.errors import BadQuery
from agent_api.kit.facts import append_facts
from eventlog.facts import CustomerRegistered, CustomersSearched
from storage.postgres.engine import unit_of_work

_MOST_BY_NAME: Final = 10


class SimilarRecord(msgspec.Struct, frozen=True):
    """An existing customer, and in what the new one is the same."""

    customer: StoredCustomer
    same: tuple[Resemblance, ...]


async def find_similar(
    context: ApiContext, principal: Principal, form: CustomerRegistration, now: datetime
) -> list[SimilarRecord]:
    """Return the customers who may be the one to register; the search is recorded as a fact.

    Raises:
        BadQuery: invalid birth date.
    """
    similar = await _find_similar(context, _record(form, now))
    fact = CustomersSearched(by="document", found=len(similar), masked=False)
    async with unit_of_work(context.engine) as connection:
        author = principal.author(at=now, site_version=context.site.version)
        await append_facts(connection, context.campaign, [fact], author)
    return similar


async def register_customer(
    context: ApiContext, principal: Principal, form: CustomerRegistration, now: datetime
) -> str:
    """Store a new customer and return its id.

    Raises:
        BadQuery: invalid birth date.
        DocumentTaken: another customer has that document.
        CustomerSimilar: a similar customer is not among those that the form declares to be other people.
    """
    record = _record(form, now)
    similar = await _find_similar(context, record)
    undecided = [each.customer.id for each in similar if each.customer.id not in form.distinct_from]
    if any(each.customer.record.document == record.document for each in similar):
        raise DocumentTaken
    if undecided:
        raise CustomerSimilar(undecided)
    id_, customer_cipher = context.random_token(), CustomerCipher(context.cipher, context.campaign)
    async with unit_of_work(context.engine) as connection:
        taken = await store.is_document_taken(connection, customer_cipher, record.document)
        if taken or not await store.add_records(connection, customer_cipher, {id_: record}, now):
            raise DocumentTaken
        author = principal.author(at=now, site_version=context.site.version)
        fact = CustomerRegistered(customer_ref=id_, similar=len(similar))
        await append_facts(connection, context.campaign, [fact], author)
    return id_


async def _find_similar(context: ApiContext, record: CustomerRecord) -> list[SimilarRecord]:
    """Return the customers with the same document, phone or name, the strongest resemblance first."""
    engine, customer_cipher = context.engine, CustomerCipher(context.cipher, context.campaign)
    document = customer_cipher.document_print(record.document.number)
    candidates = list(await queries.find_by(engine, customer_cipher, "document", document))
    for number in record.details.phones:
        candidates += await queries.find_by(engine, customer_cipher, "phone", customer_cipher.phone_print(number))
    candidates += await name_search.find_by_name(engine, customer_cipher, record.name, _MOST_BY_NAME)
    by_id = {each.id: each for each in candidates}
    compared = [SimilarRecord(each, resemblances(record, each.record)) for each in by_id.values()]
    return sorted((each for each in compared if each.same), key=lambda each: (-len(each.same), each.customer.number))


def _record(form: CustomerRegistration, now: datetime) -> CustomerRecord:
    try:
        born = read_birth_date(form.birth_date.isoformat(), local_date(now)) if form.birth_date else ""
    except InvalidField as error:
        raise BadQuery("birth_date", str(error)) from None
    return CustomerRecord(
        name=form.name,
        document=Document(form.document.kind, form.document.number),
        details=Details(
            birth_date=born,
            addresses=tuple(Address(each.line, each.municipality) for each in form.addresses),
            phones=tuple(form.phones),
            emails=tuple(form.emails),
            preferred_contact=form.preferred_contact,
        ),
    )
