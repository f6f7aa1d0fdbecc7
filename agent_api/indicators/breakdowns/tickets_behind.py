"""Find the tickets behind a figure: the facts that the figure counts, by the rules of its fold.

Owns the query of these facts. A test checks that it returns as many tickets as the figure has.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.indicators.service import Selection
from agent_api.kit.dates import local_date
from agent_api.kit.pagination import Cursor
from config.site.oversight.indicators import OF_ESCALATION, Formula, IndicatorDefinition
from eventlog.facts import Envelope
from eventlog.facts.tickets.ticket import TicketClosed, TicketEscalated, TicketReclassified, TicketTermBreached
from eventlog.journal.codec import read_canonical
from eventlog.journal.ranges import first_row_from
from metrics.indicators.breakdown.escalation import class_of, tier_counted, tier_of
from metrics.indicators.breakdown.timeliness import is_breach_of_month, takes_breach_back
from metrics.indicators.cells import slot_of
from metrics.indicators.ledger import month_of
from metrics.indicators.periods import bounds_of
from metrics.indicators.results import slot_start
from storage.tables import journal

_ESCALATIONS: Final = ("TicketEscalated",)
_TERMS: Final = ("TicketClosed", "TicketTermBreached", "TicketReclassified")
_BATCH: Final = 2_000


class CountedTicket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket as a figure counts it.

    Attributes:
        at: of the answer, the breach or the escalation.
        in_time: whether it is in the numerator; None for a mean.
        after_call_ms: of an escalation; else None.
    """

    number: str
    at: datetime
    area: str
    tier: int
    owner: str
    in_time: bool | None
    after_call_ms: int | None = None


class HolderFilter(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a figure that is asked for; None for each holder."""

    numerator: bool = False
    area: str | None = None
    tier: int | None = None
    owner: str | None = None

    def accepts(self, ticket: CountedTicket) -> bool:
        """Return whether a ticket is of the part."""
        pairs = ((self.area, ticket.area), (self.tier, ticket.tier), (self.owner, ticket.owner))
        return all(wanted is None or wanted == own for wanted, own in pairs) and not (
            self.numerator and ticket.in_time is False
        )


async def tickets_behind(
    connection: AsyncConnection,
    campaign: str,
    definitions: Sequence[IndicatorDefinition],
    selection: Selection,
    wanted: HolderFilter,
    *,
    limit: int,
    after: Cursor | None = None,
) -> tuple[list[CountedTicket], Cursor | None]:
    """Return a page of the tickets behind a figure, the latest first, and its cursor if there are more.

    ``definitions`` are of one indicator, each with the days on which it applies. The connection must see one state of
    the journal.
    """
    counted = await _counted(connection, campaign, definitions, selection)
    found = [each for each in counted if wanted.accepts(each)]
    found.sort(key=lambda each: (each.at, each.number), reverse=True)
    if after is not None:
        found = [each for each in found if (each.at, each.number) < (after.at, after.id)]
    page = found[:limit]
    return page, Cursor(page[-1].at, page[-1].number) if len(found) > limit else None


async def _counted(
    connection: AsyncConnection, campaign: str, definitions: Sequence[IndicatorDefinition], selection: Selection
) -> list[CountedTicket]:
    def formula_at(at: datetime) -> Formula | None:
        day = local_date(slot_start(slot_of(at)))
        return next((each.formula for each in definitions if each.is_in_force_on(day)), None)

    is_of_escalation = definitions[0].formula.kind in OF_ESCALATION
    types = _ESCALATIONS if is_of_escalation else _TERMS
    counted: list[CountedTicket] = []
    breached: dict[str, CountedTicket] = {}
    async for envelopes in _facts_of(connection, campaign, selection, types):
        if is_of_escalation:
            escalations = ((each, formula_at(each.at)) for each in envelopes)
            counted += [one for each, by in escalations if by is not None for one in _escalation(each, by)]
        else:
            counted += _answers(envelopes, breached)
    rows = (*counted, *breached.values())
    return [each for each in rows if selection.begins <= each.at < selection.ends and formula_at(each.at) is not None]


def _escalation(envelope: Envelope, formula: Formula) -> Iterable[CountedTicket]:
    fact = envelope.fact
    if not isinstance(fact, TicketEscalated) or tier_counted(fact) != tier_of(formula):
        return
    bound = formula.within_s
    yield CountedTicket(
        number=fact.ticket,
        at=envelope.at,
        area=fact.area,
        tier=fact.tier,
        owner=fact.owner,
        in_time=None if bound is msgspec.UNSET else class_of(fact.after_call_ms) <= bound,
        after_call_ms=fact.after_call_ms,
    )


def _answers(envelopes: Iterable[Envelope], breached: dict[str, CountedTicket]) -> Iterable[CountedTicket]:
    """Yield what can no longer change; ``breached`` keeps the breaches that a new last day would take back."""
    for envelope in envelopes:
        fact, at = envelope.fact, envelope.at
        if isinstance(fact, TicketTermBreached):
            breached.setdefault(fact.ticket, _due(fact, at, in_time=False))
        elif isinstance(fact, TicketClosed) and fact.outcome != "withdrawn":
            known = breached.pop(fact.ticket, None)
            if known is not None:
                yield known
            if not fact.late or (known is None and is_breach_of_month(fact.due_on, at)):
                yield _due(fact, at, in_time=not fact.late)
        elif isinstance(fact, TicketReclassified) and takes_breach_back(fact, at):
            breached.pop(fact.ticket, None)


def _due(fact: TicketClosed | TicketTermBreached, at: datetime, *, in_time: bool) -> CountedTicket:
    return CountedTicket(number=fact.ticket, at=at, area=fact.area, tier=fact.tier, owner=fact.owner, in_time=in_time)


async def _facts_of(
    connection: AsyncConnection, campaign: str, selection: Selection, types: Sequence[str]
) -> AsyncIterator[list[Envelope]]:
    """Yield the facts of the local months of a period, in order."""
    first_month = month_of(int(selection.begins.timestamp()))
    last_month = month_of(int(selection.ends.timestamp()) - 1)
    first = await first_row_from(connection, campaign, bounds_of(first_month)[0])
    end = await first_row_from(connection, campaign, bounds_of(last_month)[1])
    row = journal.c
    while first < end:
        query = select(row.seq, row.bytes).where(row.campaign == campaign, row.type.in_(types))
        query = query.where(row.seq >= first, row.seq < end).order_by(row.seq).limit(_BATCH)
        rows = (await connection.execute(query)).all()
        yield [read_canonical(each.bytes) for each in rows]
        if len(rows) < _BATCH:
            return
        first = rows[-1].seq + 1
