"""A month in the journal, closed or not."""

import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from eventlog.facts import Envelope
from tests.support.facts.closed_month import close_month, closing_fact, write_facts
from tests.support.facts.synthetic_month import month, with_anomalous_traffic


@pytest_asyncio.fixture
async def november(engine: AsyncEngine) -> list[Envelope]:
    """Journal the facts of a small November that is not closed."""
    facts = list(with_anomalous_traffic(month(300), share=0.05))
    await write_facts(engine, facts)
    return facts


@pytest_asyncio.fixture
async def envelopes(engine: AsyncEngine, november: list[Envelope]) -> list[Envelope]:
    """Journal the facts of a small November that is closed."""
    last = closing_fact(november[-1])
    await write_facts(engine, [last])
    await close_month(engine)
    return [*november, last]
