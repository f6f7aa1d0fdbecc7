"""Contract of the port for more than two parties: a conversation of three, listening, whispering and joining."""

import pytest

from telephony import port
from tests.contract.telephony.test_port_advisor import bridged
from tests.support.gateways.gateway_rig import Caller, CommandSender, GatewayRig, Phone


async def attended(rig: GatewayRig, name: str) -> tuple[Caller, Phone, Phone, CommandSender]:
    """Connect a caller and advisor-1, and answer one more phone, which is not connected yet."""
    if not {port.Join, port.Snoop} <= port.ABILITIES[rig.gateway.kind]:
        pytest.skip(f"with the gateway {rig.gateway.kind} two are company")
    caller, advisor, orders = await bridged(rig)
    other = await rig.phone(name)
    await orders.send(port.Ring, leg=name, address=other.address, timeout_s=30.0)
    await other.rings()
    await other.answers()
    while await rig.heard.next(caller.call_id) != port.LegAnswered(call_id=caller.call_id, leg=name):
        pass
    return caller, advisor, other, orders


async def test_three_hear_each_other(rig: GatewayRig) -> None:
    """A leg that joins a conversation hears both others, and both hear it."""
    caller, advisor, other, orders = await attended(rig, "advisor-2")
    await orders.send(port.Join, leg="advisor-2", other="advisor-1")
    await caller.hears("advisor-1", "advisor-2")
    await advisor.hears("caller", "advisor-2")
    await other.hears("caller", "advisor-1")


async def test_a_caller_on_hold_comes_into_the_talk_of_two_advisors(rig: GatewayRig) -> None:
    """A caller on hold who joins two advisors hears only music until they are retrieved; then all three talk."""
    caller, advisor, other, orders = await attended(rig, "advisor-2")
    await orders.send(port.Hold, sound="hold-music")
    await orders.send(port.Bridge, leg="advisor-1", other="advisor-2")
    await other.hears("advisor-1")
    await orders.send(port.Join, other="advisor-1")
    await caller.hears("hold-music")
    await advisor.hears("advisor-2")
    await orders.send(port.Hold, held=False)
    await caller.hears("advisor-1", "advisor-2")
    await other.hears("caller", "advisor-1")


async def test_two_of_three_talk_while_third_is_on_hold(rig: GatewayRig) -> None:
    """With one of three on hold the other two talk; after the retrieval all three hear each other."""
    caller, advisor, other, orders = await attended(rig, "advisor-2")
    await orders.send(port.Join, leg="advisor-2", other="caller")
    await orders.send(port.Hold, sound="hold-music")
    await caller.hears("hold-music")
    await advisor.hears("advisor-2")
    await other.hears("advisor-1")
    await orders.send(port.Hold, held=False)
    await caller.hears("advisor-1", "advisor-2")
    await advisor.hears("caller", "advisor-2")


@pytest.mark.parametrize("how", [port.Hangup, port.Unbridge], ids=["Hangup", "Unbridge"])
@pytest.mark.parametrize("leaver", ["advisor-1", "advisor-2"])
async def test_caller_talks_on_with_other_if_one_of_two_advisors_is_disconnected(
    rig: GatewayRig, leaver: str, how: type[port.Command]
) -> None:
    """If one of the two advisors is disconnected, the caller talks on with the other."""
    caller, advisor, other, orders = await attended(rig, "advisor-2")
    await orders.send(port.Join, leg="advisor-2", other="advisor-1")
    await caller.hears("advisor-1", "advisor-2")
    await orders.send(how, leg=leaver)
    stays, name = (other, "advisor-2") if leaver == "advisor-1" else (advisor, "advisor-1")
    await caller.hears(name)
    await stays.hears("caller")


async def test_if_one_of_three_hangs_up_other_two_talk_on(rig: GatewayRig) -> None:
    """If one of three hangs up, the gateway reports that leg, and the other two talk on."""
    caller, advisor, other, orders = await attended(rig, "advisor-2")
    await orders.send(port.Join, leg="advisor-2", other="advisor-1")
    await other.hears("caller", "advisor-1")
    await other.hang_up()
    assert await rig.heard.next(caller.call_id) == port.LegHungUp(call_id=caller.call_id, leg="advisor-2")
    await caller.hears("advisor-1")
    await advisor.hears("caller")


async def test_two_of_three_can_have_a_talk_of_their_own(rig: GatewayRig) -> None:
    """A Bridge of two of three legs excludes the third."""
    caller, advisor, other, orders = await attended(rig, "advisor-2")
    await orders.send(port.Join, leg="advisor-2", other="advisor-1")
    await caller.hears("advisor-1", "advisor-2")
    await orders.send(port.Bridge, other="advisor-2")
    await caller.hears("advisor-2")
    await other.hears("caller")
    await advisor.hears()


async def test_listening_supervisor_hears_both_parties_and_neither_hears_supervisor(rig: GatewayRig) -> None:
    """A listening supervisor hears both parties, and neither hears the supervisor."""
    caller, advisor, supervisor, orders = await attended(rig, "supervisor")
    await orders.send(port.Snoop, leg="supervisor", target="advisor-1")
    await supervisor.hears("caller", "advisor-1")
    await caller.hears("advisor-1")
    await advisor.hears("caller")


async def test_whispering_supervisor_is_heard_by_advisor_not_by_caller(rig: GatewayRig) -> None:
    """A whispering supervisor is heard by the advisor, not by the caller."""
    caller, advisor, supervisor, orders = await attended(rig, "supervisor")
    await orders.send(port.Snoop, leg="supervisor", target="advisor-1", mode="whisper")
    await advisor.hears("caller", "supervisor")
    await supervisor.hears("caller", "advisor-1")
    await caller.hears("advisor-1")


async def test_a_supervisor_listens_then_whispers_then_joins_then_listens(rig: GatewayRig) -> None:
    """A supervisor can change the mode during the call; each mode replaces the one before."""
    caller, advisor, supervisor, orders = await attended(rig, "supervisor")
    await orders.send(port.Snoop, leg="supervisor", target="advisor-1")
    await supervisor.hears("caller", "advisor-1")
    await orders.send(port.Snoop, leg="supervisor", target="advisor-1", mode="whisper")
    await advisor.hears("caller", "supervisor")
    await orders.send(port.Join, leg="supervisor", other="advisor-1")
    await caller.hears("advisor-1", "supervisor")
    await advisor.hears("caller", "supervisor")
    await supervisor.hears("caller", "advisor-1")
    await orders.send(port.Snoop, leg="supervisor", target="advisor-1")
    await caller.hears("advisor-1")
    await advisor.hears("caller")
    await supervisor.hears("caller", "advisor-1")


async def test_during_hold_supervisor_hears_advisor_and_no_music(rig: GatewayRig) -> None:
    """During a hold the supervisor hears the advisor and no music; after the retrieval, both parties."""
    caller, _, supervisor, orders = await attended(rig, "supervisor")
    await orders.send(port.Snoop, leg="supervisor", target="advisor-1", mode="whisper")
    await supervisor.hears("caller", "advisor-1")
    await orders.send(port.Hold, sound="hold-music")
    await caller.hears("hold-music")
    await supervisor.hears("advisor-1")
    await orders.send(port.Hold, held=False)
    await supervisor.hears("caller", "advisor-1")
    await caller.hears("advisor-1")


@pytest.mark.parametrize("command", [port.Snoop, port.Join], ids=["Snoop", "Join"])
async def test_gateway_reports_that_leg_only_if_supervisor_hangs_up(
    rig: GatewayRig, command: type[port.Command]
) -> None:
    """If a supervisor hangs up, the gateway reports that leg only, and the conversation goes on."""
    caller, advisor, supervisor, orders = await attended(rig, "supervisor")
    participant = {"other": "advisor-1"} if command is port.Join else {"target": "advisor-1"}
    await orders.send(command, leg="supervisor", **participant)
    await supervisor.hears("caller", "advisor-1")
    await supervisor.hang_up()
    assert await rig.heard.next(caller.call_id) == port.LegHungUp(call_id=caller.call_id, leg="supervisor")
    await caller.hears("advisor-1")
    await advisor.hears("caller")
    assert rig.heard.unread(caller.call_id) == []


async def test_supervisor_leg_stays_up_and_can_listen_to_another(rig: GatewayRig) -> None:
    """After the end of the leg it listens to, a supervisor's leg stays up and can listen to another."""
    _, advisor, supervisor, orders = await attended(rig, "supervisor")
    await orders.send(port.Snoop, leg="supervisor", target="advisor-1")
    await supervisor.hears("caller", "advisor-1")
    await orders.send(port.Hangup, leg="advisor-1")
    await advisor.ended()
    await supervisor.hears()
    await orders.send(port.Snoop, leg="supervisor", target="caller")
    await supervisor.hears("caller")
    await orders.send(port.Hangup)
    await orders.send(port.Hangup, leg="supervisor")
    await supervisor.ended()
    assert not rig.gateway.holds(orders.call_id)
