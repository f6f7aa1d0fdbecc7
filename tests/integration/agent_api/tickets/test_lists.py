"""Lists of tickets over HTTP: each user's boxes, their order, their pages, and their cost."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import text

from agent_api.tickets.domain.numbers import FilingNumber
from agent_api.tickets.notifications.answer_delivery import close_delivered, reopen_returned
from agent_api.tickets.queries import pages
from agent_api.tickets.queries.filters import TicketFilter, Visibility
from storage.encryption.field_cipher import row_key
from storage.postgres.engine import unit_of_work
from tests.support.desks.ticket_desk import ANA, DEPUTY, ELSA, ERIK, LAWYER, LEAD, TicketDesk
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN
from tests.support.servers.worker_servers import owner_transaction

pytestmark = pytest.mark.integration

_COPY = """INSERT INTO ticket SELECT (jsonb_populate_record(t, jsonb_build_object(
    'number', cast(:number AS text), 'idempotency_key', cast(:number AS text), 'status', cast(:status AS text),
    'text', cast(:text AS text),
    'state', cast(:state AS text), 'due_on', cast(:due_on AS date), 'closed_at', cast(:closed_at AS timestamptz)))).*
FROM ticket t WHERE t.campaign = :campaign AND t.number = :model"""
_FOLLOW = "INSERT INTO ticket_follower VALUES (:campaign, :number, :follower, cast(:closed_at AS timestamptz))"
Row = dict[str, Any]


def _row(number: int, due_on: date, closed_at: datetime | None) -> Row:
    return {
        "number": str(FilingNumber(2026, number + 1)),
        "status": "closed" if closed_at else "open",
        "state": "closed" if closed_at else "received",
        "due_on": due_on,
        "closed_at": closed_at,
    }


async def _stored(desk: TicketDesk, rows: Iterable[Row], *followers: str) -> None:
    """Store copies of one ticket with other filing and ending times, each with one follower or several."""
    model = (await desk.file_ticket(outcome="escalated"))["number"]
    copies: list[Row] = []
    follows: list[Row] = []
    for at, row in enumerate(rows):
        sealed = SEALER.encrypt("Copia", field="ticket.text", row=row_key(CAMPAIGN, str(row["number"])))
        copies.append({**row, "campaign": CAMPAIGN, "model": model, "text": f"\\x{sealed.hex()}"})
        key = {"campaign": CAMPAIGN, "number": row["number"], "closed_at": row["closed_at"]}
        follows += [{**key, "follower": each} for each in followers[: 1 + at % len(followers)]]
    async with unit_of_work(desk.rig.engine) as connection:
        await connection.execute(text(_COPY), copies)
        await connection.execute(text(_FOLLOW), follows)
        for table in ("ticket_follower", "ticket_entry", "ticket"):
            await connection.execute(text(f"DELETE FROM {table} WHERE number = :model"), {"model": model})


def _in_order(rows: Iterable[Row]) -> list[str]:
    opened = sorted((each["due_on"], each["number"]) for each in rows if not each["closed_at"])
    closed = sorted(((each["closed_at"], each["number"]) for each in rows if each["closed_at"]), reverse=True)
    return [number for _, number in (*opened, *closed)]


@pytest.mark.parametrize("seed", range(6))
async def test_pages_are_right_across_the_boundary(desk: TicketDesk, seed: int) -> None:
    """Pages of any size have each ticket once: open ones by last day, then closed ones, the latest first."""
    chance = Random(seed)
    began = datetime(2026, 11, 1, 15, tzinfo=UTC)
    days = [began.date() + timedelta(days=chance.randrange(8)) for _ in range(25)]
    ends = [began + timedelta(hours=chance.randrange(8)) if chance.random() < seed / 5 else None for _ in days]
    rows = [_row(at, due, end) for at, (due, end) in enumerate(zip(days, ends, strict=True))]
    chance.shuffle(rows)
    await _stored(desk, rows, "user:elsa", "area:credito_cobranza")
    for person, box in ((LEAD, "all"), (ELSA, "followed"), (DEPUTY, "followed")):
        numbers, cursor, size = [], None, chance.choice([1, 3, 7, 30])
        while True:
            query = {"box": box, "limit": size} | ({"cursor": cursor} if cursor else {})
            answer = (await desk.ask(person, "GET", "/tickets", params=query)).json()
            numbers += [each["number"] for each in answer["tickets"]]
            cursor = answer["next"]
            if cursor is None:
                break
            assert len(answer["tickets"]) == size
        expected = rows[1::2] if person == DEPUTY else rows  # every second ticket has both followers
        assert numbers == _in_order(expected), (person, size)


async def test_a_page_reads_no_more_than_its_rows(desk: TicketDesk) -> None:
    """With thousands of closed tickets a page of fifty reads some dozens of rows."""
    began = datetime(2026, 1, 1, 15, tzinfo=UTC)
    rows = [_row(at, began.date(), began + timedelta(minutes=at) if at >= 30 else None) for at in range(4000)]
    await _stored(desk, rows, "user:elsa")
    async with owner_transaction(desk.rig.engine) as connection:
        for table in ("ticket", "ticket_follower"):
            await connection.execute(text(f"ANALYZE {table}"))
    everything = Visibility(all_tickets=True, user="sara")
    elsa = Visibility(all_tickets=False, user="elsa", written=True)
    for visibility, followed in ((everything, False), (elsa, True)):
        expected = TicketFilter(followed=followed)
        assert len(await pages.list_page(desk.rig.engine, CAMPAIGN, visibility, expected, limit=50)) == 50
        assert 0 < await _rows_read(desk, visibility, expected, limit=50) < 300


async def _rows_read(desk: TicketDesk, visibility: Visibility, ticket_filter: TicketFilter, *, limit: int) -> int:
    """Return how many rows PostgreSQL reads from tables for both parts of a page."""
    followed, everything = (pages._FOLLOWED_OPEN, pages._FOLLOWED_CLOSED), (pages._OPEN_ONES, pages._CLOSED_ONES)
    read = 0
    for family in followed if ticket_filter.followed else everything:
        conditions = {**ticket_filter.query_values(), "campaign": CAMPAIGN, "most": limit}
        conditions |= {"follower": visibility.follower_keys[0]} if ticket_filter.followed else visibility.query_values()
        conditions = {name: value for name, value in conditions.items() if value is not None}
        query = family._query(frozenset(conditions))
        values = [conditions[name] if name in conditions else query._fixed[name] for name in query._order]
        async with desk.rig.engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            explained = await driver.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {query._text}", *values)
        read += _rows_of(explained[0]["Plan"])
    return read


def _rows_of(plan: dict[str, Any]) -> int:
    """Return the rows that the scans of a plan read, including filtered ones."""
    below = plan.get("Plans", [])
    own = 0 if below else plan["Actual Loops"] * (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0))
    return int(own) + sum(_rows_of(each) for each in below)


async def test_phone_written_channel_and_area_each_follow_tickets_that_they_had(desk: TicketDesk) -> None:
    """The phone, the written channel and the area each follow the tickets that they had, even closed ones."""
    await desk.hire(DEPUTY, LAWYER, ERIK)
    ticket = await desk.file_ticket(ANA, outcome="escalated")
    number = ticket["number"]
    assert [await desk.ticket_numbers(each, box="followed") for each in (ANA, ELSA, DEPUTY)] == [[number], [], []]
    ticket = await desk.step(ELSA, ticket, "escalate")
    assert [await desk.ticket_numbers(each, box="followed") for each in (ANA, ELSA, DEPUTY)] == [[number], [number], []]
    assert await desk.ticket_numbers(ELSA, box="followed", state="in_area") == [number]
    assert await desk.ticket_numbers(ELSA, box="tier") == []
    ticket = await desk.step(DEPUTY, ticket, "give_back", text="Va en comité")
    assert await desk.ticket_numbers(DEPUTY, box="area") == []
    assert await desk.ticket_numbers(DEPUTY, box="followed") == [number]
    await desk.open_answer(ELSA, ticket["number"])
    ticket = await desk.step(ELSA, ticket, "accept", response="accede")
    ticket = await desk.step(ELSA, ticket, "send")
    async with unit_of_work(desk.rig.engine) as connection:
        assert await close_delivered(connection, CAMPAIGN, number, desk.rig.now)
    for each in (ANA, ELSA, DEPUTY, "funcionario:funcionario1"):
        assert await desk.ticket_numbers(each, box="followed", state="closed") == [number], each
        assert await desk.ticket_numbers(each, box="followed", light="green") == []
    assert await desk.ticket_numbers(LAWYER, box="followed") == await desk.ticket_numbers(ERIK, box="followed") == []
    async with unit_of_work(desk.rig.engine) as connection:
        assert await reopen_returned(connection, CAMPAIGN, number, desk.rig.now)
    assert await desk.ticket_numbers(ANA, box="followed", state="ready") == [number]
    assert await desk.ticket_numbers(ANA, box="followed", state="closed") == []


async def test_a_ticket_says_where_it_is_and_since_when(desk: TicketDesk) -> None:
    """A new assignee does not change the state's first day, and a closed ticket has the time of its end."""
    await desk.hire(DEPUTY)
    ticket = await desk.file_ticket(outcome="escalated")
    filed_at = ticket["state_since"]
    desk.rig.now += timedelta(days=3)
    ticket = await desk.step(ELSA, ticket, "take")
    assert ticket["state_since"] == filed_at
    ticket = await desk.step(ELSA, ticket, "escalate")
    escalated_at = ticket["state_since"]
    assert datetime.fromisoformat(escalated_at) == desk.rig.now
    desk.rig.now += timedelta(days=30)
    ticket = await desk.step(DEPUTY, ticket, "note", text="Seguimos")
    assert (ticket["state_since"], ticket["days_late"]) == (escalated_at, ticket["term"]["days_late"])
    assert ticket["days_late"] > 0
    listed = (await desk.ask(DEPUTY, "GET", "/tickets", params={"box": "area"})).json()["tickets"]
    assert [(each["state_since"], each["closed_at"]) for each in listed] == [(escalated_at, None)]


async def test_overdue_tickets_come_first_and_closed_ones_last_latest_closed_first(desk: TicketDesk) -> None:
    """Overdue tickets come first and closed ones last, the latest closed first."""
    await desk.hire(ELSA)
    first = await desk.file_ticket(outcome="answered", answer="Listo")
    desk.rig.now += timedelta(minutes=5)
    second = await desk.file_ticket(outcome="answered", answer="Listo")
    today = await desk.file_ticket(outcome="escalated")
    late = await desk.file_ticket(ELSA, received_on="2026-12-01")
    numbers = [each["number"] for each in (late, today, second, first)]
    assert await desk.ticket_numbers(LEAD) == numbers
    half = (await desk.ask(LEAD, "GET", "/tickets", params={"limit": 2})).json()
    assert await desk.ticket_numbers(LEAD, limit=2, cursor=half["next"]) == numbers[2:]
