"""The shared memory for heartbeats."""

import asyncio

from atencion.runtime.liveness.heartbeats import Heartbeats, send_heartbeats


def test_a_beat_is_seen_in_its_own_slot_until_another_process_begins() -> None:
    """Each role has one slot, and a new process starts without the old one's heartbeats."""

    async def beat(beats: Heartbeats) -> None:
        with send_heartbeats(beats.environment("api")):
            assert beats.beat_at("api")

    with Heartbeats(["router", "api"]) as beats:
        beats.reset("api")
        asyncio.run(beat(beats))
        assert beats.beat_at("router") is None
        beats.reset("api")
        assert beats.beat_at("api") is None


def test_process_that_was_started_by_hand_runs_without_heartbeat_memory() -> None:
    """A process that was started by hand runs without heartbeat memory."""

    async def run() -> bool:
        with send_heartbeats({}):
            return True

    assert asyncio.run(run())
