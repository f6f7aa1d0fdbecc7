"""Conditions of ticket queries: which tickets a person may see, the filter of a list, and the ticket of a number.

Owns those conditions. `agent_api.tickets.queries.visibility` derives them from the person;
`agent_api.tickets.queries.pages` sorts a list and reads it page by page. It must not write to the database.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import (
    ARRAY,
    Boolean,
    Date,
    DateTime,
    Integer,
    Text,
    and_,
    bindparam,
    exists,
    literal_column,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.kit.author import Author
from agent_api.kit.ports.verified_customer import CallIdentity
from agent_api.tickets.queries.followers import follower_keys_of
from agent_api.tickets.store import COLUMNS, FiledTicket
from storage.postgres.queries import QueryFamily
from storage.tables import ticket, ticket_follower

Inbox = Literal["mine", "tier", "area", "followed", "all"]


class SpeakerRestriction(msgspec.Struct, frozen=True, kw_only=True):
    """A verified customer whose data may not be said to the person who speaks, and the author of a refusal."""

    identity: CallIdentity
    author: Author


class Visibility(msgspec.Struct, frozen=True, kw_only=True):
    """The tickets that a person may see: those that match at least one of these conditions.

    Attributes:
        all_tickets: all tickets of the campaign.
        user: tickets that this user filed, owns, or escalated to an area.
        call_id: tickets of this call, unless empty.
        customer_ref: tickets of this customer, whom that call has verified, unless empty.
        written: tickets of the written channel.
        areas: tickets that one of these areas has or had; also those that the user or the areas follow.
        back_office: not a condition: whether the person may read tickets of customers that no call of theirs verified.
        restriction: not a condition: why tickets of the verified customer may not be read, or None.
    """

    all_tickets: bool
    user: str
    call_id: str = ""
    customer_ref: str = ""
    written: bool = False
    areas: tuple[str, ...] = ()
    back_office: bool = False
    restriction: SpeakerRestriction | None = None

    def query_values(self) -> dict[str, Any]:
        """Return the values of the conditions, by their names in the queries."""
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
        """Keys in the table of the followers that this person stands for."""
        return follower_keys_of(self.user, self.areas)


class TicketFilter(msgspec.Struct, frozen=True, kw_only=True):
    """The filter of a list; None means no condition.

    Attributes:
        tier: open tickets at this tier.
        owner: open tickets of this owner.
        of_areas: open tickets at one of these areas.
        followed: only tickets that the person follows.
        due_from: open tickets whose term is running, due on this day or later.
        due_to: open tickets whose term is running, due on this day or earlier.
        overdue_to: overdue: due on this day or earlier, or with an authority's hour before ``overdue_at``.
        overdue_at: the moment of that light.
        not_overdue_at: tickets without an authority's hour before this moment.
        current_owner: tickets that this user owns, or owned last.
        unowned: open tickets that lie in an inbox without an owner.
        area: tickets that this area has, or had last.
        nit_prints: tickets whose petitioner's NIT has one of these prints.
        filed_from: filed at or after this moment.
        filed_before: filed before it.
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
    overdue_to: date | None = None
    overdue_at: datetime | None = None
    not_overdue_at: datetime | None = None
    current_owner: str | None = None
    unowned: bool = False
    area: str | None = None
    channel: str | None = None
    kind: str | None = None
    theme: str | None = None
    subtheme: str | None = None
    outcome: str | None = None
    nit_prints: tuple[str, ...] | None = None
    filed_from: datetime | None = None
    filed_before: datetime | None = None

    def query_values(self) -> dict[str, Any]:
        """Return the values of the filter, by their names in the queries."""
        values = msgspec.structs.asdict(self)
        del values["followed"]
        for name in ("of_areas", "nit_prints"):
            values[name] = None if values[name] is None else list(values[name])
        return {**values, "unowned": self.unowned or None}

    @property
    def includes_open(self) -> bool:
        """Whether the filter admits open tickets."""
        return self.state != "closed" and self.outcome is None

    @property
    def includes_closed(self) -> bool:
        """Whether the filter admits closed tickets."""
        of_open_ones = (self.tier, self.owner, self.of_areas, self.due_from, self.due_to, self.overdue_to)
        of_closed_ones = self.state in (None, "closed") and not self.unowned
        return of_closed_ones and not any(each is not None for each in of_open_ones)


async def find_by_number(engine: AsyncEngine, campaign: str, number: str, visibility: Visibility) -> FiledTicket | None:
    """Find a ticket that the person may see."""
    rows = await _BY_NUMBER.rows(engine, campaign=campaign, number=number, **visibility.query_values())
    return FiledTicket(**rows[0]) if rows else None


_t, _f = ticket.c, ticket_follower.c
_OPEN = _t.status == "open"
_RUNNING = and_(_OPEN, _t.state != "incomplete")
MAY_SEE = or_(
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
    ("overdue_to", "overdue_at"): and_(
        _RUNNING,
        or_(
            _t.due_on <= bindparam("overdue_to", type_=Date),
            _t.authority_due_at < bindparam("overdue_at", type_=DateTime(timezone=True)),
        ),
    ),
    ("not_overdue_at",): or_(
        _t.authority_due_at.is_(None),
        _t.authority_due_at >= bindparam("not_overdue_at", type_=DateTime(timezone=True)),
    ),
    ("current_owner",): _t.owner == bindparam("current_owner"),
    ("unowned",): and_(_OPEN, _t.owner == ""),
    ("area",): _t.area == bindparam("area"),
    ("channel",): _t.channel == bindparam("channel"),
    ("kind",): _t.kind == bindparam("kind"),
    ("theme",): _t.theme == bindparam("theme"),
    ("subtheme",): _t.subtheme == bindparam("subtheme"),
    ("outcome",): _t.outcome == bindparam("outcome"),
    ("nit_prints",): and_(
        # The same text as in the partial index: a parameter would hide the index from a generic plan.
        _t.nit_print != literal_column("''"),
        _t.nit_print == bindparam("nit_prints", type_=ARRAY(Text)).any_(),
    ),
    ("filed_from",): _t.filed_at >= bindparam("filed_from", type_=DateTime(timezone=True)),
    ("filed_before",): _t.filed_at < bindparam("filed_before", type_=DateTime(timezone=True)),
    ("user", "at_hand", "customer", "written", "areas", "followers"): MAY_SEE,
}
FOLLOWED = exists().where(
    _f.campaign == _t.campaign,
    _f.number == _t.number,
    _f.follower == bindparam("only_of", type_=ARRAY(Text)).any_(),
)
"""Condition: one of the keys ``only_of`` follows the ticket."""
_BY_NUMBER = QueryFamily(select(*COLUMNS).where(_t.campaign == bindparam("campaign")), CONDITIONS)
