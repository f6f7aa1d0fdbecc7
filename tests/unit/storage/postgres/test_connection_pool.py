"""The turns of requests for a connection."""

import asyncio

import pytest

from storage.postgres.connection_pool import FairPool


@pytest.mark.parametrize("rounds", range(6))
async def test_a_cancelled_request_ends(rounds: int) -> None:
    """A cancellation counts in each round of the loop, also in the round of the answer."""
    pool = FairPool(lambda: None, pool_size=1, timeout=5)

    async def request() -> None:
        await pool._take_turn()
        await asyncio.Event().wait()

    task = asyncio.create_task(request())
    for _ in range(rounds):
        await asyncio.sleep(0)
    task.cancel()
    for _ in range(6):
        await asyncio.sleep(0)
    assert task.cancelled()
