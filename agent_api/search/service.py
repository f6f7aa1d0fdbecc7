"""One search of everything that a user may see.

Owns which nouns are asked, by the user's permissions, and the fact of a search by a person's datum. A result that a
user may not see is never asked for, or its noun refuses it, so that neither it nor its count is in the results.
"""

from collections.abc import Sequence

import msgspec

from agent_api.access.principal import Principal
from agent_api.access.user_names import StaffMember, list_staff
from agent_api.calls.queries import find_call, find_calls_of_number
from agent_api.customers.authorization import WITHOUT_CALL
from agent_api.customers.encrypted_rows import StoredCustomer
from agent_api.customers.service import match_customers
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.search.domain.criteria import Criteria, matches_name, read_criteria
from agent_api.search.schemas import MatchedBy, SearchForm
from agent_api.tickets.queries.visibility import can_read_texts, visibility_of
from agent_api.tickets.search.find import FoundPetition, find_by_caller, find_by_number, find_by_words
from config.timezone import COLOMBIA
from eventlog.facts import SearchMade
from eventlog.folds.call_record import CallRecord
from storage.postgres.engine import unit_of_work


class TicketMatch(msgspec.Struct, frozen=True, kw_only=True):
    """A petition that was found, and the criterion that found it."""

    petition: FoundPetition
    matched_by: MatchedBy


class SearchOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """The results of a search.

    Attributes:
        verified: the id of the customer that the user's call verified, or empty.
        staff: users; other advisors of the site are not users and have no role.
    """

    tickets: Sequence[TicketMatch]
    customers: Sequence[StoredCustomer]
    verified: str
    calls: Sequence[CallRecord]
    staff: Sequence[StaffMember]


async def search(context: ApiContext, principal: Principal, form: SearchForm) -> SearchOutcome:
    """Search everything that a user may see; a search by a person's datum is recorded as a fact."""
    now = context.now()
    criteria = _permitted(principal, read_criteria(form.text, now.astimezone(COLOMBIA).year))
    call_id = await context.router.current_call(principal.user) or ""
    verified = (await context.verified_customer(call_id, principal.user) or "") if call_id else ""
    found = SearchOutcome(
        tickets=await _find_tickets(context, principal, criteria, form.limit),
        customers=await _find_customers(context, criteria, form.limit),
        verified=verified,
        calls=await _find_calls(context, principal, criteria, form.limit),
        staff=await _find_staff(context, principal, criteria, form.limit),
    )
    if criteria.personal_fields:
        await _record(context, principal, criteria, found, call_id)
    return found


def _permitted(principal: Principal, criteria: Criteria) -> Criteria:
    """Return the criteria without those by which the user finds nothing, so that no fact says that they searched."""
    reads_tickets = principal.has_permission("ticket.read") and can_read_texts(principal)
    sees_numbers = principal.has_permission("calls.read") and principal.has_permission("number.read")
    return msgspec.structs.replace(
        criteria,
        customers=criteria.customers if principal.has_permission("customer.search") else {},
        words=criteria.words if reads_tickets else "",
        phone=criteria.phone if reads_tickets or sees_numbers else "",
    )


async def _find_tickets(context: ApiContext, principal: Principal, criteria: Criteria, limit: int) -> list[TicketMatch]:
    """Return petitions, each once: that of the number first, then those of the caller's number, then of the words."""
    if not principal.has_permission("ticket.read"):
        return []
    visibility = await visibility_of(context, principal)
    matches: dict[str, TicketMatch] = {}
    if criteria.filing_number:
        own = await find_by_number(context, principal, visibility, criteria.filing_number)
        _add(matches, [own] if own else [], "number")
    if criteria.phone:
        _add(matches, await find_by_caller(context, principal, visibility, criteria.phone, limit), "phone")
    if criteria.words:
        _add(matches, await find_by_words(context, principal, visibility, criteria.words, limit), "words")
    return list(matches.values())[:limit]


def _add(matches: dict[str, TicketMatch], petitions: Sequence[FoundPetition], matched_by: MatchedBy) -> None:
    for each in petitions:
        matches.setdefault(each.filed.number, TicketMatch(petition=each, matched_by=matched_by))


async def _find_customers(context: ApiContext, criteria: Criteria, limit: int) -> list[StoredCustomer]:
    found = await match_customers(context, criteria.customers, limit)
    return list({each.id: each for customers in found.values() for each in customers}.values())[:limit]


async def _find_calls(context: ApiContext, principal: Principal, criteria: Criteria, limit: int) -> list[CallRecord]:
    if not principal.has_permission("calls.read"):
        return []
    calls: list[CallRecord] = []
    if criteria.call_id:
        call = await find_call(context.engine, context.campaign, criteria.call_id)
        calls = [call] if call else []
    if criteria.phone and principal.has_permission("number.read"):
        calls += await find_calls_of_number(context.engine, context.cipher, context.campaign, criteria.phone, limit)
    return calls[:limit]


async def _find_staff(context: ApiContext, principal: Principal, criteria: Criteria, limit: int) -> list[StaffMember]:
    """Return users by name or login; without the permission to manage users, only advisors, and not their roles."""
    manages = principal.has_permission("users.manage")
    if not criteria.tokens or not (manages or principal.has_permission("board.read")):
        return []
    users = await list_staff(context.engine, context.cipher, context.campaign, context.now())
    known = {each.user for each in users}
    sample = context.site.sample_advisors
    users += [
        StaffMember(user=each.id, name=each.name, roles=("asesor",), disabled=False)
        for each in sample
        if each.id not in known
    ]
    if not manages:
        users = [each for each in users if "asesor" in each.roles and not each.disabled]
    found = [each for each in users if matches_name(criteria.tokens, each.name, each.user)]
    return sorted(found, key=lambda each: (each.disabled, each.name))[:limit]


async def _record(
    context: ApiContext, principal: Principal, criteria: Criteria, found: SearchOutcome, call_id: str
) -> None:
    fact = SearchMade(
        by=",".join(criteria.personal_fields),
        customers=len(found.customers),
        tickets=sum(each.matched_by != "number" for each in found.tickets),
        calls=len(found.calls) if criteria.phone else 0,
        masked=not principal.has_permission(WITHOUT_CALL),
    )
    author = principal.author(at=context.now(), site_version=context.site.version, call_id=call_id)
    async with unit_of_work(context.engine) as connection:
        await append_facts(connection, context.campaign, [fact], author)
