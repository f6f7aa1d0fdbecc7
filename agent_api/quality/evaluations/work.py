"""The work that an evaluation judges: an attended call, or the released answer of a ticket.

Owns what can be evaluated, whose work it is, and who took part in it.
"""

from datetime import datetime

import msgspec

from agent_api.access.principal import Principal
from agent_api.calls.domain.summary import summarize
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import NotFound
from agent_api.quality.evaluations.problems import NotEvaluable
from agent_api.tickets.queries.releases import find_release
from agent_api.tickets.queries.visibility import find_ticket, visibility_of
from eventlog.facts.quality.evaluation import EvaluationChannel
from storage.postgres.engine import read_connection


class JudgedWork(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of work.

    Attributes:
        item: id of the call, or number of the ticket.
        line: of the call; for a ticket, its channel.
        advisor: login of the person whose work it is: the last who attended the call, or who released the answer.
        people: logins of all who took part in it.
        worked_at: arrival of the call, or release of the answer.
        ended: whether the call is over; an answer always is.
    """

    channel: EvaluationChannel
    item: str
    line: str
    advisor: str
    people: frozenset[str]
    worked_at: datetime
    ended: bool = True


async def find_work(context: ApiContext, principal: Principal, channel: EvaluationChannel, item: str) -> JudgedWork:
    """Find a piece of work; ``item`` is the id of a call, or the number of a ticket as it was dictated.

    Raises:
        NotFound: there is no such call or ticket that the user may see.
        NumberMisread: the text is not a filing number.
        NotEvaluable: no advisor attended the call, or the ticket has no released answer.
    """
    return await (_find_call(context, item) if channel == "phone" else _find_answer(context, principal, item))


async def _find_call(context: ApiContext, call_id: str) -> JudgedWork:
    found = await context.journal.call_with_facts(call_id)
    if found is None:
        raise NotFound(f"No hay ninguna llamada «{call_id}».")
    record, envelopes = found
    if not record.advisor or record.answered_at is None:
        raise NotEvaluable("Ningún asesor atendió esa llamada.")
    return JudgedWork(
        channel="phone",
        item=call_id,
        line=record.line,
        advisor=record.advisor,
        people=frozenset({record.advisor, *(each.advisor for each in summarize(envelopes).talks)}),
        worked_at=record.arrived_at,
        ended=record.ended_at is not None,
    )


async def _find_answer(context: ApiContext, principal: Principal, number: str) -> JudgedWork:
    filed = await find_ticket(context.engine, context.campaign, number, await visibility_of(context, principal))
    async with read_connection(context.engine) as connection:
        release = await find_release(connection, context.campaign, filed.number)
    if release is None:
        raise NotEvaluable("Ese ticket no tiene una respuesta enviada.")
    return JudgedWork(
        channel="written",
        item=filed.number,
        line=filed.channel,
        advisor=release.user,
        people=release.people,
        worked_at=release.at,
    )
