"""Lists of tickets, page by page.

Owns their orders and the end of a page. The usual order has the open ones by rank and last day, then the closed ones,
most recent first; the other order is that of filing, in either direction. The cost of a page does not grow with the
number of tickets: each part has an index in its order. Which tickets a person may see is
`agent_api.tickets.queries.filters`'s.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import Date, DateTime, Integer, Text, and_, bindparam, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.kit.pagination import Cursor
from agent_api.tickets.queries.filters import CONDITIONS, FOLLOWED, TicketFilter, Visibility
from agent_api.tickets.store import COLUMNS, FiledTicket
from storage.postgres.queries import QueryFamily
from storage.tables import ticket, ticket_follower

_CLOSED: Final = "closed"
_RANKS: Final = ("0", "1", "2")
_FILED: Final = "filed"
Sort = Literal["due_on", "filed_at", "-filed_at"]
"""``due_on``: open tickets by rank and last day, then closed ones; ``filed_at``: the oldest filing first;
``-filed_at``: the newest filing first."""


class TicketCursor(msgspec.Struct, frozen=True):
    """The end of a page.

    Attributes:
        at: in the order of filing, when the ticket was filed; else, of an open ticket, its last day at midnight UTC; of
        a closed one, when it was closed.
        number: the filing number of the page's last ticket.
        closed: whether that ticket is closed, in the order of last days.
        rank: of an open ticket, in the order of last days.
        by_filing: whether the page is in the order of filing.
    """

    at: datetime
    number: str
    closed: bool = False
    rank: int = 2
    by_filing: bool = False

    @classmethod
    def after_ticket(cls, filed: FiledTicket, sort: Sort = "due_on") -> "TicketCursor":
        """Return the position after a ticket."""
        if sort != "due_on":
            return cls(filed.filed_at, filed.number, by_filing=True)
        if filed.closed_at is not None:
            return cls(filed.closed_at, filed.number, closed=True)
        return cls(datetime.combine(_last_day(filed), time(0), UTC), filed.number, rank=filed.rank)

    def encode(self) -> str:
        """Encode the position as an opaque text for a URL."""
        part = _CLOSED if self.closed else _FILED if self.by_filing else self.rank
        return Cursor(self.at, f"{self.number} {part}").encode()

    @classmethod
    def decode(cls, cursor: str) -> "TicketCursor":
        """Decode a position that `encode` returned.

        Raises:
            ValueError: the text is not such a position.
        """
        position = Cursor.decode(cursor)
        number, _, part = position.id.partition(" ")
        if not number or part not in ("", _CLOSED, _FILED, *_RANKS):
            raise ValueError("not a cursor")
        rank = int(part) if part in _RANKS else 2
        return cls(position.at, number, closed=part == _CLOSED, rank=rank, by_filing=part == _FILED)


async def list_page(
    engine: AsyncEngine,
    campaign: str,
    visibility: Visibility,
    ticket_filter: TicketFilter,
    *,
    limit: int,
    after: TicketCursor | None = None,
    sort: Sort = "due_on",
) -> list[FiledTicket]:
    """Return the tickets of a page, in the order of the list.

    ``after`` must be a position in the same order.
    """
    if sort != "due_on":
        return await _list_by_filing(
            engine, campaign, visibility, ticket_filter, limit=limit, after=after, newest_first=sort == "-filed_at"
        )
    tickets: list[FiledTicket] = []
    if ticket_filter.includes_open and not (after and after.closed):
        tickets = await _list_part(engine, campaign, visibility, ticket_filter, limit=limit, after=after, closed=False)
    if ticket_filter.includes_closed and len(tickets) < limit:
        closed_after = after if after and after.closed else None
        listed = {each.number for each in tickets}  # a ticket can be closed between the two queries
        more = await _list_part(
            engine, campaign, visibility, ticket_filter, limit=limit - len(tickets), after=closed_after, closed=True
        )
        tickets += [each for each in more if each.number not in listed]
    return tickets


async def _list_by_filing(
    engine: AsyncEngine,
    campaign: str,
    visibility: Visibility,
    ticket_filter: TicketFilter,
    *,
    limit: int,
    after: TicketCursor | None,
    newest_first: bool,
) -> list[FiledTicket]:
    values = {**list_values(visibility, ticket_filter), "campaign": campaign, "most": limit}
    if after is not None:
        values |= {"last_at": after.at, "last": after.number}
    family = _NEWEST_FILED if newest_first else _OLDEST_FILED
    return [FiledTicket(**row) for row in await family.rows(engine, **values)]


def list_values(visibility: Visibility, ticket_filter: TicketFilter) -> dict[str, Any]:
    """Return the values of `LIST_CONDITIONS` for what a person sees of a list."""
    followed = {"only_of": visibility.follower_keys} if ticket_filter.followed else {}
    return {**ticket_filter.query_values(), **visibility.query_values(), **followed}


async def _list_part(
    engine: AsyncEngine,
    campaign: str,
    visibility: Visibility,
    ticket_filter: TicketFilter,
    *,
    limit: int,
    after: TicketCursor | None,
    closed: bool,
) -> list[FiledTicket]:
    values: dict[str, Any] = {**ticket_filter.query_values(), "campaign": campaign, "most": limit}
    if after is not None:
        values["last"] = after.number
        if closed:
            values["last_at"] = after.at
        else:
            values |= {"last_due": after.at.date(), "last_rank": after.rank}
    if not ticket_filter.followed:
        family = _CLOSED_ONES if closed else _OPEN_ONES
        return [FiledTicket(**row) for row in await family.rows(engine, **visibility.query_values(), **values)]
    family = _FOLLOWED_CLOSED if closed else _FOLLOWED_OPEN
    rows_by_follower = [await family.rows(engine, follower=follower, **values) for follower in visibility.follower_keys]
    return _merge((FiledTicket(**row) for rows in rows_by_follower for row in rows), limit, closed=closed)


def _merge(tickets: Iterable[FiledTicket], limit: int, *, closed: bool) -> list[FiledTicket]:
    """Return the first tickets of several followers in the order of the list, without duplicates."""
    by_number = {each.number: each for each in tickets}
    return sorted(by_number.values(), key=_closed_key if closed else _open_key, reverse=closed)[:limit]


def _closed_key(filed: FiledTicket) -> tuple[datetime, str]:
    return filed.closed_at or filed.filed_at, filed.number


def _open_key(filed: FiledTicket) -> tuple[int, date, str]:
    return filed.rank, _last_day(filed), filed.number


def _last_day(filed: FiledTicket) -> date:
    return filed.due_on or filed.received_at.date()


_t, _f = ticket.c, ticket_follower.c
_LIMIT = bindparam("most", type_=Integer)
_LAST = bindparam("last", type_=Text)
_AFTER_DUE = tuple_(_t.rank, _t.due_on, _t.number) > tuple_(
    bindparam("last_rank", type_=Integer), bindparam("last_due", type_=Date), _LAST
)
_LAST_MOMENT = tuple_(bindparam("last_at", type_=DateTime(timezone=True)), _LAST)
_ALL = select(*COLUMNS).where(_t.campaign == bindparam("campaign"))
_FOLLOWED = (
    select(*COLUMNS)
    .join(ticket_follower, and_(_f.campaign == _t.campaign, _f.number == _t.number))
    .where(_f.campaign == bindparam("campaign"), _f.follower == bindparam("follower"))
)
LIST_CONDITIONS = {**CONDITIONS, ("only_of",): FOLLOWED}
"""Conditions of a list without its order and its pages; `list_values` gives their values."""
_FILED_ORDER = tuple_(_t.filed_at, _t.number)
_NEWEST_FILED = QueryFamily(
    _ALL.order_by(_t.filed_at.desc(), _t.number.desc()).limit(_LIMIT),
    {**LIST_CONDITIONS, ("last_at", "last"): _FILED_ORDER < _LAST_MOMENT},
)
_OLDEST_FILED = QueryFamily(
    _ALL.order_by(_t.filed_at, _t.number).limit(_LIMIT),
    {**LIST_CONDITIONS, ("last_at", "last"): _FILED_ORDER > _LAST_MOMENT},
)
_OPEN_ONES = QueryFamily(
    _ALL.where(_t.status == "open").order_by(_t.rank, _t.due_on, _t.number).limit(_LIMIT),
    {**CONDITIONS, ("last_due", "last_rank", "last"): _AFTER_DUE},
)
_CLOSED_ONES = QueryFamily(
    _ALL.where(_t.status == "closed").order_by(_t.closed_at.desc(), _t.number.desc()).limit(_LIMIT),
    {**CONDITIONS, ("last_at", "last"): tuple_(_t.closed_at, _t.number) < _LAST_MOMENT},
)
_FOLLOWED_OPEN = QueryFamily(
    _FOLLOWED.where(_f.closed_at.is_(None), _t.status == "open").order_by(_t.rank, _t.due_on, _t.number).limit(_LIMIT),
    {**CONDITIONS, ("last_due", "last_rank", "last"): _AFTER_DUE},
)
_FOLLOWED_CLOSED = QueryFamily(
    _FOLLOWED.where(_f.closed_at.is_not(None)).order_by(_f.closed_at.desc(), _f.number.desc()).limit(_LIMIT),
    {**CONDITIONS, ("last_at", "last"): tuple_(_f.closed_at, _f.number) < _LAST_MOMENT},
)
