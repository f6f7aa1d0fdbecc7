"""Requests reach an account's API through Twilio's own client, and its answers come back as our types."""

import asyncio
import time
from collections.abc import AsyncIterator

import msgspec
import pytest
import pytest_asyncio
import redis.asyncio as redis

from storage.valkey import connect
from telephony.twilio.api.api_errors import TURN_REFUSED, UNREACHABLE
from telephony.twilio.api.client import create_client
from telephony.twilio.api.executor import TwilioExecutor
from telephony.twilio.api.metrics import ApiMetrics
from telephony.twilio.api.provider import Provider
from telephony.twilio.api.rate_limit import CallRateLimiter
from telephony.twilio.call.requests import (
    BeginCall,
    BeginRecording,
    EndCall,
    EndRecording,
    PauseRecordingOf,
    Redo,
    RequestOutcome,
)
from tests.support.twilio.scripted_account import ACCOUNT, RECORDING, TOKEN, ScriptedAccount

pytestmark = pytest.mark.integration
SID = "CA" + "1" * 32
NUMBER = "+576015550100"
BEGIN = BeginCall(
    call_id="c", leg="a1", to="sip:ana@voz.example", url="https://x/a", status_url="https://x/s", timeout_s=20
)
RECORD = BeginRecording(call_id="c", leg="caller", sid=SID, recording_id="c.0-3", status_url="https://x/r")
END = EndCall(call_id="c", leg="a1", sid=SID)
REDO = Redo(call_id="c", leg="a1", sid=SID, twiml="<Response/>")


class Node:
    """One node that sends requests."""

    def __init__(
        self, account: ScriptedAccount, valkey: redis.Redis, calls_per_s: float = 100, timeout_s: float = 5.0
    ) -> None:
        self.counted = ApiMetrics()
        self.wire = TwilioExecutor(lambda: create_client(ACCOUNT, TOKEN, account.url, timeout_s=timeout_s))
        pace = CallRateLimiter(valkey, "icetex", calls_per_s)
        self.ask = Provider(self.wire, pace, NUMBER, self.counted, retry_delays_s=(0.05, 0.1, 0.1)).execute


@pytest_asyncio.fixture
async def node(twilio_account: ScriptedAccount, valkey: redis.Redis) -> AsyncIterator[Node]:
    """Start a node whose account allows a hundred calls a second."""
    made = Node(twilio_account, valkey)
    yield made
    made.wire.close()


async def test_a_call_is_begun(node: Node, twilio_account: ScriptedAccount) -> None:
    """The request has our number, its addresses and the length of its ring, and the sid of the call comes back."""
    assert await node.ask(BEGIN) == RequestOutcome(sid="CA" + "b" * 32)
    [heard] = twilio_account.requests
    assert heard.path == "Calls"
    assert heard.form == {
        "To": ["sip:ana@voz.example"],
        "From": [NUMBER],
        "Url": ["https://x/a"],
        "Method": ["POST"],
        "StatusCallback": ["https://x/s"],
        "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
        "StatusCallbackMethod": ["POST"],
        "Timeout": ["20"],
    }
    assert node.counted.requests["BeginCall", "done"] == 1


async def test_a_leg_and_its_recording_are_asked_for_as_documented(node: Node, twilio_account: ScriptedAccount) -> None:
    """Each request goes to the resource that Twilio documents for it, and one that creates nothing returns no sid."""
    pause = PauseRecordingOf(call_id="c", leg="caller", sid=SID, paused=True)
    goes_on = msgspec.structs.replace(pause, paused=False)
    stop = EndRecording(call_id="c", leg="caller", sid=SID)
    results = [await node.ask(each) for each in (REDO, END, RECORD, pause, goes_on, stop)]
    assert results == [
        RequestOutcome(),
        RequestOutcome(),
        RequestOutcome(sid=RECORDING),
        RequestOutcome(),
        RequestOutcome(),
        RequestOutcome(),
    ]
    paths = [each.path for each in twilio_account.requests]
    current = f"Calls/{SID}/Recordings/Twilio.CURRENT"
    assert paths == [f"Calls/{SID}"] * 2 + [f"Calls/{SID}/Recordings", current, current, current]
    forms = [each.form for each in twilio_account.requests]
    assert forms[0] == {"Twiml": ["<Response/>"]}
    assert forms[1] == {"Status": ["completed"]}
    assert forms[2]["RecordingChannels"] == ["dual"]
    assert forms[2]["RecordingStatusCallbackEvent"] == ["completed", "absent"]
    assert forms[3:] == [
        {"Status": ["paused"], "PauseBehavior": ["silence"]},
        {"Status": ["in-progress"]},
        {"Status": ["stopped"]},
    ]


@pytest.mark.parametrize("fault", [(400, {"code": 21220, "message": "m"}), (404, {"code": 20404, "message": "m"})])
async def test_leg_that_has_ended_meanwhile_is_no_fault_and_is_requested_once(
    node: Node, twilio_account: ScriptedAccount, fault: tuple[int, dict[str, object]]
) -> None:
    """A leg that has ended meanwhile is no fault, and is requested once."""
    twilio_account.faults.append(fault)
    assert await node.ask(REDO) == RequestOutcome(is_gone=True)
    assert len(twilio_account.requests) == 1


async def test_a_fault_of_a_moment_is_outlived(node: Node, twilio_account: ScriptedAccount) -> None:
    """A repeatable request is repeated until it succeeds, and one that Twilio postpones is carried out later."""
    twilio_account.faults.extend([(500, {}), (503, {"code": 20503, "message": "m"})])
    assert (await node.ask(REDO)).is_done
    twilio_account.faults.append((429, {"code": 20429, "message": "m"}))
    assert (await node.ask(BEGIN)).is_done
    assert len(twilio_account.requests) == 5
    assert node.counted.requests["Redo", "refused"] == 2


async def test_patience_has_an_end(node: Node, twilio_account: ScriptedAccount) -> None:
    """After four attempts an account that still postpones is reported as such."""
    twilio_account.faults.extend([(429, {"code": 20429, "message": "m"})] * 9)
    assert await node.ask(END) == RequestOutcome(refused=20429)
    assert await node.ask(BEGIN) == RequestOutcome(refused=20429)
    assert len(twilio_account.requests) == 8


@pytest.mark.parametrize("request_", [BEGIN, RECORD])
async def test_call_or_recording_may_exist_although_its_answer_was_lost(
    node: Node, twilio_account: ScriptedAccount, request_: BeginCall | BeginRecording
) -> None:
    """A call or a recording may exist although its answer was lost, so it is requested once."""
    twilio_account.faults.append((502, {}))
    assert await node.ask(request_) == RequestOutcome(refused=502)
    assert len(twilio_account.requests) == 1


async def test_twilio_error_number_is_returned_without_retry(node: Node, twilio_account: ScriptedAccount) -> None:
    """Twilio's error number is returned without a retry; the error page of a proxy has no number."""
    twilio_account.faults.append((400, {"code": 21211, "message": "m", "status": 400}))
    assert await node.ask(BEGIN) == RequestOutcome(refused=21211)
    twilio_account.faults.append((403, {"code": "no", "message": "m"}))
    assert await node.ask(BEGIN) == RequestOutcome(refused=403)
    assert node.counted.requests["BeginCall", "refused"] == 2


async def test_hanging_request_does_not_block_others(twilio_account: ScriptedAccount, valkey: redis.Redis) -> None:
    """Requests without an answer do not block others, and end at the limit as unanswered."""
    node = Node(twilio_account, valkey, timeout_s=3.0)
    twilio_account.faults.extend([(0, {})] * 8)
    hanging = [asyncio.create_task(node.ask(BEGIN)) for _ in range(8)]
    while len(twilio_account.requests) < 8:  # noqa: ASYNC110 - it is another process that hears
        await asyncio.sleep(0.01)
    assert (await node.ask(REDO)).is_done
    assert not any(each.done() for each in hanging)
    assert await asyncio.gather(*hanging) == [RequestOutcome(refused=UNREACHABLE)] * 8
    assert node.counted.requests["BeginCall", "unreachable"] == 8
    node.wire.close()


async def test_call_is_refused_within_its_limits_with_api_unreachable_or_valkey_down(
    twilio_account: ScriptedAccount, valkey: redis.Redis
) -> None:
    """With the API unreachable or Valkey down, a call is refused within its limits."""
    twilio_account.url = "http://127.0.0.1:1"
    node = Node(twilio_account, valkey)
    assert await node.ask(BEGIN) == RequestOutcome(refused=UNREACHABLE)
    away = Node(twilio_account, connect("redis://127.0.0.1:1"))
    assert await away.ask(BEGIN) == RequestOutcome(refused=UNREACHABLE)
    assert node.counted.requests["BeginCall", "unreachable"] == away.counted.requests["BeginCall", "unpaced"] == 1
    node.wire.close()
    assert await node.ask(REDO) == RequestOutcome(refused=UNREACHABLE)
    away.wire.close()


async def test_two_nodes_keep_one_pace_in_order(twilio_account: ScriptedAccount, valkey: redis.Redis) -> None:
    """Calls of both nodes leave no faster than the account allows, in the order of their requests."""
    nodes = [Node(twilio_account, valkey, calls_per_s=4) for _ in range(2)]
    turns = [node.counted.turn_waits.counts for node in nodes]
    asking = []
    for number in range(5):
        call = msgspec.structs.replace(BEGIN, to=f"client:{number}")
        asking.append(asyncio.create_task(nodes[number % 2].ask(call)))
        while sum(map(sum, turns)) == number:  # until it has its turn  # noqa: ASYNC110
            await asyncio.sleep(0.001)
    assert sum(each.counted.calls_waiting for each in nodes) > 0
    assert all(each.is_done for each in await asyncio.gather(*asking))
    assert [each.form["To"] for each in twilio_account.requests] == [[f"client:{number}"] for number in range(5)]
    assert twilio_account.requests[-1].at_s - twilio_account.requests[0].at_s > 0.6
    assert sum(each.counted.calls_waiting for each in nodes) == 0
    assert sum(node.counted.turn_waits.sum_s for node in nodes) == pytest.approx(0.25 + 0.5 + 0.75 + 1.0, abs=0.5)
    for each in nodes:
        each.wire.close()


async def test_ring_whose_turn_lies_beyond_its_time_is_not_requested(
    twilio_account: ScriptedAccount, valkey: redis.Redis
) -> None:
    """A ring whose turn lies beyond its time is not requested, and uses no turn of another."""
    node = Node(twilio_account, valkey, calls_per_s=0.5)
    short = msgspec.structs.replace(BEGIN, timeout_s=6)
    assert (await node.ask(short)).is_done
    began = time.monotonic()
    assert [await node.ask(short) for _ in range(5)] == [RequestOutcome(refused=TURN_REFUSED)] * 5
    assert time.monotonic() - began < 3
    assert node.counted.requests["BeginCall", "paced"] == 5
    later = msgspec.structs.replace(BEGIN, timeout_s=8)
    assert (await node.ask(later)).is_done
    assert twilio_account.requests[-1].form["Timeout"] == ["6"]
    node.wire.close()


async def test_answers_do_not_cross(node: Node, twilio_account: ScriptedAccount) -> None:
    """Each of many concurrent requests gets its own answer."""
    twilio_account.faults.extend([(400, {"code": 30_000 + number, "message": "m"}) for number in range(60)])
    results = await asyncio.gather(*(node.ask(REDO) for _ in range(60)))
    assert sorted(each.refused for each in results) == [30_000 + number for number in range(60)]


async def test_the_next_turn_is_forgotten_when_it_is_past(valkey: redis.Redis) -> None:
    """An idle account leaves no key behind, and its next call does not wait."""
    pace = CallRateLimiter(valkey, "icetex", 10)
    assert [await pace.reserve_turn(1.0) for _ in range(2)] == [0.0, pytest.approx(0.1, abs=0.095)]
    assert 0 < await valkey.pttl("{icetex}:twilio:turn") <= 1200
