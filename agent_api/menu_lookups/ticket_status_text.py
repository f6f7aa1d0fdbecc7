"""The state of a petition by text message, for a caller who keys in its number and the petitioner's document.

Owns when a message leaves: only to the mobile number from which the petition was filed, as its constancia shows it. The
caller cannot give another one. `agent_api.text_messages` limits the messages of a petition.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from agent_api.text_messages.domain.recipients import mobile_number
from agent_api.text_messages.service import OutgoingText, post_once
from agent_api.tickets.status.domain.summary import TicketSituation, brief_sentence
from agent_api.tickets.status.service import find_disclosed
from calls.driver.menu_lookups.port import NO_MATCH, LookupParts, LookupUnavailable, MenuAnswer, MenuQuery
from config.law.terms import day_of_receipt
from config.site.model import Site
from eventlog.person_data import read_value
from storage.postgres.engine import unit_of_work


class TicketStatusText:
    """Sends the state of a petition to the telephone of its petitioner."""

    guarded = True

    def __init__(self, parts: LookupParts, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._parts = parts
        self._now = now

    async def look_up(self, query: MenuQuery, site: Site) -> MenuAnswer:
        """Return ``sent``, or ``no_mobile`` without a mobile number; see `MenuLookupSource.look_up`."""
        if site.text_messages is None:
            raise LookupUnavailable("not_configured")
        engine, cipher = self._parts.engine(), self._parts.cipher
        number, document = query.inputs.get("number", ""), query.inputs.get("document", "")
        filed = await find_disclosed(engine, cipher, site, number, document)
        if filed is None:
            return MenuAnswer(outcome=NO_MATCH)
        phone = await read_value(engine, filed.caller_ref, cipher) if filed.caller_ref else None
        if not mobile_number(phone or ""):
            return MenuAnswer(outcome="no_mobile", ticket=filed.number)
        now = self._now()
        situation = TicketSituation(ticket=filed.ticket, since=filed.filed_at, today=day_of_receipt(now))
        message = OutgoingText(
            recipient_ref=filed.caller_ref,
            text=f"petición {filed.number}: {brief_sentence(situation)}",
            about=filed.number,
            call_id=query.call_id,
        )
        async with unit_of_work(engine) as connection:
            await post_once(connection, message, site=site, actor="system", now=now)
        return MenuAnswer(outcome="sent", ticket=filed.number)


def build(parts: LookupParts) -> TicketStatusText:
    """Build the look-up."""
    return TicketStatusText(parts)
