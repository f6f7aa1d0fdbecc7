"""Screen pops for the desk: looked up while the call waits; once offered, the view is recorded.

Owns the conversion to the desk's entity. `screen_pop` finds the possible customer.
"""

from datetime import datetime

from agent_api.customers.caller_numbers import caller_numbers_of
from agent_api.desk.domain.entities import LargeClientMark, ScreenPopEntity
from agent_api.kit.context import ApiContext
from agent_api.large_clients.register.queries import recognise_number
from agent_api.screen_pop.service import build_screen_pop, find_possible_customer
from call_router.acts import CallCard


async def pop_of(context: ApiContext, call_id: str, card: CallCard, advisor: str, now: datetime) -> ScreenPopEntity:
    """Build the screen pop of a call; with an `advisor`, record the view as a fact."""
    site = await context.load_site_version(card.site_version)
    numbers = caller_numbers_of(context)
    if advisor:
        pop = await build_screen_pop(
            context.engine,
            context.cipher,
            site,
            call_id,
            card,
            viewer=f"advisor:{advisor}",
            numbers=numbers,
            now=now,
        )
        return ScreenPopEntity(
            call=call_id,
            script=pop.script,
            number_masked=pop.number_masked,
            possible_customer=pop.possible_customer,
            open_tickets=pop.open_tickets,
            script_done=pop.script_done,
            possible_customers=pop.possible_customers,
            large_client=LargeClientMark(name=pop.large_client.name, service=pop.large_client.service)
            if pop.large_client
            else None,
        )
    possible = await find_possible_customer(context.engine, context.cipher, site.campaign, card.caller_ref, numbers)
    stored = await recognise_number(context.engine, context.cipher, site.campaign, possible.number)
    line = site.lines.get(card.line)
    return ScreenPopEntity(
        call=call_id,
        script=list(line.script) if line else [],
        number_masked=possible.number_masked,
        possible_customer=possible.name_masked,
        open_tickets=possible.open_tickets,
        script_done=dict(line.script_done) if line else {},
        possible_customers=possible.sharing,
        large_client=LargeClientMark(name=stored.client.name, service=stored.client.service) if stored else None,
    )
