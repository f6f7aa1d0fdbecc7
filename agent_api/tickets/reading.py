"""Which tickets somebody may see, and finding them: by number, the last filed first, or the first due first.

Owns those queries. Who is who stands in `agent_api.tickets.seeing`; it must not change anything.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import msgspec
from sqlalchemy import ARRAY, Boolean, Date, DateTime, Integer, Text, and_, bindparam, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.calls.store import Place
from agent_api.tickets.store import COLUMNS, Filed
from storage.queries import Family
from storage.tables import ticket

Box = Literal["mine", "tier", "area", "all"]


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """Which tickets somebody may see.

    Attributes:
        every: all of the campaign.
        user: else those that this user filed, has, or gave to an area,
        call_id: and those of this call, unless empty,
        customer_ref: and those of this customer, whom that call has verified, unless empty,
        written: and those that the written channel has,
        areas: and those that one of these areas has or had.
    """

    every: bool
    user: str
    call_id: str = ""
    customer_ref: str = ""
    written: bool = False
    areas: tuple[str, ...] = ()

    def asked(self) -> dict[str, Any]:
        """The values that a ticket is compared with, by their names in the queries."""
        if self.every:
            return {}
        return {
            "user": self.user,
            "at_hand": self.call_id,
            "customer": self.customer_ref,
            "written": self.written,
            "areas": list(self.areas),
        }


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which of them are asked for; what is None is not asked.

    Attributes:
        filed_by: by whom.
        call_id: on which call.
        customer_ref: of whom.
        state: in which state.
        tier: open, and at this tier.
        owner: open, and this user's to attend.
        of_areas: open, and at one of these areas.
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
    due_from: date | None = None
    due_to: date | None = None

    def asked(self) -> dict[str, Any]:
        """The values by their names in the queries."""
        asked = msgspec.structs.asdict(self)
        areas = asked.pop("of_areas")
        return {**asked, "of_areas": None if areas is None else list(areas)}

    @property
    def by_due(self) -> bool:
        """Whether the first due comes first: so it is in inboxes."""
        return (self.tier, self.owner, self.of_areas) != (None, None, None)


async def by_number(engine: AsyncEngine, campaign: str, number: str, seen: Seen) -> Filed | None:
    """A ticket that somebody may see."""
    found = await _read(_LATEST, engine, campaign, 1, number=number, **seen.asked())
    return found[0] if found else None


async def page(
    engine: AsyncEngine, campaign: str, seen: Seen, wanted: Wanted, *, limit: int, after: Place | None = None
) -> list[Filed]:
    """Tickets that somebody may see: the last filed first, in inboxes the first due first.

    Args:
        engine: of the database.
        campaign: whose tickets.
        seen: what may be seen.
        wanted: what is asked for.
        limit: how many at most.
        after: where the page before ended; of an inbox, its moment is the last day.
    """
    asked = {**wanted.asked(), **seen.asked()}
    if wanted.by_due:
        last = {"last_due": after.arrived_at.date(), "last": after.call_id} if after else {}
        return await _read(_FIRST_DUE, engine, campaign, limit, **last, **asked)
    place = {"last_at": after.arrived_at, "last": after.call_id} if after else {}
    return await _read(_LATEST, engine, campaign, limit, **place, **asked)


async def _read(family: Family, engine: AsyncEngine, campaign: str, limit: int, **asked: Any) -> list[Filed]:
    return [Filed(**row) for row in await family.rows(engine, campaign=campaign, most=limit, **asked)]


_t = ticket.c
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
)
_CONDITIONS: Mapping[tuple[str, ...], Any] = {
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
    ("user", "at_hand", "customer", "written", "areas"): _MAY_SEE,
}
_WHOSE = select(*COLUMNS).where(_t.campaign == bindparam("campaign"))
_LATEST = Family(
    _WHOSE.order_by(_t.filed_at.desc(), _t.number.desc()).limit(bindparam("most", type_=Integer)),
    {
        **_CONDITIONS,
        ("last_at", "last"): tuple_(_t.filed_at, _t.number)
        < tuple_(bindparam("last_at", type_=DateTime(timezone=True)), bindparam("last", type_=Text)),
    },
)
_FIRST_DUE = Family(
    _WHOSE.order_by(_t.due_on, _t.number).limit(bindparam("most", type_=Integer)),
    {
        **_CONDITIONS,
        ("last_due", "last"): tuple_(_t.due_on, _t.number)
        > tuple_(bindparam("last_due", type_=Date), bindparam("last", type_=Text)),
    },
)
