"""The state of a petition for a caller who keys in its number and the petitioner's document.

Owns which outcome and values a petition has. `agent_api.tickets.status.domain.disclosure` decides whether they may be
said, as at the desk; an unknown number and a wrong document are one outcome.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from agent_api.tickets.status.domain.summary import TicketSituation
from agent_api.tickets.status.service import find_disclosed
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
        engine, cipher = self._parts.engine(), self._parts.cipher
        number, document = query.inputs.get("number", ""), query.inputs.get("document", "")
        filed = await find_disclosed(engine, cipher, site, number, document)
        if filed is None:
            return MenuAnswer(outcome=NO_MATCH)
        situation = TicketSituation(ticket=filed.ticket, since=filed.filed_at, today=day_of_receipt(self._now()))
        return _answer_of(situation, filed.number)


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
