"""The memory in which processes beat."""

import asyncio

from atencion.runtime.liveness.heartbeats import Heartbeats, send_heartbeats


def test_a_beat_is_seen_in_its_own_slot_until_another_process_begins() -> None:
    """Each role has one slot, and a successor begins without its predecessor's beats."""

    async def beat(beats: Heartbeats) -> None:
        with send_heartbeats(beats.environment("api")):
            assert beats.beat_at("api")

    with Heartbeats(["router", "api"]) as beats:
        beats.reset("api")
        asyncio.run(beat(beats))
        assert beats.beat_at("router") is None
        beats.reset("api")
        assert beats.beat_at("api") is None


def test_a_process_that_nobody_watches_runs_all_the_same() -> None:
    """One that is started by hand has nowhere to beat."""

    async def run() -> bool:
        with send_heartbeats({}):
            return True

    assert asyncio.run(run())
