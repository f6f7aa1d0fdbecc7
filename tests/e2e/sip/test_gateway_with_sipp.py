"""The embedded gateway's SIP with sipp: every scenario that a caller or an advisor's phone can make of one call."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio

from telephony import port
from telephony.pyvoip.gateway import PyVoipGateway
from tests.support.sip.listed_sources import loopback_callers
from tests.support.sip.reception import LINES, GreetingSounds, Reception
from tests.support.sip.sipp import Sipp, SippRun, SippStep, can_send_telephone_events, press, refuse, refused, stay

pytestmark = pytest.mark.e2e


@pytest_asyncio.fixture
async def sipp(tmp_path: Path) -> AsyncIterator[Sipp]:
    """Provide sipp in its own folder, and end its runs."""
    sipp = Sipp(tmp_path)
    yield sipp
    await sipp.end()


@pytest.fixture
def gateway() -> PyVoipGateway:
    """Create a gateway that is not started yet."""
    return PyVoipGateway(
        sip_port=0, lines=LINES.get, sounds=GreetingSounds(), max_calls=20, trusted_sources=loopback_callers
    )


class Served:
    """A gateway and the reception that serves it."""

    def __init__(self, gateway: PyVoipGateway, sipp: Sipp) -> None:
        self.gateway = gateway
        self.sipp = sipp
        self.reception = Reception(gateway)

    async def open(self, phone: str = "", *, answers: bool = True, ring_s: float = 15.0) -> "Served":
        """Start taking calls."""
        self.reception = Reception(self.gateway, phone, answers=answers, ring_s=ring_s)
        await self.gateway.start(self.reception)
        return self

    async def call(self, *steps: SippStep | str, number: str = "bogota", codecs: str = "0 8 96") -> None:
        """Make one complete call by its scenario."""
        await succeed(await self.start(*steps, number=number, codecs=codecs))

    async def start(self, *steps: SippStep | str, number: str = "bogota", codecs: str = "0 8 96") -> SippRun:
        """Start a caller."""
        return await self.sipp.caller(self.gateway.sip_port, number, *steps, codecs=codecs)


@pytest_asyncio.fixture
async def served(gateway: PyVoipGateway, sipp: Sipp) -> AsyncIterator[Served]:
    """Create a gateway to be opened, and stop it at the end."""
    yield Served(gateway, sipp)
    await gateway.stop()


async def succeed(party: SippRun) -> None:
    """Check that the party's scenario succeeded."""
    assert await party.succeeded(), party.complaint()


@pytest.mark.parametrize("number", sorted(LINES))
async def test_each_line_is_reached_by_number_and_by_name(served: Served, number: str) -> None:
    """A call to each number or name of a line is offered on that line, answered, and may be hung up."""
    await served.open()
    await served.call("invite", "answered", stay(0.3), "hang_up", number=number)
    offer = await served.reception.wait_for(port.CallOffered)
    assert offer.line == LINES[number]
    assert offer.caller == "3001234567"
    hung_up = await served.reception.wait_for(port.LegHungUp)
    assert hung_up == port.LegHungUp(call_id=offer.call_id, leg=port.CALLER)


needs_raw_sockets = pytest.mark.skipif(
    not can_send_telephone_events(),
    reason="sipp sends telephone events by a raw socket, which takes root or CAP_NET_RAW",
)


@pytest.mark.parametrize("by", [pytest.param("event", marks=needs_raw_sockets), "info"])
async def test_a_key_is_heard_once(served: Served, by: Literal["event", "info"]) -> None:
    """A key pressed by telephone event (RFC 4733) or by INFO ends the greeting, and counts once."""
    await served.open()
    await served.call("invite", "answered", stay(0.3), press("2", by), stay(0.3), "hang_up")
    assert [signal.digits for signal in served.reception.all(port.DigitsCollected)] == ["2"]
    assert [signal.ended for signal in served.reception.all(port.PlaybackEnded)] == ["interrupted"]


async def test_another_line_is_not_found(served: Served) -> None:
    """A number that is no line of ours is refused with 404, and no call is offered."""
    await served.open()
    await served.call("invite", refused(404), number="6015559999")
    assert served.reception.heard == []


async def test_cancel_is_answered_200_and_its_invite_487_and_call_is_over(served: Served) -> None:
    """CANCEL is answered 200 and its INVITE 487, and the call is over."""
    await served.open(answers=False)
    await served.call("invite", "cancel")
    await served.reception.wait_for(port.LegHungUp)
    assert served.gateway.calls == 0


async def test_a_caller_may_hold_and_take_back(served: Served) -> None:
    """A re-INVITE that holds is answered recvonly, one that resumes sendrecv, and the call continues."""
    await served.open()
    await served.call("invite", "answered", stay(0.2), "hold", stay(0.3), "unhold", stay(0.2), "hang_up")
    assert len(served.reception.all(port.CallOffered)) == 1


@needs_raw_sockets
async def test_caller_with_pcma_alone_is_served_keys_included(served: Served) -> None:
    """A caller with PCMA alone is served, keys included."""
    await served.open()
    await served.call("invite", "answered", stay(0.3), press("3", by="event"), stay(0.3), "hang_up", codecs="8 96")
    assert [signal.digits for signal in served.reception.all(port.DigitsCollected)] == ["3"]


async def test_g_729_alone_is_refused_with_488(served: Served) -> None:
    """G.729 alone is refused with 488 (RFC 3261 §21.4.26)."""
    await served.open()
    await served.call("invite", refused(488), codecs="18")
    assert served.gateway.calls == 0


async def test_options_are_answered(served: Served) -> None:
    """OPTIONS get a 200 without a call."""
    await served.open()
    await served.call("options")
    assert served.reception.heard == []


async def test_an_invite_sent_again_is_the_same_call(served: Served) -> None:
    """A repeated INVITE of one transaction gets the same answer, and makes one call, not two."""
    await served.open()
    caller = await served.start("invite", "picked_up", "invite_again", stay(0.7), "acknowledge", stay(0.3), "hang_up")
    await succeed(caller)
    assert caller.received(200, "INVITE") >= 2
    assert len(served.reception.all(port.CallOffered)) == 1


async def test_an_answer_is_repeated_until_it_is_acknowledged(served: Served) -> None:
    """With a late ACK the 200 is sent again, and the call continues."""
    await served.open()
    await served.call(
        "invite", "picked_up", stay(1.2), "acknowledge", stay(0.2), press("1", by="info"), stay(0.3), "hang_up"
    )
    assert [signal.digits for signal in served.reception.all(port.DigitsCollected)] == ["1"]


async def test_a_caller_talks_with_an_advisor(served: Served) -> None:
    """The phone answers after a second, and is hung up when the caller hangs up."""
    phone = await served.sipp.phone("called", stay(1.0), "answer", "hung_up")
    await served.open(phone.address)
    await served.call("invite", "answered", stay(0.3), press("1"), stay(2.5), "hang_up")
    await succeed(phone)
    await served.reception.wait_for(port.LegAnswered)
    assert served.gateway.calls == 0


async def test_an_advisor_hangs_up(served: Served) -> None:
    """The caller is hung up when the advisor leaves."""
    phone = await served.sipp.phone("called", "answer", stay(1.0), "advisor_hangs_up")
    await served.open(phone.address)
    await served.call("invite", "answered", stay(0.3), press("1"), "hung_up")
    await succeed(phone)


@pytest.mark.parametrize(("status", "cause"), [(486, "busy"), (603, "declined"), (500, "failed")])
async def test_a_refusing_phone_is_acknowledged(served: Served, status: int, cause: str) -> None:
    """Every final answer of a phone is acknowledged, and its reason reported."""
    phone = await served.sipp.phone("called", stay(0.2), refuse(status))
    await served.open(phone.address)
    await served.call("invite", "answered", stay(0.3), press("1"), "hung_up")
    await succeed(phone)
    failure = await served.reception.wait_for(port.LegFailed)
    assert failure.cause == cause


async def test_a_phone_that_never_answers_is_let_go(served: Served) -> None:
    """At the end of its ring time the phone is cancelled, and the 487 acknowledged."""
    phone = await served.sipp.phone("called", "cancelled")
    await served.open(phone.address, ring_s=1.0)
    await served.call("invite", "answered", stay(0.3), press("1"), "hung_up")
    await succeed(phone)
    failure = await served.reception.wait_for(port.LegFailed)
    assert failure.cause == "no_answer"


async def test_a_caller_leaves_while_the_phone_rings(served: Served) -> None:
    """The advisor's phone stops ringing when the caller hangs up."""
    phone = await served.sipp.phone("called", "cancelled")
    await served.open(phone.address)
    caller = await served.start("invite", "answered", stay(0.3), press("1"), stay(1.0), "hang_up")
    await succeed(caller)
    await succeed(phone)
    assert served.gateway.calls == 0


async def test_calls_beyond_capacity_are_refused_in_time(served: Served) -> None:
    """With twenty calls held, the twenty-first gets 503, and the twenty continue until they are hung up."""
    await served.open()
    callers = await served.sipp.caller(
        served.gateway.sip_port, "bogota", "invite", "answered", "hung_up", calls=20, rate=50
    )
    while len(served.reception.all(port.CallOffered)) < 20:
        await served.reception.next()
    await served.call("invite", refused(503))
    offers = served.reception.all(port.CallOffered)
    assert [offer.refused for offer in offers] == [None] * 20 + ["capacity"]
    for offer in offers[:20]:
        await served.gateway.send(port.Hangup(id=f"{offer.call_id}/end", call_id=offer.call_id))
    await succeed(callers)
