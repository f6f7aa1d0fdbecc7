"""Which tickets a person may see, which of them are asked for, and the one of a number.

Owns those conditions. Who is who stands in `agent_api.tickets.queries.visibility`; a list, in its order and page by
page, is `agent_api.tickets.queries.pages`'. It must not change anything.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import msgspec
from sqlalchemy import ARRAY, Boolean, Date, Integer, Text, and_, bindparam, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.tickets.queries.followers import follower_keys_of
from agent_api.tickets.store import COLUMNS, FiledTicket
from storage.postgres.queries import QueryFamily
from storage.tables import ticket, ticket_follower

Inbox = Literal["mine", "tier", "area", "followed", "all"]


class Visibility(msgspec.Struct, frozen=True, kw_only=True):
    """Which tickets a person may see, and of whose customers.

    Attributes:
        all_tickets: all of the campaign.
        user: else those that this user filed, has, or gave to an area,
        call_id: and those of this call, unless empty,
        customer_ref: and those of this customer, whom that call has verified, unless empty,
        written: and those that the written channel has,
        areas: and those that one of these areas has or had; those that user or areas follow are always seen.
        back_office: whether the person may read tickets of customers whom no call of theirs has verified.
    """

    all_tickets: bool
    user: str
    call_id: str = ""
    customer_ref: str = ""
    written: bool = False
    areas: tuple[str, ...] = ()
    back_office: bool = False

    def query_values(self) -> dict[str, Any]:
        """The values that a ticket is compared with, by their names in the queries."""
        if self.all_tickets:
            return {}
        return {
            "user": self.user,
            "at_hand": self.call_id,
            "customer": self.customer_ref,
            "written": self.written,
            "areas": list(self.areas),
            "followers": self.follower_keys,
        }

    @property
    def follower_keys(self) -> list[str]:
        """The followers that this person stands for, by their keys in the table."""
        return follower_keys_of(self.user, self.areas)


class TicketFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which of them are asked for; what is None is not asked.

    Attributes:
        filed_by: by whom.
        call_id: on which call.
        customer_ref: of whom.
        state: in which state.
        tier: open, and at this tier.
        owner: open, and this user's to attend.
        of_areas: open, and at one of these areas.
        followed: only those that the person follows.
        due_from: open, running, with a last day not before this,
        due_to: and not after this.
    """

    filed_by: str | None = None
    call_id: str | None = None
    customer_ref: str | None = None
    state: str | None = None
    tier: int | None = None
    owner: str | None = None
    of_areas: tuple[str, ...] | None = None
    followed: bool = False
    due_from: date | None = None
    due_to: date | None = None

    def query_values(self) -> dict[str, Any]:
        """The values by their names in the queries."""
        values = msgspec.structs.asdict(self)
        areas = values.pop("of_areas")
        del values["followed"]
        return {**values, "of_areas": None if areas is None else list(areas)}

    @property
    def includes_open(self) -> bool:
        """Whether open tickets can be among them."""
        return self.state != "closed"

    @property
    def includes_closed(self) -> bool:
        """Whether closed tickets can be among them."""
        of_open_ones = (self.tier, self.owner, self.of_areas, self.due_from, self.due_to)
        return self.state in (None, "closed") and not any(each is not None for each in of_open_ones)


async def find_by_number(engine: AsyncEngine, campaign: str, number: str, visibility: Visibility) -> FiledTicket | None:
    """A ticket that somebody may see."""
    rows = await _BY_NUMBER.rows(engine, campaign=campaign, number=number, **visibility.query_values())
    return FiledTicket(**rows[0]) if rows else None


_t, _f = ticket.c, ticket_follower.c
_OPEN = _t.status == "open"
_RUNNING = and_(_OPEN, _t.state != "incomplete")
_MAY_SEE = or_(
    _t.filed_by == bindparam("user"),
    _t.owner == bindparam("user"),
    _t.escalated_by == bindparam("user"),
    and_(_t.call_id == bindparam("at_hand"), _t.call_id != ""),
    and_(_t.customer_ref == bindparam("customer"), _t.customer_ref != ""),
    and_(bindparam("written", type_=Boolean), _t.tier == 2),
    and_(_t.area != "", _t.area == bindparam("areas", type_=ARRAY(Text)).any_()),
    exists().where(
        _f.campaign == _t.campaign,
        _f.number == _t.number,
        _f.follower == bindparam("followers", type_=ARRAY(Text)).any_(),
    ),
)
CONDITIONS: Mapping[tuple[str, ...], Any] = {
    ("number",): _t.number == bindparam("number"),
    ("filed_by",): _t.filed_by == bindparam("filed_by"),
    ("call_id",): _t.call_id == bindparam("call_id"),
    ("customer_ref",): _t.customer_ref == bindparam("customer_ref"),
    ("state",): _t.state == bindparam("state"),
    ("tier",): and_(_OPEN, _t.tier == bindparam("tier", type_=Integer)),
    ("owner",): and_(_OPEN, _t.owner == bindparam("owner")),
    ("of_areas",): and_(_OPEN, _t.tier == 3, _t.area == bindparam("of_areas", type_=ARRAY(Text)).any_()),
    ("due_from",): and_(_RUNNING, _t.due_on >= bindparam("due_from", type_=Date)),
    ("due_to",): and_(_RUNNING, _t.due_on <= bindparam("due_to", type_=Date)),
    ("user", "at_hand", "customer", "written", "areas", "followers"): _MAY_SEE,
}
_BY_NUMBER = QueryFamily(select(*COLUMNS).where(_t.campaign == bindparam("campaign")), CONDITIONS)
