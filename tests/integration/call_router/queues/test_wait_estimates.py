"""The library's estimate equals the chosen formula, number by number."""

import pytest

from benchmarks.routing.wait_estimates import Patience, QueueState
from call_router.signals import AnnouncementDue, Overflowing
from tests.support.router.campaign_rig import QUEUE, CampaignRig

pytestmark = pytest.mark.integration


class Twin:
    """The formula in Python, with the same answers and abandons, in ms."""

    def __init__(self) -> None:
        self.queue, self.formula = QueueState(), Patience()

    def answered(self, now_ms: int, since_ms: int) -> None:
        """Record the answer of a call that began to wait then."""
        self.queue.now = now_ms
        self.formula.on_answer(self.queue, since_ms)

    def left(self, now_ms: int, since_ms: int) -> None:
        """Record the abandon of a call that began to wait then."""
        self.queue.now = now_ms
        self.formula.on_abandon(self.queue, since_ms)

    def estimate(self, before: int) -> int:
        """Return the estimate with that many calls before."""
        self.queue.waiting = [0.0] * before
        estimate_ms = self.formula.estimate(self.queue)
        return -1 if estimate_ms is None else int(estimate_ms)


async def _announced(rig: CampaignRig) -> list[tuple[int, int]]:
    """Return positions and estimates, in order."""
    mail = await rig.mailbox()
    return [(signal.position, signal.estimate_ms) for signal in mail if isinstance(signal, AnnouncementDue)]


async def _answer(rig: CampaignRig, call: str, ms: int) -> None:
    """Let a new advisor answer the first call in line."""
    await rig.set_time(ms)
    await rig.ready(f"for-{call}")
    await rig.answer(call, f"for-{call}")


async def test_estimate_needs_two_answers_and_has_limit(rig: CampaignRig) -> None:
    """Before two answers only the position is known, and no estimate exceeds the limit."""
    await rig.enqueue_with("a")
    await rig.enqueue_with("b", announce_ms=1_000, most_estimate_ms=1)
    await _answer(rig, "a", 1_000)
    await rig.router.tick()
    assert await _announced(rig) == [(1, -1)]


async def test_the_library_computes_the_chosen_formula(rig: CampaignRig) -> None:
    """The library uses the gaps between answers while calls wait, and callers' patience, in the order of events."""
    twin = Twin()
    for second, call in enumerate("abcdefgh"):
        await rig.set_time(1_000 * second)
        await rig.enqueue_with(call)
    await rig.enqueue_with("z", announce_ms=43_000)
    for call, ms in (("a", 10_000), ("b", 17_000), ("c", 21_000)):
        await _answer(rig, call, ms)
        twin.answered(ms, 1_000 * "abcdefgh".index(call))
    await rig.set_time(25_000)
    await rig.end("f")
    twin.left(25_000, 5_000)
    await _answer(rig, "d", 49_500)
    twin.answered(49_500, 3_000)
    await rig.set_time(50_000)
    await rig.router.tick()
    assert await _announced(rig) == [(4, twin.estimate(3))]
    assert twin.estimate(3) > 20_000


async def test_gap_counts_only_if_at_least_one_call_waited_all_through_it(rig: CampaignRig) -> None:
    """The gap counts only if at least one call waited all through it."""
    twin = Twin()
    for call, arrived_ms in (("a", 0), ("b", 500), ("c", 90_000), ("d", 90_500)):
        await rig.set_time(arrived_ms)
        await rig.enqueue_with(call)
    for call, arrived_ms, ms in (("a", 0, 91_000), ("b", 500, 92_000)):
        await _answer(rig, call, ms)
        twin.answered(ms, arrived_ms)
    await _answer(rig, "c", 93_000)
    twin.answered(93_000, 90_000)
    await rig.enqueue_with("e", announce_ms=1_000)
    await rig.set_time(94_000)
    await rig.router.tick()
    assert await _announced(rig) == [(2, twin.estimate(1))]
    await _answer(rig, "d", 95_000)
    await _answer(rig, "e", 96_000)
    await rig.set_time(500_000)
    await rig.enqueue_with("f")
    await _answer(rig, "f", 501_000)
    for since, ms in ((90_500, 95_000), (93_000, 96_000), (500_000, 501_000)):
        twin.answered(ms, since)
    await rig.enqueue_with("g", announce_ms=1_000)
    await rig.set_time(502_000)
    await rig.router.tick()
    assert (await _announced(rig))[-1] == (1, twin.estimate(0))
    assert twin.estimate(0) < 2_000


async def test_estimate_over_bound_is_signalled_at_entry(rig: CampaignRig) -> None:
    """The entry's answer has the estimate, so that the caller can hear it."""
    twin = Twin()
    for call in "abcd":
        await rig.enqueue_with(call)
    for call, ms in (("a", 10_000), ("b", 20_000)):
        await _answer(rig, call, ms)
        twin.answered(ms, 0)
    bound = twin.estimate(2)
    await rig.enqueue_with("e", most_estimate_ms=bound)
    await rig.enqueue_with("f", most_estimate_ms=bound)
    signals = [signal for signal in await rig.mailbox() if isinstance(signal, Overflowing)]
    assert signals == [Overflowing(call_id="f", queue=QUEUE, reason="estimate", estimate_ms=twin.estimate(3))]


async def test_call_for_one_advisor_has_no_estimate(rig: CampaignRig) -> None:
    """The pace of the queue is not the pace of that advisor."""
    for call in "abc":
        await rig.enqueue_with(call)
    await _answer(rig, "a", 10_000)
    await _answer(rig, "b", 20_000)
    await rig.enqueue_with("x", advisor="sol", announce_ms=1_000)
    await rig.set_time(21_000)
    await rig.router.tick()
    assert await _announced(rig) == [(1, -1)]
