"""The migration that says who follows the tickets of before, from their histories."""

import json

import pytest
from sqlalchemy import text

from storage.postgres.engine import make_engine, unit_of_work
from storage.postgres.migrate import migrate_within

pytestmark = pytest.mark.integration

BEFORE = "0025"
_TICKET = """INSERT INTO ticket (campaign, number, kind, theme, site_version, text, status, call_id, caller_ref, caller,
    filed_at, filed_by, received_by, idempotency_key, request, received_at, closed_at)
VALUES ('demo', :number, 'k', 't', 's', '', :status, '', '', '', now(), :filed_by, '', :number, '', now(),
    :closed_at)"""
_ENTRY = """INSERT INTO ticket_entry (campaign, number, version, at, who, who_name, step, state, round)
VALUES ('demo', :number, :version, now(), :who, '', :step, '', 0)"""
_FOLLOWERS = "SELECT follower FROM ticket_follower WHERE number = :number AND closed_at IS NULL = :is_open"


async def test_histories_say_who_follows(empty_postgres_url: str) -> None:
    """Who filed, escalated, gave back or answered; the area that gave back; not who took or noted, nor the postman."""
    engine = make_engine(empty_postgres_url)
    history = [
        ("ana", {"step": "file"}),
        ("erik", {"step": "take"}),
        ("elsa", {"step": "escalate", "area": "cartera", "owner": "flor"}),
        ("sara", {"step": "note"}),
        ("flor", {"step": "give_back"}),
        ("elsa", {"step": "accept"}),
        ("elsa", {"step": "send"}),
        ("system", {"step": "mail_accepted"}),
    ]
    async with unit_of_work(engine) as connection:
        await migrate_within(connection, BEFORE)
        closed = await connection.scalar(text("SELECT now()"))
        ticket = {"status": "open", "filed_by": "ana", "closed_at": None}
        await connection.execute(text(_TICKET), {**ticket, "number": "n1", "closed_at": closed})
        await connection.execute(text(_TICKET), {**ticket, "number": "n2"})
        for version, (who, step) in enumerate(history, 1):
            entry = {"number": "n1", "version": version, "who": who, "step": json.dumps(step)}
            await connection.execute(text(_ENTRY), entry)
        await migrate_within(connection)
        found = [
            set((await connection.execute(text(_FOLLOWERS), {"number": number, "is_open": number == "n2"})).scalars())
            for number in ("n1", "n2")
        ]
    await engine.dispose()
    assert found == [{"user:ana", "user:elsa", "user:flor", "area:cartera"}, {"user:ana"}]
