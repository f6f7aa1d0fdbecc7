"""The state of a petition for a caller who keys in its number and the petitioner's document.

Owns which petition a caller may ask about, and which outcome and values it has.
`agent_api.tickets.status.domain.disclosure` decides whether they may be said, as at the desk; an unknown number and a
wrong document are one outcome.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from agent_api.tickets.domain.numbers import InvalidFilingNumber, parse_number
from agent_api.tickets.queries import filters
from agent_api.tickets.queries.filters import Visibility
from agent_api.tickets.status.domain import disclosure
from agent_api.tickets.status.domain.disclosure import KnownPetition
from agent_api.tickets.status.domain.summary import TicketSituation
from agent_api.tickets.status.service import documents_of
from agent_api.tickets.store import FiledTicket
from calls.driver.menu_lookups.port import NO_MATCH, LookupParts, MenuAnswer, MenuQuery
from config.law.terms import day_of_receipt
from config.site.model import Site
from ivr.menu_steps import SpokenValue


class TicketStatusLookup:
    """Finds the state of a petition."""

    guarded = True

    def __init__(self, parts: LookupParts, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._parts = parts
        self._now = now

    async def look_up(self, query: MenuQuery, site: Site) -> MenuAnswer:
        """Return the state if number and document belong together; see `MenuLookupSource.look_up`."""
        filed = await find_petition(self._parts, query, site)
        if filed is None:
            return MenuAnswer(outcome=NO_MATCH)
        situation = TicketSituation(ticket=filed.ticket, since=filed.filed_at, today=day_of_receipt(self._now()))
        return _answer_of(situation, filed.number)


async def find_petition(parts: LookupParts, query: MenuQuery, site: Site) -> FiledTicket | None:
    """Return the petition that a caller may ask about; None if number and document do not belong together."""
    try:
        number = str(parse_number(query.inputs.get("number", "")))
    except InvalidFilingNumber:
        return None
    engine, visible = parts.engine(), Visibility(all_tickets=True, user="")
    filed = await filters.find_by_number(engine, parts.campaign, number, visible)
    documents = () if filed is None else await documents_of(engine, parts.cipher, site, filed)
    petition = KnownPetition(exists=filed is not None, documents=documents)
    document = query.inputs.get("document", "")
    verdict = disclosure.decide_disclosure(site.ticket_status, petition, document, failures=0)
    return None if verdict in ("no_match", "closed") else filed


def _answer_of(situation: TicketSituation, number: str) -> MenuAnswer:
    """Return outcome and values of a petition."""
    ticket = situation.ticket
    state = ticket.outcome if ticket.state == "closed" and ticket.outcome else ticket.state
    values = {"state": SpokenValue("state", state)}
    if ticket.state in ("closed", "sending"):
        return MenuAnswer(outcome="answered", values=values, ticket=number)
    values["due_on"] = SpokenValue("date", ticket.due_on.isoformat())
    outcome = "incomplete" if ticket.state == "incomplete" else "late" if situation.is_late else "in_progress"
    return MenuAnswer(outcome=outcome, values=values, ticket=number)


def build(parts: LookupParts) -> TicketStatusLookup:
    """Build the look-up."""
    return TicketStatusLookup(parts)
