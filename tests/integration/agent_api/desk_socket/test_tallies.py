"""Each queue's day on the board: visits as in the closing balance, call-backs as in Prometheus."""

from datetime import datetime

import pytest
from prometheus_client.parser import text_string_to_metric_families

from agent_api.desk.domain import protocol
from call_router.acts import CallCard
from call_router.routing import AnswerOffer, Postpone, Promise, ReleaseCall
from eventlog.facts import (
    CallBackAnswered,
    CallBackDialled,
    CallBackEnded,
    CallBackMissed,
    CallBackPromised,
    CallOverflowed,
    CallQueued,
)
from tests.support.api.api_rig import ApiRig
from tests.support.api.live_desk import LiveDesk
from tests.support.router.campaign_rig import LINE, QUEUE, START_MS, THRESHOLD_MS, CampaignRig, call_ended, queue_entry

pytestmark = pytest.mark.integration
OTHER = "pagos"
REST_MS = 1_800_000
OF_CALL = {"line": LINE, "queue": QUEUE}


async def _promise(rig: CampaignRig, call: str) -> str:
    """Let a waiting caller ask for a call-back."""
    await rig.arrive(call)
    call_back = f"{call}-cb"
    facts = (
        CallOverflowed(**OF_CALL, reason="max_wait", to="call_back"),
        CallBackPromised(**OF_CALL, call_back=call_back),
        call_ended("callback"),
    )
    promise = Promise(call_back=call_back, state=b"state", card='{"line":"nacional","call_back_of":"x"}')
    await rig.commit(rig.act(call, *facts, routing=promise))
    rig.versions[call_back] = 1
    return call_back


async def _overflow(rig: CampaignRig, call: str) -> None:
    """Move a waiting caller to another queue."""
    await rig.arrive(call)
    facts = (
        CallOverflowed(**OF_CALL, reason="max_wait", to=f"queue:{OTHER}"),
        CallQueued(line=LINE, queue=OTHER, reason="overflow", threshold_ms=THRESHOLD_MS),
    )
    await rig.commit(rig.act(call, *facts, routing=queue_entry(OTHER, keeps_wait=True)))


async def _call_back(rig: CampaignRig, call_back: str, *, reached: bool) -> None:
    """Let an advisor take the call-back, and reach the caller or not."""
    of_talk = {**OF_CALL, "advisor": "ana", "attempt": 1}
    await rig.ready("ana")
    await rig.commit(rig.act(call_back, routing=AnswerOffer(offer=1)))
    await rig.commit(rig.act(call_back, CallBackDialled(**of_talk)))
    if reached:
        facts = (CallBackAnswered(**of_talk), CallBackEnded(**OF_CALL, result="talked", attempts=1))
        await rig.commit(rig.act(call_back, *facts, routing=ReleaseCall()))
        await rig.router.complete("ana")
    else:
        postpone = Postpone(until_ms=START_MS + rig.now_ms + REST_MS)
        card = CallCard(line=LINE, call_back_of="x", again_at=rig.moment(rig.now_ms + REST_MS))
        missed = CallBackMissed(**of_talk, cause="busy")
        await rig.commit(rig.act(call_back, missed, routing=postpone, card=card))
    await rig.router.go_offline("ana")


async def _day(rig: ApiRig) -> None:
    """Play a day: two calls overflow, and of three call-backs one is reached, one missed and one not tried yet."""
    campaign_rig = rig.campaign_rig
    for call in ("o1", "o2"):
        await _overflow(campaign_rig, call)
    for call in ("p1", "p2", "p3"):
        await _promise(campaign_rig, call)
    await _call_back(campaign_rig, "p1-cb", reached=True)
    await _call_back(campaign_rig, "p2-cb", reached=False)
    await rig.record()


async def test_a_board_sees_the_day_of_each_queue(desk: LiveDesk) -> None:
    """A board has overflows, promised call-backs and those made; the queue has the live count of open ones."""
    await _day(desk.rig)
    async with desk.client("jefa") as board:
        while "tally" not in board.entities or QUEUE not in board.entities["tally"]:
            await board.receive()
        day = board.entities["tally"][QUEUE]
        assert (day["entered"], day["answered"], day["overflowed"]) == (5, 0, 5)
        assert (day["call_backs_promised"], day["call_backs_talked"], day["call_backs_given_up"]) == (3, 1, 0)
        assert board.entities["tally"][OTHER]["entered"] == 2
        assert board.entities["queue"][QUEUE]["call_backs"] == 2


async def test_three_readings_of_one_log_have_same_numbers(desk: LiveDesk) -> None:
    """Three readings of one log have the same numbers."""
    await _day(desk.rig)
    rig = desk.rig
    counted = (await rig.get("/metrics")).text
    balance = (await rig.get("/api/v1/service-level", queue=QUEUE)).json()["balance"]
    async with desk.client("jefa") as board:
        while not board.entities.get("tally"):
            await board.receive()
        day, owed = board.entities["tally"][QUEUE], board.entities["queue"][QUEUE]["call_backs"]
    assert day["entered"] == balance["ingressed"]
    outcomes = balance["outcomes"]
    assert (day["answered"], day["abandoned"]) == (outcomes["answered"], outcomes["abandoned_queue"])
    overflowed = balance["moved"] + outcomes["callback"] + outcomes["message"] + outcomes["overflowed_out"]
    assert day["overflowed"] == overflowed == _total(counted, "acd_calls_overflowed_total")
    assert day["call_backs_promised"] == outcomes["callback"] == _total(counted, "acd_call_backs_queued_total")
    assert day["call_backs_talked"] == _total(counted, "acd_call_backs_ended_total", result="talked")
    assert owed == day["call_backs_promised"] - _total(counted, "acd_call_backs_ended_total")
    assert balance["difference"] == 0


def _total(text: str, name: str, **labels: str) -> float:
    """Return the sum of the queue's samples with these labels."""
    expected = {"queue": QUEUE, **labels}.items()
    samples = [each for family in text_string_to_metric_families(text) for each in family.samples]
    return sum(each.value for each in samples if each.name == name and expected <= each.labels.items())


async def test_a_postponed_call_back_says_when_it_is_dialled(desk: LiveDesk) -> None:
    """Board, timeline and sentence of the fact have the time, until the call-back is in its place again."""
    await _day(desk.rig)
    rig = desk.rig
    again_at = rig.campaign_rig.moment(rig.campaign_rig.now_ms + REST_MS)
    async with desk.client("jefa") as board:
        await board.receive()
        call = board.entities["call"]["p2-cb"]
        assert (call["stage"], call["again_at"]) == ("postponed", protocol.format_moment(again_at))
        story = (await rig.get("/api/v1/calls/p2-cb")).json()
        assert datetime.fromisoformat(story["again_at"]) == again_at
        assert story["timeline"][-1]["sentence"].startswith("La devolución se aplazó: se vuelve a marcar a las 3:30.")
        await rig.campaign_rig.set_time(rig.campaign_rig.now_ms + REST_MS)
        await rig.campaign_rig.router.tick()
        await board.receive_up_to(await desk.last_fact_id())
        call = board.entities["call"]["p2-cb"]
        assert (call["stage"], call["again_at"]) == ("waiting", None)
    await rig.record()
    assert (await rig.get("/api/v1/calls/p2-cb")).json()["again_at"] is None
