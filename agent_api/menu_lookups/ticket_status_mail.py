"""The state of a petition by mail, for a caller who keys in its number and the petitioner's document.

Owns when a mail leaves: only to the address that came with the petition, and once in `PAUSE` for a petition, so that
neither a repeated key nor a call that another process takes over sends a second one.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from agent_api.mail.domain.contents import PetitionStateText, template_name
from agent_api.mail.queries import list_messages_about
from agent_api.mail.service import OutgoingMessage, post
from agent_api.tickets.notifications.contact_channel import decrypt_contact
from agent_api.tickets.status.domain.summary import sentences
from agent_api.tickets.status.service import find_disclosed
from agent_api.tickets.status.situation import read_situation
from calls.driver.menu_lookups.port import NO_MATCH, LookupParts, LookupUnavailable, MenuAnswer, MenuQuery
from config.law.terms import day_of_receipt
from config.site.model import Site
from storage.postgres.engine import unit_of_work

PAUSE: Final = timedelta(hours=1)


class TicketStatusMail:
    """Mails the state of a petition to its petitioner."""

    guarded = True

    def __init__(self, parts: LookupParts, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._parts = parts
        self._now = now

    async def look_up(self, query: MenuQuery, site: Site) -> MenuAnswer:
        """Return ``sent``, or ``no_address`` without a usable one; see `MenuLookupSource.look_up`."""
        if site.mail is None:
            raise LookupUnavailable("not_configured")
        engine, cipher, campaign = self._parts.engine(), self._parts.cipher, self._parts.campaign
        number, document = query.inputs.get("number", ""), query.inputs.get("document", "")
        filed = await find_disclosed(engine, cipher, site, number, document)
        if filed is None:
            return MenuAnswer(outcome=NO_MATCH)
        now = self._now()
        contact = decrypt_contact(cipher, site, filed)
        if contact.email is None:
            return MenuAnswer(outcome="no_address", ticket=filed.number)
        async with unit_of_work(engine) as connection:
            situation = await read_situation(connection, cipher, site, filed, day_of_receipt(now))
            content = PetitionStateText(
                name=contact.name, number=filed.number, state=" ".join(sentences(situation, in_full=False))
            )
            messages = await list_messages_about(connection, campaign, filed.number)
            recent = [each for each in messages if each.template == template_name(content)]
            if not any(now - each.posted_at < PAUSE for each in recent):
                message = OutgoingMessage(to=contact.email, content=content, about=filed.number, call_id=query.call_id)
                await post(connection, message, site=site, cipher=cipher, actor="system", now=now)
        return MenuAnswer(outcome="sent", ticket=filed.number)


def build(parts: LookupParts) -> TicketStatusMail:
    """Build the look-up."""
    return TicketStatusMail(parts)
