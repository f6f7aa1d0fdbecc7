"""Calls made again from what Asterisk has: by a process that remembers nothing."""

import pytest

from telephony import port
from telephony.asterisk.ari.events import AriBridge, Channel, Dialplan
from telephony.asterisk.call.adoption import adopt_calls, is_ours, talking_channels
from telephony.asterisk.call.bridges import BridgePool
from telephony.asterisk.call.held_call import HeldCall

CALL = "n-1.0"


def channel(name: str, state: str = "Up", app: str = "Stasis") -> Channel:
    return Channel(id=name, state=state, dialplan=Dialplan(app_name=app, app_data="atencion,bogota"))


def taken_up(channels: list[Channel], bridges: list[AriBridge], **holds: str) -> HeldCall:
    pool = BridgePool("b-")
    for bridge in bridges or [AriBridge("b-1")]:
        pool.adopt(bridge.id, bridge.channels or ["somebody"])
    (call,) = adopt_calls(channels, bridges, {f"{CALL}": holds.get("caller", "")}, pool).values()
    return call


def test_who_is_in_one_bridge_talks() -> None:
    """The two may be held, parted and joined as if we had joined them."""
    call = taken_up([channel(CALL), channel(f"{CALL}~advisor-1")], [AriBridge("b-1", [CALL, f"{CALL}~advisor-1"])])
    assert {leg.talk for leg in call.legs.values()} == {call.legs["caller"].talk} != {0}
    assert call.legs["caller"].bridge == "b-1"


def test_who_is_held_still_is_in_a_talk() -> None:
    """The channel says in whose talk it is and what it hears."""
    call = taken_up([channel(CALL), channel(f"{CALL}~advisor-1")], [], caller="advisor-1~espera")
    caller = call.legs["caller"]
    assert (caller.hold, caller.requested_music) == ("espera", "espera")
    assert call.legs["advisor-1"].talk == caller.talk != 0


@pytest.mark.parametrize(("hold", "is_in_their_talk"), [("~espera", False), ("advisor-1~espera", True)])
def test_who_is_held_while_two_others_talk_belongs_to_them_or_not(hold: str, is_in_their_talk: bool) -> None:
    """Of a consultation the caller hears nothing when taken back; of a talk of three the caller is one."""
    one, other = f"{CALL}~advisor-1", f"{CALL}~advisor-2"
    call = taken_up([channel(CALL), channel(one), channel(other)], [AriBridge("b-1", [one, other])], caller=hold)
    assert call.legs["advisor-1"].talk == call.legs["advisor-2"].talk != 0
    assert (call.legs["caller"].talk == call.legs["advisor-1"].talk) is is_in_their_talk


SUPERVISED = [channel(CALL), channel(f"{CALL}~advisor-1"), channel(f"{CALL}~supervisor-1")]
TALK = AriBridge("b-1", [CALL, f"{CALL}~advisor-1"])
EAR = f"{CALL}~supervisor-1~7-0"


def test_who_listens_to_a_talk_goes_on_listening() -> None:
    """Leg and channel are known together: the next mode ends that channel, and sending the same again asks nothing."""
    call = taken_up([*SUPERVISED, channel(EAR)], [TALK, AriBridge("b-2", [f"{CALL}~supervisor-1", EAR])])
    assert call.requests == []
    assert call.mixer.find_listener(EAR) is call.legs["supervisor-1"]
    call.execute(port.Snoop(id=f"{CALL}/7/0", call_id=CALL, leg="supervisor-1", target="advisor-1"), 0.0)
    assert call.requests == []
    call.execute(port.Join(id=f"{CALL}/8/0", call_id=CALL, leg="supervisor-1", other="advisor-1"), 0.0)
    assert [request.path.rpartition("/")[2] for request in call.requests] == [EAR, "removeChannel", "addChannel"]
    assert call.requests[-1].path == "bridges/b-1/addChannel"


def test_a_channel_that_came_as_the_process_died_is_used() -> None:
    """It was asked for, and nobody brought it together with the leg that listens."""
    call = taken_up([*SUPERVISED, channel(EAR)], [TALK])
    assert [request.path for request in call.requests] == ["bridges/b-2", "bridges/b-2/addChannel"]


def test_a_listening_channel_whose_leg_is_gone_is_nobodys() -> None:
    """It is seen out like any other stranger."""
    call = taken_up([*SUPERVISED[:2], channel(EAR)], [TALK])
    assert call.mixer.find_listener(EAR) is None


def test_what_a_phone_does_is_told_again() -> None:
    """Nobody may have told of it: it was picked up, or it rings."""
    call = taken_up([channel(CALL), channel(f"{CALL}~advisor-1"), channel(f"{CALL}~advisor-2", "Ringing", "")], [])
    assert call.signals == [
        port.LegAnswered(call_id=CALL, leg="advisor-1"),
        port.LegRinging(call_id=CALL, leg="advisor-2"),
    ]


def test_a_bridge_that_stands_is_told_again() -> None:
    """Nobody may have told of it, and an advisor who talks would never have answered."""
    call = taken_up([channel(CALL), channel(f"{CALL}~advisor-1")], [TALK])
    assert call.signals == [
        port.LegAnswered(call_id=CALL, leg="advisor-1"),
        port.LegBridged(call_id=CALL, leg="advisor-1"),
    ]


def test_a_ring_sent_again_rings_nobody_twice() -> None:
    """Whoever had the call before us has rung the phone."""
    call = taken_up([channel(CALL), channel(f"{CALL}~advisor-1", "Ringing", "")], [])
    call.execute(port.Ring(id="x", call_id=CALL, leg="advisor-1", address="sip:a@h", timeout_s=5), 0.0)
    assert call.requests == []


def test_a_caller_whom_the_dialplan_has_is_none_of_ours() -> None:
    """A rescue goes on without us; the channels that supervisors hear by belong to no call."""
    assert not is_ours(channel(CALL, app="Playback"))
    assert adopt_calls([channel(CALL, app="Playback"), channel(f"{CALL}~s~1")], [], {}, BridgePool("b-")) == {}


def test_only_who_is_in_a_bridge_with_another_talks() -> None:
    """One who was left alone does not."""
    assert talking_channels([AriBridge("a", ["x"]), AriBridge("b", ["y", "z"])]) == {"y", "z"}


def test_who_only_listens_does_not_talk() -> None:
    """So a process that takes nothing up leaves no supervisor listening."""
    assert talking_channels([TALK, AriBridge("b-2", [f"{CALL}~supervisor-1", EAR])]) == set(TALK.channels)
