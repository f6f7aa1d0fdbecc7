"""Read one call: its record, summary, timeline and recordings, in one request.

Owns what is loaded and which personal data the reader may see. `presenters` shapes the response.
"""

from datetime import datetime

from agent_api.access.principal import Principal
from agent_api.access.user_names import find_names
from agent_api.calls.domain.summary import summarize
from agent_api.calls.presenters import build_timeline, next_call_back_at, present_summary
from agent_api.calls.schemas import CallDetail, call_fields
from agent_api.customers.caller_numbers import caller_numbers_of
from agent_api.customers.domain.masking import format_number, mask_number
from agent_api.customers.service import read_match
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import NotFound
from agent_api.recordings.service import recordings_of
from agent_api.timeline.person_names import logins_of


async def read_call(context: ApiContext, principal: Principal, call_id: str, now: datetime) -> CallDetail:
    """Return a call with its summary and timeline.

    The number that called and the verified customer are masked according to the reader's permissions; a customer's
    whole name is recorded as a read.

    Raises:
        NotFound: there is no such call.
    """
    story = await context.journal.call_with_facts(call_id)
    if story is None:
        raise NotFound(f"No hay ninguna llamada «{call_id}».")
    record, envelopes = story
    site = await context.load_site_version(record.site_version)
    people = await find_names(context.engine, context.site, context.cipher, logins_of(envelopes))
    summary = summarize(envelopes)
    show = format_number if principal.has_permission("number.read") else mask_number
    callers = await caller_numbers_of(context).find_displayed([record.caller_ref])
    customer = await read_match(context, principal, summary.customer_ref, now) if summary.customer_ref else None
    return CallDetail(
        **call_fields(record),
        summary=present_summary(
            summary,
            site,
            people,
            line=record.line,
            caller=show(callers.get(record.caller_ref, "")),
            customer=customer,
        ),
        again_at=next_call_back_at(envelopes),
        timeline=build_timeline(
            envelopes,
            site,
            people,
            context.handlers.sentence,
            pause_reasons=principal.has_permission("presence.force"),
        ),
        recordings=await recordings_of(context.engine, context.site, call_id, envelopes),
    )
